# SPDX-License-Identifier: Apache-2.0
"""Records that are made to take for ever, or all memory: each is out in time, as it was or withheld, and
its neighbours with it."""
import gzip
import io
import os
import re
import time

import kafka_case
from kafka_case import KafkaCase
from ledger import EXACTLY_ONCE, marker_of

MIB = 1 << 20
SECONDS = 60  # for each; on an idle machine all of them take less
MEMORY = 500  # MiB


def bomb(size):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as file:
        for _ in range(size // MIB):
            file.write(bytes(MIB))
    return out.getvalue()


def levels(count, inner):
    for _ in range(count):
        inner = gzip.compress(inner, mtime=0)
    return inner


def text(filler, size=2 * MIB):
    return lambda n: b"seq=%06d " % n + (filler * (size // len(filler) + 1))[:size]


# name: (value of a number, what becomes of it: None as it was, else the reason). Of millions of findings the
# engine says that they are over its limit.
POISON = {
    "one letter": (text(b"a", 10 * MIB), None),
    "no end of digits": (text(b"1"), None),
    "digits and dashes": (text(b"1-"), None),
    "addresses within addresses": (text(b"a@a."), None),
    "brackets": (text(b"("), None),
    "quotes": (text(b"\"'"), None),
    "keys without values": (text(b"ssn="), "limit"),
    "names without end": (text(b"Mr. "), "limit"),
    "escapes of escapes": (text(b"%25"), None),
    "backslashes": (text(b"\\"), None),
    "escapes that unfold": (lambda n: b'{"seq":"%06d","a":"' % n + b"\\u005cu005cu005cu0031" * 50_000 + b'"}', None),
    "deep JSON": (lambda n: b'{"seq":"%06d","a":' % n + b"[" * 100_000 + b"1" + b"]" * 100_000 + b"}", None),
    "deep XML": (lambda n: b"<a>seq=%06d" % n + b"<b>" * 100_000 + b"</b>" * 100_000 + b"</a>", None),
    "no UTF-8": (lambda n: b"seq=%06d " % n + b"\xff\xc0\x80\xf8" * 1000, None),
    "a bomb": (lambda n: bomb(400 * MIB), "limit"),
    "five levels": (lambda n: levels(5, b"seq=%06d" % n), "compressed"),
}


class Poison(KafkaCase):
    def one(self, name, value, reason):
        self.feeder.feed(20)
        record = self.feeder.put(value, fate="withheld" if reason else "same", reason=reason)
        self.feeder.feed(20)
        begin = time.monotonic()
        self.assertTrue(self.all_out(self.out, SECONDS), name + ": " + self.sidecars[-1].last_words())
        took = time.monotonic() - begin
        fates = [marker_of(output) for output in self.out.outputs if output.partition == 0][-11:]
        said = next((marker["reason"] for marker in fates if marker and marker["offset"] == self.place(record)), None)
        print("%s: %s after %.1f s" % (name, said or "as it was", took), flush=True)

    def place(self, record):
        return next(offset for (_, offset), n in self.feeder.ledger.places.items() if n == record.n)

    def test_each(self):
        self.topics(**{"max.message.bytes": "20000000"})
        self.feeder = kafka_case.traffic.Feeder(self.bootstrap, self.source, **{"message.max.bytes": 20_000_000})
        self.out = self.reader()
        sidecar = self.sidecar()
        for name, (value, reason) in POISON.items():
            self.one(name, value, reason)
        with open("/proc/%d/status" % sidecar.process.pid, encoding="ascii") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) // 1024
        print("memory: %d MiB" % peak, flush=True)
        if not os.environ.get("PHISIEVE_SANITIZED"):
            self.assertLess(peak, MEMORY)
        self.ends(sidecar)
        self.check(self.out, EXACTLY_ONCE)


if __name__ == "__main__":
    kafka_case.main()
