# SPDX-License-Identifier: Apache-2.0
"""The quarantine: originals of what is withheld, sealed, certain together with their markers; when
it cannot be written its partition stops there, and goes on by itself."""
import base64
import json
import os
import subprocess
import time

import kafka_case
import traffic
from clients import admin
from kafka_case import KafkaCase
from ledger import AT_LEAST_ONCE, leaks, marker_of, ssn

USAGE, IO, WITHHELD, UNKEEPABLE = 2, 3, 4, 7
KILLS = 50 if kafka_case.LONG else 4


def field(entry, name):
    if name + "_base64" in entry:
        return base64.b64decode(entry[name + "_base64"])
    return None if entry[name] is None else entry[name].encode()


class Quarantine(KafkaCase):
    def setUp(self):
        super().setUp()
        self.kept = "kept." + self.source
        self.key = os.path.join(self.folder, "key")
        self.tool(0, "key", "new", self.key)

    def tool(self, code, *words):
        done = subprocess.run([kafka_case.PHISIEVE, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout.decode(errors="replace"))
        return done.stdout

    def kept_topic(self, **config):
        traffic.create(self.bootstrap, 2, self.kept, **config)

    def options(self):
        return ("--quarantine", self.kept, "--quarantine-key", self.key + ".pub")

    def place(self, file=None):
        return ("--quarantine-file", file) if file else ("-b", self.bootstrap, "--quarantine", self.kept)

    def opened(self, file=None, code=0):
        path = os.path.join(self.folder, "opened-%d" % time.monotonic_ns())
        self.tool(code, "quarantine", "open", "--key", self.key, "--output", path, *self.place(file))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def check_kept(self, entries):
        """Each withheld record once, as it was."""
        ledger = self.feeder.ledger
        withheld = {n for n, record in ledger.records.items() if record.fate == "withheld"}
        self.assertTrue(withheld)
        got = [ledger.places[entry["partition"], entry["offset"]] for entry in entries]
        self.assertEqual(sorted(got), sorted(withheld))
        for entry, n in zip(entries, got):
            record = ledger.records[n]
            self.assertEqual((entry["topic"], entry["timestamp"], entry["reason"]),
                             (ledger.topic, record.timestamp, record.reason))
            self.assertEqual((field(entry, "key"), field(entry, "value")), (record.key, record.value))
            self.assertEqual([(header["name"], field(header, "value")) for header in entry["headers"]],
                             [(name, value) for name, value in record.headers])

    def test_originals_are_kept(self):
        self.kept_topic()
        self.topics().feed(1000)
        reader = self.reader()
        sidecar = self.sidecar(*self.options(), "--stats=json")
        self.all_out(reader)
        self.ends(sidecar)
        self.check(reader)
        self.check_kept(self.opened())
        stats = json.loads(sidecar.said().splitlines()[-1])
        self.assertEqual(stats["withheld"], 0)
        self.assertEqual(stats["records_in"], stats["clean"] + stats["redacted"] + stats["quarantined"])
        for output in traffic.dump(self.bootstrap, self.kept, 2):
            self.assertFalse(leaks(output.key) or leaks(output.value))
        listed = self.tool(0, "quarantine", "list", *self.place())
        self.assertFalse(leaks(listed))
        self.assertEqual(len(listed.splitlines()), stats["quarantined"] + 1)
        self.choose()

    def choose(self):
        """By reason, by place; and nothing with another key."""
        ledger = self.feeder.ledger
        binary = [n for n, record in ledger.records.items() if record.reason == "binary"]
        listed = self.tool(0, "quarantine", "list", "--json", "--quiet", "--reason", "binary", *self.place())
        self.assertEqual(len([json.loads(line) for line in listed.splitlines()]), len(binary))
        partition, offset = next(place for place, n in ledger.places.items() if n == binary[0])
        one = self.tool(0, "quarantine", "list", "--quiet", "%s/%d/%d" % (self.source, partition, offset), *self.place())
        self.assertEqual(len(one.splitlines()), 1)
        self.tool(USAGE, "quarantine", "open", "--key", self.key, *self.place())
        self.tool(USAGE, "quarantine", "open", "--key", self.key, "--show-values", *self.place())
        other = os.path.join(self.folder, "other")
        self.tool(0, "key", "new", other)
        said = self.tool(WITHHELD, "quarantine", "open", "--key", other, "--output", other + ".out", *self.place())
        self.assertIn(b"another key", said)
        self.assertEqual(os.path.getsize(other + ".out"), 0)

    def test_kills(self):
        self.kept_topic()
        feeder = self.topics()
        reader = self.reader()
        feeder.start(2000)
        for _ in range(KILLS):
            sidecar = self.sidecar(*self.options(), ready=False)
            time.sleep(self.random.uniform(0.3, 2.5))
            sidecar.kill()
        feeder.stop()
        sidecar = self.sidecar(*self.options())
        self.all_out(reader)
        self.ends(sidecar)
        self.check(reader)
        self.check_kept(self.opened())

    def halts(self, sidecar, seconds=40):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if any(event["reason"] == "quarantine" for event in sidecar.events("partition_halted")):
                return
            self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
            time.sleep(0.05)
        self.fail("no partition halted: " + sidecar.last_words())

    def goes_on(self, sidecar, reader):
        """Everything is out and kept in the end."""
        self.assertTrue(self.all_out(reader, 90), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader)
        self.check_kept(self.opened())

    def before_first(self, reader):
        """What stands before the first record to be kept of each partition is out, nothing behind it."""
        ledger = self.feeder.ledger
        firsts = [next((offset for offset, n in entries if ledger.records[n].fate == "withheld"), None)
                  for entries in ledger.order]
        expected = sum(offset < firsts[partition] for partition, entries in enumerate(ledger.order)
                       for offset, _ in entries if firsts[partition] is not None)
        self.assertTrue(reader.until(ledger, expected, 40), self.sidecars[-1].last_words())
        time.sleep(1)
        self.assertEqual(len(reader.to_end()), expected)

    def test_refused(self):
        self.kept_topic(**{"max.message.bytes": "120"})
        self.topics().feed(400)
        reader = self.reader()
        sidecar = self.sidecar(*self.options())
        self.halts(sidecar)
        self.before_first(reader)
        self.assertIn("1536", sidecar.events("quarantine_small")[0]["hint"])
        self.assertIn("max.message.bytes", sidecar.events("quarantine_failed")[0]["hint"])
        failed = {(event["partition"], event["offset"]) for event in sidecar.events("quarantine_failed")}
        halted = {(event["partition"], event["offset"]) for event in sidecar.events("partition_halted")}
        self.assertLessEqual(halted, failed)
        client = admin.AdminClient({"bootstrap.servers": self.bootstrap})
        larger = admin.ConfigResource(admin.ConfigResource.Type.TOPIC, self.kept,
                                      set_config={"max.message.bytes": "1000000"})
        for done in client.alter_configs([larger]).values():
            done.result(30)
        self.goes_on(sidecar, reader)

    def test_gone_and_back(self):
        self.kept_topic()
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.sidecar(*self.options(), "-X", "topic.metadata.refresh.interval.ms=1000",
                               "-X", "topic.metadata.propagation.max.ms=1000")
        client = admin.AdminClient({"bootstrap.servers": self.bootstrap})
        for done in client.delete_topics([self.kept]).values():
            done.result(30)
        time.sleep(1)
        feeder.feed(400)
        self.halts(sidecar, 90)
        self.assertEqual([output for output in reader.to_end() if marker_of(output)], [])
        self.kept_topic()
        self.goes_on(sidecar, reader)

    def test_not_there(self):
        self.topics()
        sidecar = self.sidecar(*self.options(), ready=False)
        self.ended(sidecar, UNKEEPABLE)
        self.assertIn(self.kept.encode(), sidecar.said())

    def test_wrong_options(self):
        self.topics()
        self.kept_topic()
        for words in ((*self.options()[:2],), (*self.options()[2:],), ("--keys", "quarantine"),
                      ("--quarantine-file", "kept", "--quarantine-key", self.key + ".pub"),
                      ("--quarantine", self.source, "--quarantine-key", self.key + ".pub"),
                      ("--quarantine", self.target, "--quarantine-key", self.key + ".pub"),
                      ("--quarantine", self.kept, "--quarantine-key", self.key)):
            with self.subTest(words):
                sidecar = self.sidecar(*words, ready=False)
                self.ended(sidecar, USAGE)
                self.assertRegex(sidecar.said(), b"quarantine|public")

    def test_replay(self):
        """What could not be examined under one limit can under another."""
        self.kept_topic()
        feeder = self.topics()
        feeder.producer.produce(self.source, value=b"x" * 3000 + b" ssn=306-30-2348", partition=0, key=b"k",
                                headers=[("h", b"1"), ("n", None)], timestamp=1700000000123)
        feeder.producer.flush(30)
        reader = self.reader()
        sidecar = self.sidecar(*self.options(), "--max-line", "2K")
        self.assertTrue(reader.more(1, 30))
        self.assertEqual(marker_of(reader.outputs[0])["reason"], "limit")
        self.ends(sidecar)
        self.dry(feeder)
        self.tool(0, "quarantine", "replay", "--key", self.key, *self.place())
        sidecar = self.sidecar(*self.options())
        self.assertTrue(reader.more(1, 30))
        again = reader.outputs[1]
        self.assertEqual((again.key, again.timestamp, again.headers), (b"k", 1700000000123, [("h", b"1"), ("n", None)]))
        self.assertEqual(again.value, b"x" * 3000 + b" ssn=[SSN]")
        self.ends(sidecar)

    def dry(self, feeder):
        """--dry-run says where to, and whether that is there; nothing is written."""
        words = ("quarantine", "replay", "--dry-run", "--key", self.key, *self.place())
        before = [feeder.producer.list_topics().topics, traffic.dump(self.bootstrap, self.source)]
        said = self.tool(0, *words).decode()
        self.assertIn("%s/0/0  limit  3020 bytes  -> %s/0\n" % (self.source, self.source), said)
        self.assertIn("1 records would be written; nothing was", said)
        self.assertFalse(leaks(said.encode()) or "306-30-2348" in said)
        said = self.tool(IO, *words, "--into", "nowhere." + self.source).decode()
        self.assertIn("-> nowhere.%s/0  which is not there" % self.source, said)
        self.assertIn("0 records would be written", said)
        after = [feeder.producer.list_topics().topics, traffic.dump(self.bootstrap, self.source)]
        self.assertEqual((set(after[0]), after[1]), (set(before[0]), before[1]))
        self.tool(USAGE, "quarantine", "list", "--dry-run", *self.place())

    # ---- originals that are too large for the topic ----

    def put_large(self, size):
        text = b"all is well " * (size // 12)
        self.feeder.put(lambda n: b"seq=%06d ssn=%s " % (n, ssn(n)) + text, size % 4, fate="withheld",
                        reason="limit")

    def test_in_pieces(self):
        self.kept_topic(**{"max.message.bytes": "20000"})
        self.topics()
        self.feeder = traffic.Feeder(self.bootstrap, self.source, **{"message.max.bytes": 64_000_000}).feed(200)
        sizes = (18_000, 19_300, 19_500, 19_700, 40_000, 100_000, 50_000_000 if kafka_case.LONG else 5_000_000)
        for size in sizes:
            self.put_large(size)
        self.feeder.feed(200)
        reader = self.reader()
        sidecar = self.sidecar(*self.options(), "--max-line", "4K")
        self.assertTrue(self.all_out(reader), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader)
        self.assertEqual(sidecar.events("transaction_undone") + sidecar.events("partition_halted"), [])
        self.check_kept(self.opened())
        for output in traffic.dump(self.bootstrap, self.kept, 2):
            self.assertLess(len(output.value), 20_000)
            self.assertFalse(leaks(output.value))
        listed = self.tool(0, "quarantine", "list", "--quiet", "--reason", "limit", *self.place())
        self.assertEqual(len(listed.splitlines()), len(sizes))
        traffic.create(self.bootstrap, 4, self.source + ".again")
        self.tool(0, "quarantine", "replay", "--reason", "limit", "--key", self.key, "--into", self.source + ".again",
                  *self.place())
        again = traffic.dump(self.bootstrap, self.source + ".again")
        originals = [record.value for record in self.feeder.ledger.records.values() if record.reason == "limit"]
        self.assertEqual(sorted(output.value for output in again), sorted(originals))

    def test_pieces_and_kills(self):
        """At least once, so that what was half written stays in the topic, and comes again."""
        self.kept_topic(**{"max.message.bytes": "4000"})
        feeder = self.topics()
        reader = self.reader()
        for turn in range(KILLS):
            sidecar = self.sidecar(*self.options(), "--max-line", "4K", mode=AT_LEAST_ONCE, ready=False)
            for i in range(20):
                self.put_large(90_000 + i)
                feeder.feed(10)
            time.sleep(self.random.uniform(0.1, 1.0))
            sidecar.kill()
        sidecar = self.sidecar(*self.options(), "--max-line", "4K", mode=AT_LEAST_ONCE)
        self.assertTrue(self.all_out(reader), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader, AT_LEAST_ONCE)
        self.check_kept(self.opened())

    # ---- the file ----

    def file_options(self, file):
        return ("--quarantine-file", file, "--quarantine-key", self.key + ".pub")

    def test_file_and_kills(self):
        file = os.path.join(self.folder, "kept")
        feeder = self.topics()
        reader = self.reader()
        feeder.start(2000)
        for _ in range(KILLS):
            sidecar = self.sidecar(*self.file_options(file), mode=AT_LEAST_ONCE, ready=False)
            time.sleep(self.random.uniform(0.3, 2.5))
            sidecar.kill()
            if os.path.exists(file):  # a torn tail, as after a crash of the machine
                with open(file, "ab") as torn:
                    torn.write(b"\x00\x00\x01\x00half of a rec")
        feeder.stop()
        sidecar = self.sidecar(*self.file_options(file), mode=AT_LEAST_ONCE)
        self.all_out(reader)
        second = self.sidecar(*self.file_options(file), mode=AT_LEAST_ONCE, instance="b", ready=False)
        self.ended(second, UNKEEPABLE)
        self.ends(sidecar)
        self.check(reader, AT_LEAST_ONCE)
        self.assertTrue(sidecar.events("quarantine_torn"))
        self.check_kept(self.opened(file))

    def test_file_on_a_full_disk(self):
        disk = os.path.join(self.folder, "disk")
        os.mkdir(disk)
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "none", disk],
                                          stderr=subprocess.DEVNULL, check=False).returncode:
            self.skipTest("no file system of 16 KB can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=False)
        file = os.path.join(disk, "kept")
        self.topics().feed(1000)
        reader = self.reader()
        sidecar = self.sidecar(*self.file_options(file), mode=AT_LEAST_ONCE)
        self.halts(sidecar)
        time.sleep(3)
        self.assertLess(len(reader.to_end()), len(self.feeder.ledger))
        subprocess.run(["mount", "-o", "remount,size=16m", disk], check=True)
        self.assertTrue(self.all_out(reader, 90), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader, AT_LEAST_ONCE)
        self.check_kept(self.opened(file))


if __name__ == "__main__":
    kafka_case.main()
