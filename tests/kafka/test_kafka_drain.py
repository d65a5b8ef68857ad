# SPDX-License-Identifier: Apache-2.0
"""SIGTERM and SIGINT drain; a second signal, or a drain that takes too long, gives up with 5."""
import signal
import time

import kafka_case
from kafka_case import KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE


class Drain(KafkaCase):
    def drain_under_load(self, mode, number):
        feeder = self.topics()
        reader = self.reader()
        feeder.feed(2000).start(3000)
        sidecar = self.sidecar(mode=mode)
        self.assertTrue(reader.more(1000, 20), sidecar.last_words())
        begin = time.monotonic()
        self.ends(sidecar, 0, number)
        self.assertLess(time.monotonic() - begin, 25)
        self.check_settled(reader)
        feeder.stop()
        self.check(reader, partial=True)
        last = self.sidecar(mode=mode)
        self.all_out(reader)
        self.ends(last)
        self.check(reader)  # all that was out was committed: nothing twice in either mode

    def test_sigterm_exactly_once(self):
        self.drain_under_load(EXACTLY_ONCE, signal.SIGTERM)

    def test_sigterm_at_least_once(self):
        self.drain_under_load(AT_LEAST_ONCE, signal.SIGTERM)

    def test_sigint(self):
        self.drain_under_load(EXACTLY_ONCE, signal.SIGINT)

    def test_idle(self):
        self.topics()
        for mode in (EXACTLY_ONCE, AT_LEAST_ONCE):
            self.ends(self.sidecar(mode=mode), 0, seconds=10)

    def while_frozen(self, end, *args):
        """The broker stands still with records on their way, so that no drain can finish."""
        self.only_own_broker()
        feeder = self.topics()
        reader = self.reader()
        feeder.start(3000)
        sidecar = self.sidecar(*args)
        self.assertTrue(reader.more(1000, 20), sidecar.last_words())
        self.broker.process.send_signal(signal.SIGSTOP)
        try:
            time.sleep(0.5)
            end(sidecar)
        finally:
            self.broker.process.send_signal(signal.SIGCONT)
        feeder.stop()
        last = self.sidecar()
        self.all_out(reader)
        self.ends(last)
        self.check(reader)

    def test_not_drained_in_time(self):
        def end(sidecar):
            begin = time.monotonic()
            self.ends(sidecar, 5, seconds=20)
            self.assertGreater(time.monotonic() - begin, 1.5)
        self.while_frozen(end, "--drain-timeout", "2")

    def test_a_second_signal(self):
        def end(sidecar):
            sidecar.send(signal.SIGTERM)
            time.sleep(0.3)
            self.assertIsNone(sidecar.process.poll(), "ended before it was drained")
            self.ends(sidecar, 5, seconds=8)
        self.while_frozen(end)


if __name__ == "__main__":
    kafka_case.main()
