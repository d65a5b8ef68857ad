# SPDX-License-Identifier: Apache-2.0
"""What the Kafka tests share: one broker a program, topics for each test, the sidecar as a process.

PHISIEVE_LONG=1 runs the full form; PHISIEVE_SEED repeats a run's random times. Without jars, Java or
a broker a program says `skipped: why` and ends with 77; with CI=true that is a failure."""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import broker
import traffic
from ledger import EXACTLY_ONCE, Check, leaks, unsettled, without_figures

PHISIEVE = os.environ.get("PHISIEVE", os.path.join(broker.SOURCE, "build", "phisieve"))
LONG = bool(os.environ.get("PHISIEVE_LONG"))
SEED = int(os.environ.get("PHISIEVE_SEED") or random.randrange(10 ** 6))
SKIPPED = 77
PARTITIONS = 4
# Members that are away are noticed soon, and so are transactions that nobody ends.
HASTY = ("-X", "session.timeout.ms=3000", "-X", "heartbeat.interval.ms=500", "-X", "transaction.timeout.ms=6000")


class Sidecar:
    """One `phisieve kafka`; its messages go to a file, which must never hold what it read."""

    def __init__(self, folder, args, more_env=None):
        self.log = tempfile.mktemp(prefix="sidecar-", suffix=".log", dir=folder)
        env = {k: v for k, v in os.environ.items() if not k.startswith("PHISIEVE")}
        env.update(more_env or {})
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([PHISIEVE, "kafka", *args], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, env=env, cwd=folder)

    def said(self):
        with open(self.log, "rb") as log:
            return log.read()

    def events(self, name):
        found = []
        for line in self.said().splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and event.get("event") == name:
                found.append(event)
        return found

    def ready(self, seconds=30, times=1):
        """Waits for the ready line; False when it ends or the time is over."""
        end = time.monotonic() + seconds
        while len(self.events("ready")) < times:
            if self.process.poll() is not None or time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def wait(self, seconds=40):
        return self.process.wait(seconds)

    def terminate(self, seconds=40):
        """SIGTERM, and the exit code."""
        self.send(signal.SIGTERM)
        return self.wait(seconds)

    def last_words(self):
        return self.said()[-1500:].decode(errors="replace")


class KafkaCase(unittest.TestCase):
    broker = None  # main() sets it
    maxDiff = 2000

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="phisieve-test-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        name = "%s-%d" % (re.sub("[^a-z]+", "-", self.id().split(".")[-1].lower()), os.getpid())
        self.source, self.target, self.group = "raw." + name, "clean.raw." + name, "group-" + name
        self.bootstrap = self.broker.bootstrap
        self.sidecars = []
        self.readers = []
        self.feeder = None
        self.random = random.Random(SEED)
        self.addCleanup(self._end)

    def _end(self):
        if self.feeder:
            self.feeder._stop.set()
        for sidecar in self.sidecars:
            sidecar.kill()
        for reader in self.readers:
            reader.close()
        for sidecar in self.sidecars:
            self.assertFalse(leaks(without_figures(sidecar.said())), "the messages of the sidecar hold what it read")

    def topics(self, **config):
        traffic.create(self.bootstrap, PARTITIONS, self.source, self.target, **config)
        self.feeder = traffic.Feeder(self.bootstrap, self.source, PARTITIONS)
        return self.feeder

    def reader(self, topic=None):
        reader = traffic.Dump(self.bootstrap, topic or self.target, PARTITIONS)
        self.readers.append(reader)
        return reader

    def sidecar(self, *args, mode=EXACTLY_ONCE, instance="a", ready=True, env=None, **replaced):
        options = {"-b": self.bootstrap, "--from": re.escape(self.source), "--to": "clean.${topic}", "--delivery": mode,
                   "--group": self.group, "--instance": instance}
        options.update(replaced)
        words = [word for name, value in options.items() if value is not None for word in (name, value)]
        sidecar = Sidecar(self.folder, [*words, *args], env)
        self.sidecars.append(sidecar)
        if ready:
            self.assertTrue(sidecar.ready(), "not ready: " + sidecar.last_words())
        return sidecar

    def all_out(self, reader, seconds=60):
        """Waits until every record of the ledger is out; the check says what is missing."""
        return reader.until(self.feeder.ledger, len(self.feeder.ledger), seconds)

    def ends(self, sidecar, code=0, number=signal.SIGTERM, seconds=40):
        sidecar.send(number)
        self.ended(sidecar, code, seconds)

    def ended(self, sidecar, code, seconds=40):
        try:
            got = sidecar.wait(seconds)
        except subprocess.TimeoutExpired:
            self.fail("still running after %d s: %s" % (seconds, sidecar.last_words()))
        self.assertEqual(got, code, sidecar.last_words())

    def check(self, reader, mode=EXACTLY_ONCE, **more):
        self.check_source()
        check = Check(self.feeder.ledger, reader.to_end(), mode, **more)
        self.assertEqual(check.problems[:20], [], "seed %d, %d problems: %s; %s" % (
            SEED, len(check.problems), check.kinds(), self.sidecars[-1].last_words() if self.sidecars else ""))
        return check

    def check_source(self):
        """The ledger itself: a topic that holds something else would be blamed on the sidecar."""
        there = traffic.dump(self.bootstrap, self.feeder.ledger.topic, PARTITIONS)
        self.assertEqual(sorted(self.feeder.ledger.places), sorted((out.partition, out.offset) for out in there),
                         "the producer of the test wrote something twice")

    def check_settled(self, reader):
        """I5, to be asked while no sidecar runs: what is committed is out."""
        done = traffic.committed(self.bootstrap, self.group, self.source, PARTITIONS)
        time.sleep(0.3)  # the marks of a transaction reach offsets and topics one after the other
        self.assertEqual(unsettled(self.feeder.ledger, reader.to_end(), done)[:5], [], "seed %d" % SEED)
        return done

    def only_own_broker(self):
        if self.broker.process is None:
            self.skipTest("PHISIEVE_TEST_BOOTSTRAP is not ours to kill")


def _why_not():
    try:
        asked = subprocess.run([PHISIEVE, "kafka", "--help"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, timeout=60, check=False)
    except OSError:
        return "no program " + PHISIEVE
    return "" if asked.returncode == 0 and b"--from" in asked.stdout else "this build has no command `kafka`"


def main():
    why = _why_not()
    if not why:
        try:
            KafkaCase.broker = broker.find()
        except broker.Unavailable as reason:
            why = str(reason)
    if why:
        print("skipped: %s" % why, flush=True)
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    print("seed %d" % SEED, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        ran = unittest.main(module="__main__", exit=False, verbosity=2)
    finally:
        KafkaCase.broker.close()
    sys.exit(0 if ran.result.wasSuccessful() else 1)
