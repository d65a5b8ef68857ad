# SPDX-License-Identifier: Apache-2.0
"""Several instances: rebalances, zombies, and two that claim to be the same."""
import signal
import time

import kafka_case
from kafka_case import HASTY, LONG, KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE

TURNS = 10 if LONG else 2


class Group(KafkaCase):
    def rebalance(self, mode):
        feeder = self.topics()
        reader = self.reader()
        first = self.sidecar(*HASTY, mode=mode)
        feeder.start(2000)
        for turn in range(TURNS):
            second = self.sidecar(*HASTY, mode=mode, instance="b")
            time.sleep(self.random.uniform(0.5, 2))
            if turn % 2:
                second.kill()
            else:
                self.ends(second)
            time.sleep(self.random.uniform(0, 4))
        feeder.stop()
        self.all_out(reader, 60)
        self.ends(first)
        self.check(reader, mode)

    def test_rebalance_exactly_once(self):
        self.rebalance(EXACTLY_ONCE)

    def test_rebalance_at_least_once(self):
        self.rebalance(AT_LEAST_ONCE)

    def zombie(self, mode, **more):
        feeder = self.topics()
        reader = self.reader()
        first = self.sidecar(*HASTY, mode=mode)
        feeder.start(2000)
        self.assertTrue(reader.more(1000, 20), first.last_words())
        first.send(signal.SIGSTOP)
        second = self.sidecar(*HASTY, mode=mode, instance="b", ready=False)
        time.sleep(8)
        self.assertTrue(reader.more(1000, 40), second.last_words())
        first.send(signal.SIGCONT)
        time.sleep(4)
        feeder.stop()
        self.all_out(reader, 60)
        if first.process.poll() is None:  # it may have joined again
            self.ends(first)
        else:
            self.assertEqual(first.process.returncode, 6, first.last_words())
        self.ends(second)
        self.check(reader, mode, **more)

    def test_zombie_exactly_once(self):
        self.zombie(EXACTLY_ONCE)

    def test_zombie_at_least_once(self):
        self.zombie(AT_LEAST_ONCE, interleaved=True)

    def test_the_older_of_two_with_one_name_is_fenced(self):
        feeder = self.topics()
        reader = self.reader()
        older = self.sidecar()
        feeder.start(2000)
        for _ in range(TURNS + 1):  # two that take the name from each other would soon both be gone
            self.assertTrue(reader.more(1000, 20), older.last_words())
            newer = self.sidecar()
            self.ended(older, 6)
            older = newer
        feeder.stop()
        self.all_out(reader)
        self.ends(older)
        self.check(reader)

    def test_an_idle_one_that_comes_back_does_not_shut_out_the_newer(self):
        """It was away for longer than its session; nothing was open, so that no commit tells it."""
        feeder = self.topics().feed(100)
        reader = self.reader()
        older = self.sidecar(*HASTY)
        self.assertTrue(reader.more(100, 20), older.last_words())
        time.sleep(1)
        older.send(signal.SIGSTOP)
        time.sleep(5)
        newer = self.sidecar(*HASTY)
        older.send(signal.SIGCONT)
        self.ended(older, 6)
        feeder.feed(100)
        self.assertTrue(self.all_out(reader), newer.last_words())
        self.ends(newer)
        self.check(reader)


if __name__ == "__main__":
    kafka_case.main()
