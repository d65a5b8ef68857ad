# SPDX-License-Identifier: Apache-2.0
"""The targets take records slowly, or not at all for a while: the sidecar waits, within its memory,
keeps its partitions, and goes on by itself."""
import os
import re
import time

import broker
import kafka_case
from kafka_case import LONG, KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE, ssn
from slow_line import SlowLine

STALL = 75 if LONG else 12  # well over the time of the session
DELAY = 2 if LONG else 0.4
SESSION = ("-X", "session.timeout.ms=3000", "-X", "heartbeat.interval.ms=500")
SHORT_TRANSACTIONS = ("-X", "transaction.timeout.ms=6000")
# Budgets of what was fetched and of what was written, in KiB: far below what waits.
SMALL = ("-X", "queued.max.messages.kbytes=2048", "-X", "queue.buffering.max.kbytes=4096")
LARGE = 30_000  # bytes of a record of which many make a backlog


class Slow(KafkaCase):
    @classmethod
    def setUpClass(cls):
        broker.fetch()
        cls.own = broker.Broker()
        cls.addClassCleanup(cls.own.close)
        cls.line = SlowLine(cls.own)
        cls.addClassCleanup(cls.line.close)
        cls.own.start()

    def setUp(self):
        super().setUp()
        self.bootstrap = self.own.bootstrap
        self.line.delay = 0
        self.addCleanup(self.line.release)

    def slow_sidecar(self, *args, mode=EXACTLY_ONCE):
        return self.sidecar(*args, mode=mode, **{"-b": self.line.bootstrap})

    def backlog(self, count):
        """Large records, all with PHI, spread over the partitions."""
        feeder = self.feeder
        filler = b" it works" * ((LARGE - 40) // 9)
        for i in range(count):
            feeder.put(lambda n: b"seq=%06d ssn=%s" % (n, ssn(n)) + filler, i % 4, fate="redacted",
                       out=lambda n: b"seq=%06d ssn=[SSN]" % n + filler)
            feeder.producer.poll(0)
        feeder.settle()

    @staticmethod
    def memory(sidecar):
        """MiB, at its most."""
        with open("/proc/%d/status" % sidecar.process.pid, encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) // 1024

    def stall(self, sidecar, seconds):
        """Holds what it writes for so long."""
        self.line.hold()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
            time.sleep(0.1)
        self.assertGreater(self.line.held, 0)
        self.line.release()

    def keeps_its_place(self, sidecar):
        self.assertEqual(sidecar.events("revoked"), [])
        self.assertEqual(len(sidecar.events("ready")), 1)

    def stalled(self, mode):
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.slow_sidecar(*SESSION, *SMALL, mode=mode)
        feeder.feed(400)
        self.assertTrue(reader.more(400, 30), sidecar.last_words())
        self.line.hold()
        self.backlog(1000)  # 30 MB; the budgets are 6
        rest = self.memory(sidecar)
        self.stall(sidecar, STALL)
        full = self.memory(sidecar)
        self.assertTrue(self.all_out(reader, 90), sidecar.last_words())
        most = self.memory(sidecar)
        print("memory: %d MiB at rest, %d while nothing went out, %d at the end" % (rest, full, most), flush=True)
        if not os.environ.get("PHISIEVE_SANITIZED"):
            self.assertLess(most, rest + 40)
        self.keeps_its_place(sidecar)
        self.ends(sidecar)
        self.check(reader, mode)
        return sidecar

    def test_stalled_exactly_once(self):
        sidecar = self.stalled(EXACTLY_ONCE)
        if not LONG:  # within the time of a transaction
            self.assertEqual(sidecar.events("transaction_undone"), [])

    def test_stalled_at_least_once(self):
        self.stalled(AT_LEAST_ONCE)

    def test_stalled_longer_than_a_transaction(self):
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.slow_sidecar(*SESSION, *SHORT_TRANSACTIONS)
        feeder.start(1000)
        self.assertTrue(reader.more(1000, 30), sidecar.last_words())
        for _ in range(3 if LONG else 1):
            self.stall(sidecar, 15)
            self.assertTrue(reader.more(1000, 60), sidecar.last_words())
        feeder.stop()
        self.assertTrue(self.all_out(reader, 60), sidecar.last_words())
        self.keeps_its_place(sidecar)
        self.ends(sidecar)
        self.check(reader)

    def slow(self, mode):
        feeder = self.topics()
        reader = self.reader()
        self.line.delay = DELAY
        sidecar = self.slow_sidecar(*SESSION, *SHORT_TRANSACTIONS, mode=mode)
        feeder.start(2000)
        time.sleep(60 if LONG else 6)
        feeder.stop()
        self.assertTrue(self.all_out(reader, 120), sidecar.last_words())
        self.keeps_its_place(sidecar)
        self.assertEqual(sidecar.events("transaction_undone"), [])
        self.ends(sidecar)
        self.check(reader, mode)

    def test_slow_exactly_once(self):
        self.slow(EXACTLY_ONCE)

    def test_slow_at_least_once(self):
        self.slow(AT_LEAST_ONCE)

    def test_stalled_longer_than_a_poll_may_take(self):
        """The group takes the partitions away then; what was not acknowledged comes again."""
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.slow_sidecar(*SESSION, *SMALL, "-X", "max.poll.interval.ms=6000", mode=AT_LEAST_ONCE)
        feeder.feed(400)
        self.assertTrue(reader.more(400, 30), sidecar.last_words())
        self.line.hold()
        self.backlog(1000)
        self.stall(sidecar, 12)
        self.assertTrue(self.all_out(reader, 90), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader, AT_LEAST_ONCE)


if __name__ == "__main__":
    kafka_case.main()
