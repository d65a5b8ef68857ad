# SPDX-License-Identifier: Apache-2.0
"""One partition whose records take long to examine: the others do not wait for it, no transaction is
left open for it, and all of it comes out in the end."""
import gzip
import os
import time

import kafka_case
from kafka_case import KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE, number_of

DEAR = 800  # records; on one core each takes some 20 ms
# 1 MiB, which looks like something everywhere, behind a member that shows the number as it is.
FILLER = gzip.compress(b"1-" * (1 << 18) + b"a@a." * (1 << 17), 1, mtime=0)
RATE = 200
SECONDS = 4  # a neighbour's way, at most; it was as long as the way of all that is dear


class Share(KafkaCase):
    def dear(self):
        """Some 5 KB each, packed."""
        for _ in range(DEAR):
            self.feeder.put(lambda n: gzip.compress(b"seq=%06d " % n, 0, mtime=0) + FILLER)
            self.feeder.producer.poll(0)
        self.feeder.settle()

    def slowest(self, reader):
        """The longest way of a neighbour's record until all that is dear is out."""
        ledger, sent, looked, dear, worst = self.feeder.ledger, {}, 0, 0, 0.0
        end = time.monotonic() + 60
        while dear < DEAR and time.monotonic() < end:
            for n in range(DEAR, self.feeder.next):
                if n in ledger.records and ledger.records[n].partition:
                    sent.setdefault(n, time.monotonic())
            reader._poll()
            now = time.monotonic()
            for output in reader.outputs[looked:]:
                dear += output.partition == 0
                n = number_of(ledger, output)
                worst = max(worst, now - sent.get(n, now))
            looked = len(reader.outputs)
        return worst

    def through(self, mode):
        feeder = self.topics()
        reader = self.reader()
        self.dear()
        # Far shorter than all of it takes: none may be open for as long.
        sidecar = self.sidecar("--threads", "2", "-X", "producer.transaction.timeout.ms=4000", mode=mode)
        feeder.start(RATE)
        worst = self.slowest(reader)
        feeder.stop()
        print("a neighbour's way: %.1f s" % worst, flush=True)
        self.assertTrue(self.all_out(reader, 60), sidecar.last_words())
        if not os.environ.get("PHISIEVE_SANITIZED"):
            self.assertLess(worst, SECONDS)
        self.assertEqual(sidecar.events("producer_fatal") + sidecar.events("transaction_undone"), [])
        self.ends(sidecar)
        self.check(reader, mode)

    def test_exactly_once(self):
        self.through(EXACTLY_ONCE)

    def test_at_least_once(self):
        self.through(AT_LEAST_ONCE)


if __name__ == "__main__":
    kafka_case.main()
