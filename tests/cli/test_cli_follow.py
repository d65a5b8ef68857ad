# SPDX-License-Identifier: Apache-2.0
import os
import select
import signal
import subprocess
import time

import harness
from harness import CLEAN, LINE, Case


class Follow(Case):
    def follow(self, name):
        return self.start("--follow", name, stdin=subprocess.DEVNULL)

    def expect(self, process, data, seconds=30):
        got, end = b"", time.monotonic() + seconds
        while len(got) < len(data) and time.monotonic() < end:
            if select.select([process.stdout], [], [], 0.2)[0]:
                got += os.read(process.stdout.fileno(), 65536)
        self.assertEqual(got, data)

    def append(self, name, data):
        with open(self.path(name), "ab") as file:
            file.write(data)

    def test_grows(self):
        self.path("a.log", LINE)
        process = self.follow("a.log")
        self.expect(process, CLEAN)
        self.append("a.log", b"ssn=306-")
        self.append("a.log", b"30-2348\n")
        self.expect(process, b"ssn=[SSN]\n", 5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(10), 0)

    def test_rotation(self):
        self.path("a.log", b"one\n")
        process = self.follow("a.log")
        self.expect(process, b"one\n")
        os.rename(self.path("a.log"), self.path("a.log.1"))
        self.append("a.log.1", b"late\n")  # its writer has not noticed yet
        self.expect(process, b"late\n", 5)
        self.path("a.log", LINE)
        self.expect(process, CLEAN, 10)
        self.append("a.log", b"two\n")
        self.expect(process, b"two\n", 5)
        process.terminate()
        self.assertEqual(process.wait(10), 0)

    def test_rotation_cuts_a_line(self):
        self.path("a.log", b"one\npart")
        process = self.follow("a.log")
        self.expect(process, b"one\n")
        os.rename(self.path("a.log"), self.path("a.log.1"))
        self.path("a.log", b"new\n")
        self.expect(process, b"part\nnew\n", 10)

    def test_truncation(self):
        self.path("a.log", b"a long first line\n")
        process = self.follow("a.log")
        self.expect(process, b"a long first line\n")
        os.truncate(self.path("a.log"), 0)
        time.sleep(0.6)
        self.append("a.log", b"new\n")
        self.expect(process, b"new\n", 5)

    def test_what_is_there_comes_out_at_the_end(self):
        self.path("a.log", b"one\n")
        process = self.follow("a.log")
        self.expect(process, b"one\n")
        self.append("a.log", b"last without end")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.communicate(timeout=10)[0], b"last without end")

    def test_compressed_is_refused(self):
        self.path("a.gz", b"\x1f\x8b\x08")
        self.says(self.run_it("-f", "a.gz", code=2), "compressed")


if __name__ == "__main__":
    harness.main()
