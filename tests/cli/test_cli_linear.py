# SPDX-License-Identifier: Apache-2.0
"""What opens forms, keys and encodings, over and over in 10 MB: four times the bytes must
not take much more than four times the work. The ratio of two runs, no absolute time."""
import os
import random
import tempfile
import unittest

import harness
from harness import Case

LEAST = 5 << 19  # bytes
TIMES = 4
MOST = 7.0  # a square would take 16 times as long
NOISE = 0.5  # seconds of either run that nobody counts

RANDOM = random.Random(1)
UNITS = {
    "json": '{"a":',
    "backslashes": "\\\\\\\\",
    "segments": "PID|",
    "fields": "PID|1||",
    "keys": "name=",
    "noise": "".join(RANDOM.choice("ABCDEFabcdefghijklmnop0123456789+/") for _ in range(1 << 16)),
    "runs": "abcdefghijklmnop1rstuvwxyzAbcdefghij+/",
    "folded": "9bFlIkpYt5HfavHYMD5hzcS7hsPRxCcQPDRMQYnrLx571dR+RG/OwqPYEXNhEOV4G8zOppZ2\n",
    "quotes": '"',
    "tags": "<a>",
    "ends": "</a>",
    "values": "'1','2',",
    "interchange": "ISA*00*",
    "percent": "%25",
    "entities": "&#52;",
    "columns": "id,mrn,name,",
    "brackets": "[[[[",
    "braces": "{{{{",
    "bytes": "4d 53 48 7c ",
    "sentence": "patient with id 12345 for ",
    "parameters": "$1 = 'x', ",
    "rejected": "invalid value ",
    "parts": 'form-data; name="mrn" ',
}


class Linear(Case):
    def seconds(self, unit, size):
        with tempfile.TemporaryFile(dir=self.folder) as file:
            file.write((unit * (size // len(unit) + 1))[:size].encode())
            file.seek(0)
            with open(os.devnull, "wb") as null:
                process = self.start("-q", "-t", "1", "--max-line=64M", stdin=file, stdout=null, stderr=null)
                _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertIn(process.returncode, (0, 4))
            return usage.ru_utime + usage.ru_stime

    @unittest.skipIf(harness.SANITIZED, "a sanitizer has costs of its own")
    def test_repeated(self):
        for name, unit in UNITS.items():
            with self.subTest(name=name):
                small, large = self.seconds(unit, LEAST), self.seconds(unit, TIMES * LEAST)
                self.assertLess(large, MOST * max(small, NOISE))


if __name__ == "__main__":
    unittest.main()
