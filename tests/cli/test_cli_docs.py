# SPDX-License-Identifier: Apache-2.0
"""docs/formats.md says what is found: every example of it, as it stands there."""
import os
import re
import unittest

import harness


def blocks(path):
    """(line number, text) of each fenced block that is called phi."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    begin = None
    for number, line in enumerate(lines, 1):
        if line == "```phi":
            begin = number
        elif line == "```" and begin is not None:
            yield begin + 1, "\n".join(lines[begin:number - 1]) + "\n"
            begin = None


class Docs(harness.Case):
    def test_forms(self):
        count = 0
        mark = re.compile("⟦([A-Z0-9-]+):(.*?)⟧")
        for line, text in blocks(os.path.join(harness.SOURCE, "docs", "formats.md")):
            raw, want = mark.sub(r"\2", text), mark.sub(r"[\1]", text)
            result = self.run_it("-q", data=raw.encode())
            with self.subTest(line=line):
                self.assertEqual(result.out.decode(), want)
            count += 1
        self.assertGreater(count, 12)


if __name__ == "__main__":
    unittest.main()
