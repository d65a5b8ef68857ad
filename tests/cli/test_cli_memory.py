# SPDX-License-Identifier: Apache-2.0
"""A line without end must not fill the memory. 300 MiB here; a gigabyte takes no more."""
import os
import threading
import unittest

import harness
from harness import Case

MIB = 1 << 20


class Memory(Case):
    def feed(self, process, piece, count):
        try:
            for _ in range(count):
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass

    def peak(self, args, piece, count):
        process = self.start(*args)
        feeder = threading.Thread(target=self.feed, args=(process, piece, count))
        drain = threading.Thread(target=self.drain, args=(process,))
        feeder.start()
        drain.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        feeder.join()
        drain.join()
        return process.returncode, usage.ru_maxrss / 1024

    def drain(self, process):
        self.got = 0
        while True:
            data = process.stdout.read(MIB)
            if not data:
                return
            self.got += len(data)

    @unittest.skipIf(harness.SANITIZED, "a sanitizer needs its own memory")
    def test_one_endless_line(self):
        for threads in ("1", "4"):
            for policy, code in (("withhold", 4), ("window", 0)):
                result, mib = self.peak(("-t", threads, "--long-lines", policy),
                                        b"all is well " * (MIB // 12), 300)
                self.assertEqual(result, code)
                self.assertLess(mib, 128, "threads %s, %s" % (threads, policy))
                self.assertEqual(self.got, 24 if code else MIB // 12 * 12 * 300)

    @unittest.skipIf(harness.SANITIZED, "a sanitizer needs its own memory")
    def test_lines_just_below_the_limit(self):
        line = b"all is well " * (15 * MIB // 12) + b"\n"
        result, mib = self.peak(("-t", "4"), line, 20)
        self.assertEqual((result, self.got), (0, len(line) * 20))
        self.assertLess(mib, 128)

    @unittest.skipIf(harness.SANITIZED, "a sanitizer needs its own memory")
    def test_dense_escaped_lines_just_below_the_limit(self):
        pairs = (b'{\\"ssn\\":\\"9%02d-%02d-%04d\\",\\"note\\":\\"%s\\"},' % (i % 100, 10 + i % 80, 1000 + i % 9000,
                                                                        b"all is well " * 10) for i in range(94000))
        line = b"".join(pairs) + b"\n"
        self.assertGreater(len(line), 14 * MIB)
        for threads in ("1", "2"):
            result, mib = self.peak(("-t", threads), line, 2)
            self.assertEqual(result, 0)
            self.assertLess(mib, 96, "threads " + threads)


if __name__ == "__main__":
    harness.main()
