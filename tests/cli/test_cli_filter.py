# SPDX-License-Identifier: Apache-2.0
import json
import os
import select
import subprocess
import time

import harness
from harness import CLEAN, LINE, Case


class Filter(Case):
    def test_values_go(self):
        self.assertEqual(self.run_it(data=LINE).out, CLEAN)

    def test_numbers_stay(self):
        line = b"epoch=1700000007 order=306302348 v=10.0.19041.1\n"
        self.assertEqual(self.run_it(data=line).out, line)

    def test_line_ends_stay(self):
        data = b"ssn=306-30-2348\r\nplain\r\n\r\n\nssn=306-30-2348"
        self.assertEqual(self.run_it(data=data).out, b"ssn=[SSN]\r\nplain\r\n\r\n\nssn=[SSN]")

    def test_any_bytes_stay(self):
        data = bytes(range(256)).replace(b"\n", b"") + b"\n\0\0ssn=306-30-2348\0\n\xff\xfe\xc3\x28\n\0"
        self.assertEqual(self.run_it(data=data).out, data.replace(harness.SSN, b"[SSN]"))

    def test_empty(self):
        self.assertEqual(self.run_it(data=b"").out, b"")
        self.assertEqual(self.run_it(data=b"\n").out, b"\n")

    def test_second_pass_changes_nothing(self):
        once = self.run_it(data=LINE * 3).out
        self.assertEqual(self.run_it(data=once).out, once)

    def test_a_line_comes_out_at_once(self):
        for threads in ("1", "2"):
            process = self.start("--threads", threads)
            process.stdin.write(LINE)
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], 30)  # compiling the rules
            self.assertTrue(ready)
            self.assertEqual(process.stdout.readline(), CLEAN)
            for _ in range(3):
                begin = time.monotonic()
                process.stdin.write(LINE + b"ssn=306-30-")  # the part of a line waits
                process.stdin.flush()
                ready, _, _ = select.select([process.stdout], [], [], 5)
                self.assertTrue(ready)
                self.assertEqual(os.read(process.stdout.fileno(), 4096), CLEAN)
                self.assertLess(time.monotonic() - begin, 0.5)
                process.stdin.write(b"2348\n")
                process.stdin.flush()
                self.assertEqual(process.stdout.readline(), b"ssn=[SSN]\n")
            process.stdin.close()
            self.assertEqual(process.wait(10), 0)

    def test_full_disk(self):
        for threads in ("1", "2"):
            with open("/dev/full", "wb") as full:
                result = self.run_it("-t", threads, data=LINE * 1000, code=3, stdout=full)
            self.says(result, "standard output", "No space left")

    def test_reader_gone(self):
        path = self.path("big.log", LINE * 100000)
        for threads in ("1", "2"):
            process = self.start("-t", threads, path, stdin=subprocess.DEVNULL)
            self.assertEqual(process.stdout.readline(), CLEAN)
            process.stdout.close()
            self.assertEqual(process.wait(20), 0)
            self.assertEqual(process.stderr.read(), b"")

    def test_reader_gone_while_input_waits(self):
        process = self.start("-t", "2")
        process.stdout.close()
        process.stdin.write(LINE)
        process.stdin.flush()
        self.assertEqual(process.wait(20), 0)  # although the input has not ended

    def test_closed_output(self):
        result = subprocess.run(["sh", "-c", '"$0" >&-', harness.PHISIEVE], input=LINE,
                                stderr=subprocess.PIPE, env=self.env(), check=False)
        self.assertEqual(result.returncode, 3)
        self.says(harness.Result(3, b"", result.stderr), "standard output")

    def test_stats_add_up(self):
        result = self.run_it("--stats=json", data=LINE * 5 + b"x\n")
        stats = json.loads(result.err)
        self.assertEqual(stats["lines_in"], 6)
        self.assertEqual(stats["lines_in"], stats["lines_out"] + stats["lines_withheld"])
        self.assertEqual(stats["redacted"], 15)
        self.assertEqual(stats["labels"], {"SSN": 5, "NPI": 5, "MRN": 5})
        self.assertEqual(sum(stats["rules"].values()), 15)
        self.assertEqual(stats["bytes_in"], len(LINE) * 5 + 2)
        self.assertEqual(stats["bytes_out"], len(CLEAN) * 5 + 2)
        text = self.run_it("--stats", data=LINE).err.decode()
        self.assertIn("1 lines in = 1 out + 0 withheld", text)

    def test_color(self):
        result = self.run_it("--color=always", data=b"a[1] ssn=306-30-2348 [x] [\n")
        self.assertEqual(result.out, b"a[1] ssn=\033[1;35m[SSN]\033[0m [x] [\n")
        self.assertEqual(self.run_it("--color=auto", data=LINE).out, CLEAN)


class LongLines(Case):
    MARKER = b"[WITHHELD:line-too-long]"

    def test_withheld(self):
        long = b"ssn=306-30-2348 " * 200
        data = LINE + long + b"\r\n" + LINE + long + b"\n" + LINE + long
        expected = CLEAN + self.MARKER + b"\r\n" + CLEAN + self.MARKER + b"\n" + CLEAN + self.MARKER
        for threads in ("1", "2"):
            for batch in ("64", "1000", "1M"):
                result = self.run_it("--max-line=1K", "-t", threads, "--batch-size", batch,
                                     "--stats=json", "-q", data=data, code=4)
                self.assertEqual(result.out, expected)
                stats = json.loads(result.err)
                self.assertEqual((stats["lines_in"], stats["lines_withheld"]), (6, 3))
                self.assertEqual(stats["bytes_in"], len(data))
                self.assertEqual(stats["bytes_out"], len(expected))

    def test_the_limit_itself(self):
        for length, kept in ((1024, True), (1025, False)):
            line = b"x" * length
            for end in (b"\n", b""):
                for batch in ("64", "1M"):
                    result = self.run_it("--max-line=1024", "--batch-size", batch, "-q",
                                         data=line + end, code=0 if kept else 4)
                    self.assertEqual(result.out, (line if kept else self.MARKER) + end)

    def test_windows(self):
        long = b"x ssn=306-30-2348 and some text, " * 30000
        data = LINE + long + b"\r\n" + LINE + long
        expected = data.replace(LINE, CLEAN).replace(harness.SSN, b"[SSN]")
        for threads in ("1", "2"):
            for batch in ("64K", "1M"):
                result = self.run_it("--max-line=128K", "--long-lines=window", "-t", threads,
                                     "--batch-size", batch, "--stats=json", data=data)
                self.assertEqual(result.out, expected)
                self.assertEqual(json.loads(result.err)["lines_in"], 4)


if __name__ == "__main__":
    harness.main()
