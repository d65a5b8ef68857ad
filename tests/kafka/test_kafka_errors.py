# SPDX-License-Identifier: Apache-2.0
"""What cannot work is said at the start: what, where, and with the documented exit code."""
import time

import broker
import kafka_case
import traffic
from kafka_case import KafkaCase

USAGE, IO = 2, 3


class Errors(KafkaCase):
    def refuses(self, codes, *words, args=(), seconds=60, **replaced):
        sidecar = self.sidecar(*args, ready=False, **replaced)
        code = sidecar.wait(seconds)
        said = sidecar.said().decode(errors="replace")
        self.assertIn(code, codes, said)
        for word in words:
            self.assertIn(word, said)
        self.assertLess(len(said.splitlines()), 12, said)
        return said

    def test_missing_target_topic(self):
        traffic.create(self.bootstrap, 4, self.source)
        self.refuses((USAGE, IO), self.target)

    def test_a_target_that_comes_a_little_later(self):
        """As when topics are made, and whoever made them starts the sidecar at once."""
        traffic.create(self.bootstrap, 4, self.source)
        sidecar = self.sidecar(ready=False)
        time.sleep(3)
        self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
        traffic.create(self.bootstrap, 4, self.target)
        self.assertTrue(sidecar.ready(), sidecar.last_words())
        self.ends(sidecar)

    def test_a_new_source_before_its_target(self):
        """While the sidecar runs: it goes on with both."""
        self.topics()
        sidecar = self.sidecar("-X", "topic.metadata.refresh.interval.ms=500",
                               **{"--from": self.source + ".*"})
        traffic.create(self.bootstrap, 4, self.source + ".new")
        time.sleep(3)
        traffic.create(self.bootstrap, 4, self.target + ".new")
        self.assertTrue(sidecar.ready(30, times=2), sidecar.last_words())
        self.assertEqual(sidecar.events("ready")[-1]["partitions"], 8)
        self.ends(sidecar)

    def test_target_with_fewer_partitions(self):
        traffic.create(self.bootstrap, 4, self.source)
        traffic.create(self.bootstrap, 2, self.target)
        self.refuses((USAGE, IO), self.target)

    def test_wrong_bootstrap(self):
        address = "127.0.0.1:%d" % broker.free_ports(1)[0]
        self.refuses((IO,), address, seconds=120, **{"-b": address})

    def test_loops(self):
        self.topics()
        self.refuses((USAGE,), "--to", **{"--from": r".*", "--to": "${topic}"})
        self.refuses((USAGE,), "--to", **{"--from": r"raw\..*", "--to": "raw.again.${topic}"})

    def test_wrong_words(self):
        self.topics()
        for replaced, word in (({"--from": "raw.("}, "--from"), ({"--delivery": "at-most-once"}, "--delivery"),
                               ({"--from": None}, "--from"), ({"--to": None}, "--to"), ({"-b": None}, "-b"),
                               ({"--to": "clean.${2}"}, "--to")):
            with self.subTest(word):
                self.refuses((USAGE,), word, **replaced)

    def test_unknown_property(self):
        self.topics()
        self.refuses((USAGE,), "no.such.property", args=("-X", "no.such.property=1"))
        self.refuses((IO,), "nowhere.conf", args=("--kafka-conf", "nowhere.conf"))

    def test_guarded_properties(self):
        self.topics()
        for wrong in ("enable.auto.commit=true", "isolation.level=read_uncommitted", "auto.offset.reset=latest",
                      "enable.idempotence=false", "acks=0"):
            with self.subTest(wrong):
                self.refuses((USAGE,), wrong.split("=", maxsplit=1)[0], args=("-X", wrong))


if __name__ == "__main__":
    kafka_case.main()
