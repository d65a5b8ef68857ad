# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the sidecar at random times, under load."""
import time

import kafka_case
from kafka_case import LONG, KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE

KILLS = 50 if LONG else 5


class Kills(KafkaCase):
    def kill_often(self, mode):
        feeder = self.topics()
        reader = self.reader()
        feeder.feed(2000).start(3000)
        for turn in range(KILLS):
            sidecar = self.sidecar(mode=mode, ready=turn % 4 != 3)
            time.sleep(self.random.uniform(0.02, 0.8))
            self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
            sidecar.kill()
            if turn % 5 == 4:
                self.check_settled(reader)
        feeder.stop()
        last = self.sidecar(mode=mode)
        self.all_out(reader)
        self.ends(last)
        return self.check(reader, mode)

    def test_exactly_once(self):
        self.kill_often(EXACTLY_ONCE)

    def test_at_least_once(self):
        self.kill_often(AT_LEAST_ONCE)

    def test_an_open_transaction_does_not_hold_readers(self):
        """The restart aborts it at once: readers wait no longer than that takes."""
        feeder = self.topics()
        reader = self.reader()
        feeder.start(3000)
        sidecar = self.sidecar()
        self.assertTrue(reader.more(500, 20), sidecar.last_words())
        sidecar.kill()
        last = self.sidecar()
        begin = time.monotonic()
        reader.to_end()
        self.assertTrue(reader.more(500, 20), last.last_words())
        self.assertLess(time.monotonic() - begin, 5)
        feeder.stop()
        self.all_out(reader)
        self.ends(last)
        self.check(reader)


if __name__ == "__main__":
    kafka_case.main()
