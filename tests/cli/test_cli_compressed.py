# SPDX-License-Identifier: Apache-2.0
import gzip
import shutil
import subprocess
import unittest
import zlib

import harness
from harness import CLEAN, LINE, Case


def zstd(data, *args):
    return subprocess.run(["zstd", "-q", "-c", *args], input=data, stdout=subprocess.PIPE,
                          check=True).stdout


class Compressed(Case):
    def both_ways(self, packed, expected, **more):
        path = self.path("packed", packed)
        self.assertEqual(self.run_it(path, **more).out, expected)
        return self.run_it(data=packed, **more)

    def test_gzip(self):
        result = self.both_ways(gzip.compress(LINE * 1000), CLEAN * 1000)
        self.assertEqual(result.out, CLEAN * 1000)

    def test_gzip_members(self):
        packed = gzip.compress(LINE + b"ssn=306-") + gzip.compress(b"30-2348\n") + gzip.compress(b"")
        self.assertEqual(self.both_ways(packed, CLEAN + b"ssn=[SSN]\n").out, CLEAN + b"ssn=[SSN]\n")

    def test_gzip_padding(self):
        self.both_ways(gzip.compress(LINE) + bytes(512), CLEAN)

    def test_gzip_cut_off(self):
        data = b"".join(b"%d %d\n" % (i, i * i * 7919 % 10007) for i in range(50000)) + LINE * 5
        packed = gzip.compress(data)
        for cut in (len(packed) // 2, len(packed) - 4, 5):
            result = self.both_ways(packed[:cut], self.whole_lines(packed[:cut]), code=3)
            self.says(result, "gzip", "end too early")

    def whole_lines(self, packed):
        decoder = zlib.decompressobj(31)
        data = decoder.decompress(packed)
        return data[:data.rfind(b"\n") + 1].replace(LINE, CLEAN)

    def test_gzip_damaged(self):
        packed = bytearray(gzip.compress(LINE * 100))
        packed[-6] ^= 1  # the checksum
        path = self.path("packed", bytes(packed))
        self.says(self.run_it(path, code=3), "packed", "gzip", "damaged")
        self.says(self.run_it(data=gzip.compress(LINE) + b"garbage", code=3), "damaged")

    def test_output_is_not_there_after_damage(self):
        self.path("in.gz", gzip.compress(LINE * 100)[:-10])
        self.run_it("-o", "out", "in.gz", code=3)
        self.assertEqual(self.left(), ["in.gz"])

    @unittest.skipUnless(shutil.which("zstd"), "no zstd")
    def test_zstd(self):
        self.both_ways(zstd(LINE * 1000), CLEAN * 1000)
        self.both_ways(zstd(LINE) + zstd(LINE, "-19"), CLEAN * 2)

    @unittest.skipUnless(shutil.which("zstd"), "no zstd")
    def test_zstd_cut_off(self):
        packed = zstd(b"".join(b"%d %d\n" % (i, i * i * 7919 % 10007) for i in range(99999)) + LINE)
        for cut in (len(packed) // 2, len(packed) - 3, 6):
            result = self.run_it(data=packed[:cut], code=3)
            self.says(result, "zstd", "end too early")
            self.assertIn(result.out[-1:], (b"\n", b""))

    def test_looks_compressed_only_at_first(self):
        for data in (b"\x1f", b"\x1f\x8b", b"\x1f\x8bx\n", b"\x28\xb5\x2f", b"(\n"):
            self.assertEqual(self.run_it(data=data).out, data)
            self.assertEqual(self.run_it(self.path("f", data)).out, data)

    def test_one_byte_does_not_wait_for_more(self):
        process = self.start()
        process.stdin.write(b"a\n")
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), b"a\n")
        process.stdin.close()
        process.wait(10)

    def test_gzip_output(self):
        packed = self.run_it("--gzip", data=LINE * 100).out
        self.assertEqual(gzip.decompress(packed), CLEAN * 100)
        self.assertEqual(gzip.decompress(self.run_it("--gzip", data=b"").out), b"")
        self.path("in", LINE * 10)
        self.run_it("-z", "-o", "out.gz", "in")
        self.assertEqual(gzip.decompress(self.read("out.gz")), CLEAN * 10)

    def test_in_place_keeps_the_format(self):
        self.path("a.gz", gzip.compress(LINE * 10))
        self.run_it("-i", "a.gz")
        self.assertEqual(gzip.decompress(self.read("a.gz")), CLEAN * 10)
        if shutil.which("zstd"):
            self.path("a.zst", zstd(LINE * 10))
            self.run_it("-i", "a.zst")
            out = subprocess.run(["zstd", "-dqc", self.path("a.zst")], stdout=subprocess.PIPE,
                                 check=True).stdout
            self.assertEqual(out, CLEAN * 10)


if __name__ == "__main__":
    harness.main()
