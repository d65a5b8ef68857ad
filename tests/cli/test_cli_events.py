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


if __name__ == "__main__":
    unittest.main()
