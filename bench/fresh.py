# SPDX-License-Identifier: Apache-2.0
"""Records are drawn from a few thousand, so each gets a time and ids of its own, as the lines of a
log have them: else a program that remembers lines would look faster than it is.

All that is changed keeps its length."""

import re

WORD = rb"(?<![0-9A-Za-z_/+])%s(?![0-9A-Za-z_/+=])"
ID = WORD % rb"(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,64}"
UUID = WORD % rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
CLOCK = rb"(?<![0-9:.])(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?![0-9:])(?:[.,][0-9]{3}(?![0-9]))?"
FRESH = re.compile(rb"(?P<clock>%s)|%s|%s" % (CLOCK, UUID, ID))
STEP = 0.02  # seconds from record to record


class Fresh:
    def __init__(self, rng):
        self.rng, self.time = rng, 0.0

    def _clock(self, old):
        second = int(self.time)
        new = b"%02d:%02d:%02d" % (second // 3600 % 24, second // 60 % 60, second % 60)
        rest = old[len(new) :]
        return new + rest[:1] + b"%03d" % self.rng.randrange(1000) if rest else new

    def _id(self, old):
        new = b"%0*x" % (len(old), self.rng.getrandbits(4 * len(old)))
        return b"".join(b"-" if a == b"-"[0] else new[i : i + 1] for i, a in enumerate(old)) if b"-" in old else new

    def text(self, text, spans=()):
        """The text with another time and other ids; what spans cover stays as it is."""
        self.time += STEP

        def other(found):
            old = found.group()
            if any(a < found.end() and found.start() < b for a, b, *_ in spans):
                return old
            return self._clock(old) if found.group("clock") else self._id(old)

        return FRESH.sub(other, text)

    def lines(self, text):
        """The same, line by line."""
        return b"".join(self.text(line) for line in text.splitlines(keepends=True))
