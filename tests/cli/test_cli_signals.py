# SPDX-License-Identifier: Apache-2.0
import os
import select
import signal
import subprocess
import time

import harness
from harness import CLEAN, LINE, Case


class Signals(Case):
    def wait_ready(self, process):
        process.stdin.write(LINE)
        process.stdin.flush()
        self.assertEqual(process.stdout.readline(), CLEAN)

    def test_a_pipe_is_drained(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for threads in ("1", "2"):
                process = self.start("-t", threads)
                self.wait_ready(process)
                process.send_signal(number)
                time.sleep(0.1)
                out, err = process.communicate(LINE * 3 + b"last", timeout=20)
                self.assertEqual((out, err, process.returncode), (CLEAN * 3 + b"last", b"", 0))

    def test_a_second_one_ends_at_once(self):
        process = self.start()
        self.wait_ready(process)
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), 128 + signal.SIGTERM)

    def test_a_second_one_leaves_no_file(self):
        process = self.start("-o", "out")
        process.stdin.write(LINE)
        process.stdin.flush()
        self.wait_for(lambda: self.left())
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(10), 128 + signal.SIGINT)
        self.assertEqual(self.left(), [])

    def wait_for(self, what, seconds=30):
        end = time.monotonic() + seconds
        while not what() and time.monotonic() < end:
            time.sleep(0.01)
        self.assertTrue(what())

    def test_files_stop_and_nothing_half_written_stays(self):
        self.path("big", LINE * 3000000)
        for args in (("-o", "out", "big"), ("-i", "big")):
            process = self.start("-t", "2", *args, stdin=subprocess.DEVNULL)
            self.wait_for(lambda: len(self.left()) > 1)
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(20), 128 + signal.SIGTERM)
            self.assertEqual(self.left(), ["big"])
            self.assertEqual(os.path.getsize(self.path("big")), len(LINE) * 3000000)

    def test_files_to_standard_output_stop_after_whole_lines(self):
        self.path("big", LINE * 3000000)
        process = self.start("big", stdin=subprocess.DEVNULL)
        self.assertTrue(select.select([process.stdout], [], [], 30)[0])
        process.send_signal(signal.SIGINT)
        out = process.stdout.read()
        self.assertEqual(process.wait(20), 128 + signal.SIGINT)
        self.assertEqual(out, CLEAN * (len(out) // len(CLEAN)))

    def test_no_core_and_no_dump(self):
        process = self.start()
        self.wait_ready(process)
        with open("/proc/%d/limits" % process.pid, encoding="ascii") as limits:
            core = [line for line in limits if line.startswith("Max core file size")]
        self.assertEqual(core[0].split()[4], "0")
        process.stdin.close()
        process.wait(10)


if __name__ == "__main__":
    harness.main()
