# SPDX-License-Identifier: Apache-2.0
"""The broker is killed and started again under load: the sidecar waits, and goes on."""
import signal
import time

import kafka_case
from kafka_case import LONG, KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE

TURNS = 20 if LONG else 2


class Broker(KafkaCase):
    def setUp(self):
        super().setUp()
        self.only_own_broker()

    def survive(self, mode, lose):
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.sidecar(mode=mode)
        feeder.start(2000)
        for _ in range(TURNS):
            time.sleep(self.random.uniform(0.5, 2))
            lose()
            self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
        time.sleep(1)
        feeder.stop()
        self.all_out(reader, 90)
        self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader, mode)

    def crash(self):
        self.broker.kill()
        time.sleep(self.random.uniform(0, 1.5))
        self.broker.start()

    def restart(self):
        self.broker.stop()
        self.broker.start()

    def freeze(self):
        self.broker.process.send_signal(signal.SIGSTOP)
        time.sleep(3)
        self.broker.process.send_signal(signal.SIGCONT)

    def test_killed_exactly_once(self):
        self.survive(EXACTLY_ONCE, self.crash)

    def test_killed_at_least_once(self):
        self.survive(AT_LEAST_ONCE, self.crash)

    def test_restarted(self):
        self.survive(EXACTLY_ONCE, self.restart)

    def test_frozen(self):
        self.survive(EXACTLY_ONCE, self.freeze)


if __name__ == "__main__":
    kafka_case.main()
