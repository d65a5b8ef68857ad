# SPDX-License-Identifier: Apache-2.0
"""What cannot be read stops its partition where it stands, and no other; skip leaves a marker."""
import subprocess
import time
import unittest

import damage
import kafka_case
import traffic
from clients import admin, confluent_kafka
from kafka_case import LONG, KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE

BAD = 1  # the partition
USAGE = 2
EAGER = ("-X", "statistics.interval.ms=400")  # a stall is seen after six looks


class Halts(KafkaCase):
    def setUp(self):
        super().setUp()
        self.only_own_broker()

    def spoiled(self, how, **config):
        """Topics with some batches in each partition, the third of one of them spoiled."""
        self.topics()
        feeder = self.feeder = traffic.Feeder(self.bootstrap, self.source, **config)
        for _ in range(6):
            feeder.feed(200)
        self.broker.stop()
        path = damage.segment(self.broker, self.source, BAD)
        batch = damage.batches(path)[2]
        how(path, batch)
        self.broker.start()
        return batch

    def event(self, sidecar, name, seconds=40, **fields):
        """Waits for an event that has these fields."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for event in sidecar.events(name):
                if all(event.get(field) == value for field, value in fields.items()):
                    return event
            self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
            time.sleep(0.05)
        self.fail("no %s %s: %s" % (name, fields, sidecar.last_words()))

    def skip(self, place, code=0, mode=EXACTLY_ONCE):
        done = subprocess.run([kafka_case.PHISIEVE, "kafka", "skip", place, "-b", self.bootstrap, "--from", self.source,
                               "--to", "clean.${topic}", "--group", self.group, "--delivery", mode],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              timeout=90)
        self.assertEqual(done.returncode, code, done.stdout)
        return done.stdout.decode()

    def place(self, first, last):
        return "%s/%d/%d-%d" % (self.source, BAD, first, last)

    def goes_on_behind(self, sidecar, reader, first, last):
        """The others are out already; what is skipped is one marker, and the rest follows."""
        ledger = self.feeder.ledger
        self.assertIn("stands at", self.skip(self.place(first - 1, last), USAGE))
        self.assertIn("ends before", self.skip(self.place(first, 10 ** 6), USAGE))
        self.skip(self.place(first, last))
        ledger.skip(BAD, first, last)
        self.event(sidecar, "partition_moved", to=last + 1, seconds=70)
        self.assertTrue(self.all_out(reader, 60), sidecar.last_words())
        self.ends(sidecar)
        self.check_skipped(reader)

    def check_skipped(self, reader):
        """As check(), but for the source, which cannot be read as a whole."""
        check = kafka_case.Check(self.feeder.ledger, reader.to_end(), EXACTLY_ONCE)
        self.assertEqual(check.problems[:20], [])

    def others(self, reader, first):
        ledger = self.feeder.ledger
        before = sum(1 for (partition, offset) in ledger.places if partition != BAD or offset < first)
        self.assertTrue(reader.until(ledger, before, 60), "%d of %d" % (len(reader.outputs), before))

    def test_bad_checksum(self):
        batch = self.spoiled(damage.flip)
        reader = self.reader()
        sidecar = self.sidecar()
        self.event(sidecar, "partition_halted", partition=BAD, offset=batch.first, reason="unreadable")
        self.others(reader, batch.first)
        self.goes_on_behind(sidecar, reader, batch.first, batch.last)

    def broken_compression(self, codec):
        batch = self.spoiled(damage.garble, **{"compression.type": codec})
        reader = self.reader()
        sidecar = self.sidecar(*EAGER)
        self.event(sidecar, "partition_halted", partition=BAD, offset=batch.first, reason="unreadable")
        self.others(reader, batch.first)
        self.goes_on_behind(sidecar, reader, batch.first, batch.last)

    def test_broken_gzip(self):
        self.broken_compression("gzip")

    @unittest.skipUnless(LONG, "like gzip")
    def test_broken_lz4(self):
        self.broken_compression("lz4")

    @unittest.skipUnless(LONG, "like gzip")
    def test_broken_zstd(self):
        self.broken_compression("zstd")

    @unittest.skipUnless(LONG, "like gzip")
    def test_broken_snappy(self):
        self.broken_compression("snappy")

    def test_one_record_too_few(self):
        """The batch claims to have one more: all that is there comes out, once."""
        self.spoiled(damage.overcount)
        reader = self.reader()
        sidecar = self.sidecar(*EAGER)
        self.assertTrue(self.all_out(reader, 40), sidecar.last_words())
        self.ends(sidecar)
        self.check_skipped(reader)

    def test_records_cut_short(self):
        batch = self.spoiled(damage.cut)
        reader = self.reader()
        sidecar = self.sidecar(*EAGER)
        halted = self.event(sidecar, "partition_halted", partition=BAD, reason="stalled")
        self.assertTrue(batch.first <= halted["offset"] <= batch.last, (batch, halted))
        self.others(reader, halted["offset"])
        self.goes_on_behind(sidecar, reader, halted["offset"], batch.last)

    def test_retention_was_faster(self):
        self.retention()

    def test_retention_was_faster_cooperative(self):
        self.retention("-X", "partition.assignment.strategy=cooperative-sticky")

    def retention(self, *args):
        feeder = self.topics()
        feeder.feed(400)
        reader = self.reader()
        sidecar = self.sidecar(*args)
        self.all_out(reader)
        self.ends(sidecar)
        feeder.feed(400)
        stands = traffic.committed(self.bootstrap, self.group, self.source)[BAD]
        client = admin.AdminClient({"bootstrap.servers": self.bootstrap})
        gone = confluent_kafka.TopicPartition(self.source, BAD, stands + 50)
        for done in client.delete_records([gone]).values():
            done.result(30)
        sidecar = self.sidecar(*args)
        halted = self.event(sidecar, "partition_halted", partition=BAD, offset=stands, reason="unreadable")
        self.assertEqual(halted["first"], stands + 50)
        self.others(reader, stands)
        self.goes_on_behind(sidecar, reader, stands, stands + 49)

    def test_skip_without_transactions(self):
        batch = self.spoiled(damage.flip)
        reader = self.reader()
        sidecar = self.sidecar("-X", "session.timeout.ms=3000", "-X", "heartbeat.interval.ms=500", mode=AT_LEAST_ONCE)
        self.event(sidecar, "partition_halted", partition=BAD, offset=batch.first)
        self.others(reader, batch.first)
        self.assertIn("no member", self.skip(self.place(batch.first, batch.last), 3, AT_LEAST_ONCE))
        self.ends(sidecar)
        time.sleep(5)  # the group forgets its member
        self.skip(self.place(batch.first, batch.last), mode=AT_LEAST_ONCE)
        self.feeder.ledger.skip(BAD, batch.first, batch.last)
        sidecar = self.sidecar(mode=AT_LEAST_ONCE)
        self.all_out(reader)
        self.ends(sidecar)


if __name__ == "__main__":
    kafka_case.main()
