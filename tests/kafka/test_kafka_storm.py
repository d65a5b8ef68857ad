# SPDX-License-Identifier: Apache-2.0
"""Members come, go, die and stand still, one each second: what is under way then straddles one
rebalance after the other."""
import signal
import time

import kafka_case
from kafka_case import HASTY, LONG, KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE

MEMBERS = 5
SECONDS = 60 if LONG else 12
COOPERATIVE = ("-X", "partition.assignment.strategy=cooperative-sticky")
DRAIN = 15  # seconds that an end may take


class Storm(KafkaCase):
    def start(self, name, mode, args):
        self.members[name] = self.sidecar(*HASTY, "--threads", "2", *args, mode=mode, instance=name, ready=False)

    def still(self, sidecar):
        """SIGSTOP for longer than the session lasts: the others take over, and it must not write."""
        sidecar.send(signal.SIGSTOP)
        self.stopped.append((time.monotonic() + 3.5, sidecar))

    def wake(self, everybody=False):
        for at, sidecar in list(self.stopped):
            if everybody or time.monotonic() > at:
                sidecar.send(signal.SIGCONT)
                self.stopped.remove((at, sidecar))

    def leave(self, sidecar):
        begin = time.monotonic()
        self.ends(sidecar, 0, seconds=DRAIN + 10)
        self.slowest = max(self.slowest, time.monotonic() - begin)

    def turn(self, mode, args):
        """One of them begins or ends, or stands still for a while."""
        name = "m%d" % self.random.randrange(MEMBERS)
        sidecar = self.members.get(name)
        if sidecar and sidecar.process.poll() is not None:
            self.assertIn(sidecar.process.returncode, (0, 6, -signal.SIGKILL), sidecar.last_words())
            sidecar = None
        if not sidecar:
            self.start(name, mode, args)
            return
        if any(sidecar is one for _, one in self.stopped):
            return
        how = self.random.choice(("leave", "kill", "still"))
        if how == "leave" and sidecar.events("ready"):
            self.leave(sidecar)
        elif how == "still":
            self.still(sidecar)
        else:
            sidecar.kill()

    def storm(self, mode, args=(), **more):
        self.members, self.stopped, self.slowest = {}, [], 0
        feeder = self.topics()
        reader = self.reader()
        feeder.start(1500)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            self.turn(mode, args)
            time.sleep(self.random.uniform(0.5, 1.2))
            self.wake()
        self.wake(everybody=True)
        for name in ("m0", "m1"):  # whoever is left, somebody is there
            if name not in self.members or self.members[name].process.poll() is not None:
                self.start(name, mode, args)
        feeder.stop()
        begin = time.monotonic()
        self.assertTrue(self.all_out(reader, 60), "seed %d: stuck after the storm" % kafka_case.SEED)
        print("all out %.1f s after the storm, the slowest end took %.1f s" % (
            time.monotonic() - begin, self.slowest), flush=True)
        self.assertLess(self.slowest, DRAIN)
        for sidecar in self.members.values():
            if sidecar.process.poll() is None:
                sidecar.send(signal.SIGTERM)
        for sidecar in self.members.values():
            self.assertIn(sidecar.wait(40), (0, 6, -signal.SIGKILL), sidecar.last_words())
        self.check(reader, mode, **more)

    def test_exactly_once(self):
        self.storm(EXACTLY_ONCE)

    def test_exactly_once_cooperative(self):
        self.storm(EXACTLY_ONCE, COOPERATIVE)

    def test_at_least_once(self):
        self.storm(AT_LEAST_ONCE, interleaved=True)


if __name__ == "__main__":
    kafka_case.main()
