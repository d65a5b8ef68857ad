# SPDX-License-Identifier: Apache-2.0
"""Events over lines: however the input is cut into batches and whoever judges them, the same comes
out. All cases of all forms, one after the other."""
import glob
import os
import re
import unittest

import harness
from harness import Case

MARK = re.compile("⟦[A-Z0-9-]+:(.*?)⟧")


def everything():
    parts = []
    for path in sorted(glob.glob(os.path.join(harness.SOURCE, "src/formats/*/cases/*.txt"))):
        with open(path, encoding="utf-8", newline="") as file:
            text = MARK.sub(r"\1", file.read())
        parts.append(text if text.endswith("\n") else text + "\n")
    return "".join(parts).encode()


class Events(Case):
    def test_batches_and_threads(self):
        raw = everything()
        self.path("all.log", raw)
        want = self.run_it("-q", "all.log", code=None).out
        self.assertNotEqual(want, raw)
        for batch in ("64", "1K", "7001", "64K"):
            for threads in ("1", "3"):
                with self.subTest(batch=batch, threads=threads):
                    got = self.run_it("-q", "-t", threads, "--batch-size", batch, "all.log", code=None).out
                    self.assertEqual(got == want, True)

    def test_known_lines(self):
        """Lines that differ in numbers alone, so many that they are known: what is
        found in them stands elsewhere in each, or in every third one only."""
        lines = []
        for i in range(40000):
            second, number = i % 60, (i * 7919) % 10000
            lines.append("2026-11-22 09:30:%02d INFO [pool-%d] order %d took %d ms" % (second, i % 9, i, i % 997))
            lines.append("level=info ts=2026-11-22T09:30:%02dZ ssn=306-30-%04d port=%d" % (second, number, i % 7000))
            lines.append("2026-11-22 09:30:%02d INFO item %s%04d of 17" % (second, "306-30-" if i % 3 else "412-30-", number))
        raw = ("\n".join(lines) + "\n").encode()
        self.path("known.log", raw)
        want = self.run_it("-q", "--threads", "1", "known.log", code=None).out
        self.assertEqual(want.count(b"ssn=[SSN] port="), 40000)
        self.assertEqual(want.count(b"took"), 40000)
        self.assertEqual(len(want.splitlines()), len(lines))
        for options in (["--threads", "2"], ["--threads", "3", "--batch-size", "64K"], ["--threads", "1", "--batch-size", "9K"]):
            with self.subTest(options=options):
                self.assertTrue(self.run_it("-q", *options, "known.log", code=None).out == want)
        first = b"".join(raw.splitlines(True)[-3000:])  # too short to be learnt from: looked at in full
        self.path("first.log", first)
        self.assertTrue(want.endswith(self.run_it("-q", "first.log", code=None).out))


if __name__ == "__main__":
    unittest.main()
