# SPDX-License-Identifier: Apache-2.0
"""A record that is at work at every end of the process, and what does not become suspect."""
import base64
import gzip
import os
import random
import struct
import time

import kafka_case
import traffic
from kafka_case import KafkaCase
from ledger import FIRST_TIME, Record

SEAT = struct.Struct("=I4x250s2xiq")  # busy, topic, partition, offset: src/io/kafka/kafka_trail.c
HEAD = 32


class Crash(KafkaCase):
    def setUp(self):
        super().setUp()
        self.state = os.path.join(self.folder, "state")

    def at_work(self):
        """(partition, offset) of every seat that is busy."""
        try:
            with open(self.state, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            return set()
        seats = [SEAT.unpack_from(data, HEAD + i * SEAT.size) for i in range(256)] if len(data) > HEAD else []
        return {(partition, offset) for busy, _, partition, offset in seats if busy}

    def heavy(self):
        """Adds a record that takes seconds: a text within gzip within base64, over and over."""
        noise = random.Random(1)
        block = base64.b64encode(gzip.compress(bytes(noise.choice(b"abcdefghij ") for _ in range(3000))))
        value = b"seq=%06d " % self.feeder.next + b" ".join(block for _ in range(13_000_000 // len(block)))
        number, self.feeder.next = self.feeder.next, self.feeder.next + 1
        record = Record(number, 0, None, value, [], FIRST_TIME + number, (), "withheld", "crash", None, [])

        def delivered(error, message):
            assert not error, error
            self.feeder.ledger.add(record, message.offset())
            self.heavy_at = (0, message.offset())
        self.feeder.producer.produce(self.source, value=value, partition=0, timestamp=record.timestamp,
                                     on_delivery=delivered)
        self.feeder.settle()

    def feeds(self):
        self.topics(**{"max.message.bytes": "20000000"})
        self.feeder.producer = traffic.confluent_kafka.Producer({
            "bootstrap.servers": self.bootstrap, "message.max.bytes": 20_000_000, "enable.idempotence": True})
        self.feeder.feed(40)
        self.heavy()
        self.feeder.feed(40)

    def kill_at_work(self):
        """Kills the sidecar once it is at the heavy record."""
        sidecar = self.sidecar("--state-file", self.state)
        end = time.monotonic() + 60
        while self.heavy_at not in self.at_work():
            self.assertLess(time.monotonic(), end, sidecar.last_words())
            self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
        sidecar.kill()
        return sidecar

    def test_a_record_that_ends_the_process(self):
        self.feeds()
        reader = self.reader()
        for tries in range(3):
            self.kill_at_work()
        sidecar = self.sidecar("--state-file", self.state)
        self.all_out(reader, 90)
        self.ends(sidecar)
        self.check(reader)
        self.assertEqual([event["times"] for event in sidecar.events("ended_at")
                          if (event["partition"], event["offset"]) == self.heavy_at], [3])

    def test_a_record_that_is_got_through(self):
        """Two ends are no proof: the third time it is examined, and then nothing is suspect."""
        self.feeds()
        reader = self.reader()
        ledger = self.feeder.ledger
        number = ledger.places[self.heavy_at]
        ledger.records[number] = ledger.records[number]._replace(fate="same", reason=None,
                                                                 value_out=ledger.records[number].value)
        for tries in range(2):
            self.kill_at_work()
        sidecar = self.sidecar("--state-file", self.state)
        self.all_out(reader, 90)
        self.ends(sidecar)
        self.check(reader)
        self.assertEqual(self.at_work(), set())
        again = self.sidecar("--state-file", self.state)
        self.assertEqual(again.events("ended_at"), [])
        self.ends(again)

    def test_files_that_cannot_be_used(self):
        self.topics()
        with open(self.state, "wb") as file:
            file.write(b"something else\n" * 9)
        sidecar = self.sidecar("--state-file", self.state, ready=False)
        self.ended(sidecar, 2)
        self.assertIn(b"no state file", sidecar.said())
        os.remove(self.state)
        first = self.sidecar("--state-file", self.state)
        second = self.sidecar("--state-file", self.state, instance="b", ready=False)
        self.ended(second, 2)
        self.assertIn(b"another process", second.said())
        self.ends(first)
        sidecar = self.sidecar("--state-file", os.path.join(self.folder, "no", "where"), ready=False)
        self.ended(sidecar, 3)


if __name__ == "__main__":
    kafka_case.main()
