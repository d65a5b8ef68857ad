# SPDX-License-Identifier: Apache-2.0
"""The same bytes come out, whatever the threads, the size of batches and the way of arrival."""
import random
import threading

import harness
from harness import Case


def mixed_log(lines, seed=7):
    rng = random.Random(seed)
    parts = []
    for i in range(lines):
        kind = rng.randrange(8)
        if kind == 0:
            text = b"user=ok ssn=306-30-2348 npi=1234567893 mrn: 40718322"
        elif kind == 1:
            text = b'{"level":"info","ssn":"306-30-2348","n":%d}' % i
        elif kind == 2:
            text = bytes(rng.randrange(256) for _ in range(rng.randrange(60))).replace(b"\n", b"")
        elif kind == 3:
            text = b""
        elif kind == 4:
            text = b"GET /a?mrn=40718322&x=%d 200" % i
        elif kind == 5 and rng.randrange(20) == 0:
            text = b"long " + b"ssn=306-30-2348 " * rng.randrange(4000)
        else:
            text = b"Jan 12 06:26:19 host app[%d]: all is well, took %d ms" % (i, rng.randrange(999))
        parts.append(text + (b"\r\n" if rng.randrange(5) == 0 else b"\n"))
    parts.append(b"last line without end mrn: 40718322")
    return b"".join(parts)


class Batches(Case):
    def check(self, data, *args, code=0):
        expected = self.run_it("-t", "1", *args, data=data, code=code).out
        path = self.path("in.log", data)
        sizes = ("64", "4K") if harness.SANITIZED else ("64", "777", "4K", "64K", "1M")
        for threads in ("2", "4") if harness.SANITIZED else ("1", "2", "4"):
            for turn, size in enumerate(sizes):
                options = ["-t", threads, "--batch-size", size, *args]
                if turn % 2:
                    out = self.run_it(*options, path, code=code).out
                else:
                    out = self.run_it(*options, data=data, code=code).out
                self.assertEqual(out, expected, "threads %s, batches %s" % (threads, size))
        return expected

    def test_mixed_log(self):
        data = mixed_log(400 if harness.SANITIZED else 4000)
        out = self.check(data)
        for canary in harness.CANARIES[:1]:
            self.assertNotIn(canary, out)
        self.assertEqual(out.count(b"\n"), data.count(b"\n"))

    def test_mixed_log_with_long_lines(self):
        data = mixed_log(300, seed=11)
        self.check(data, "--max-line=2K", "-q", code=4)

    def test_arrival_in_pieces(self):
        data = mixed_log(300, seed=3)
        expected = self.run_it("-t", "1", data=data).out
        rng = random.Random(5)
        for threads in ("1", "3"):
            process = self.start("-t", threads)
            chunks = []
            reader = threading.Thread(target=lambda: chunks.append(process.stdout.read()))
            reader.start()
            at = 0
            while at < len(data):
                size = rng.choice((1, 7, 50, 1000))
                process.stdin.write(data[at:at + size])
                process.stdin.flush()
                at += size
            process.stdin.close()
            reader.join(60)
            self.assertEqual(process.wait(10), 0)
            self.assertEqual(chunks[0], expected)


if __name__ == "__main__":
    harness.main()
