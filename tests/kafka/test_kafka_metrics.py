# SPDX-License-Identifier: Apache-2.0
"""What the sidecar shows while it works: the records balance in every look, health says what holds."""
import json
import re
import time
import urllib.error
import urllib.request

import broker
import kafka_case
import traffic
from kafka_case import HASTY, KafkaCase
from ledger import leaks, marker_of, without_figures

SAMPLE = re.compile(r"^phisieve_([a-z_]+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)
FATES = ("records_produced_total", "records_withheld_total", "records_quarantined_total", "records_filtered_total",
         "records_in_flight")


class Metrics(KafkaCase):
    def setUp(self):
        super().setUp()
        self.port = broker.free_ports(1)[0]
        self.listen = ("--listen", "127.0.0.1:%d" % self.port)

    def get(self, path):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d%s" % (self.port, path), timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def look(self):
        """name -> sum over its labels"""
        text = self.get("/metrics")[1]
        self.assertFalse(leaks(without_figures(text.encode())))
        found = {}
        for name, _, value in SAMPLE.findall(text):
            found[name] = found.get(name, 0) + float(value)
        return found

    def balances(self, found):
        self.assertEqual(found["records_consumed_total"], sum(found[name] for name in FATES), found)
        self.assertGreaterEqual(found["records_in_flight"], 0)
        self.assertLess(found["records_in_flight"], 10 ** 9)

    def until_status(self, path, status, seconds=40):
        end = time.monotonic() + seconds
        while self.get(path)[0] != status:
            self.assertLess(time.monotonic(), end, "%s is not %d: %s" % (path, status, self.get(path)))
            time.sleep(0.1)
        return self.get(path)[1]

    def looks(self, sidecar, seconds, before=None):
        """Looks for so long; returns the last look and how many there were."""
        before, count = before or {}, 0
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.assertIsNone(sidecar.process.poll(), sidecar.last_words())
            found = self.look()
            self.balances(found)
            for name, value in before.items():
                if name.endswith("_total"):
                    self.assertGreaterEqual(found[name], value, name)
            before, count = found, count + 1
        return before, count

    def all_done(self, sidecar, reader):
        self.feeder.stop()
        self.assertTrue(self.all_out(reader, 90), sidecar.last_words())
        time.sleep(1)
        found = self.look()
        self.balances(found)
        self.assertEqual(found["records_in_flight"], 0)
        self.assertGreater(found["transactions_total"], 3)
        self.assertGreater(found["pipeline_latency_seconds_count"], 1000)
        self.ends(sidecar)
        self.check(reader)

    def test_every_look_balances(self):
        """Also while partitions come and go."""
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.sidecar(*HASTY, *self.listen)
        feeder.start(3000)
        before, all_looks = None, 0
        for _ in range(3):
            other = self.sidecar(*HASTY, instance="b")
            before, count = self.looks(sidecar, 3, before)
            all_looks += count
            other.kill()
        self.assertGreater(all_looks, 100)
        self.all_done(sidecar, reader)

    def test_every_look_balances_without_broker(self):
        self.only_own_broker()
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.sidecar(*self.listen)
        feeder.start(3000)
        before, _ = self.looks(sidecar, 1)
        for _ in range(2):
            self.broker.kill()
            before, _ = self.looks(sidecar, 1, before)
            self.broker.start()
            before, _ = self.looks(sidecar, 2, before)
        self.all_done(sidecar, reader)

    def test_the_counts_are_right(self):
        self.topics().feed(1400)
        reader = self.reader()
        sidecar = self.sidecar(*self.listen, "--stats=json", "-X", "statistics.interval.ms=300")
        self.all_out(reader)
        time.sleep(1)
        text = self.get("/metrics")[1]
        records = self.feeder.ledger.records.values()
        for fate, pattern in (("same", r'records_produced_total\{door="kafka",outcome="clean"\} (\d+)'),
                              ("redacted", r'records_produced_total\{door="kafka",outcome="redacted"\} (\d+)')):
            self.assertEqual(int(re.search(pattern, text).group(1)), sum(r.fate == fate for r in records), fate)
        for reason in ("key", "binary", "header"):
            got = re.search(r'records_withheld_total\{door="kafka",reason="%s"\} (\d+)' % reason, text).group(1)
            self.assertEqual(int(got), sum(r.reason == reason for r in records), reason)
        self.assertEqual(len(re.findall(r"consumer_lag_records\{topic=\"%s\",partition=\"\d\"\} 0" %
                                        re.escape(self.source), text)), 4, text[-3000:])
        self.ends(sidecar)
        stats = json.loads(sidecar.said().splitlines()[-1])
        self.assertEqual(stats["metrics"]["phisieve_records_consumed_total"], 1400)
        self.check(reader)

    def test_health(self):
        self.only_own_broker()
        self.topics().feed(100)
        reader = self.reader()
        sidecar = self.sidecar(*self.listen, "-X", "statistics.interval.ms=300")
        self.all_out(reader)
        self.assertEqual(self.until_status("/readyz", 200), "ok\n")
        self.assertEqual(self.get("/startupz")[0], 200)
        self.broker.kill()
        self.assertIn("broker", self.until_status("/readyz", 503))
        self.assertEqual(self.get("/livez")[0], 200)
        self.broker.start()
        self.until_status("/readyz", 200)
        self.ends(sidecar)

    def test_published(self):
        topic = "metrics." + self.source
        traffic.create(self.bootstrap, 1, topic)
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.sidecar("--metrics-topic", topic)
        feeder.start(500)
        notes = self.reader(topic)
        notes.partitions = 1
        notes.consumer.assign(notes.consumer.assignment()[:1])
        self.assertTrue(notes.more(1, 40))
        feeder.stop()
        self.all_out(reader)
        self.ends(sidecar)
        note = json.loads(notes.outputs[0].value)
        self.assertEqual(note["door"], "kafka")
        self.assertIn("phisieve_records_consumed_total", note)
        self.assertEqual([output for output in reader.to_end() if marker_of(output) == {}], [])
        self.check(reader)

    def test_a_topic_that_is_not_there_is_left_out(self):
        feeder = self.topics()
        reader = self.reader()
        sidecar = self.sidecar("--metrics-topic", "no.such.topic", "-X", "topic.metadata.propagation.max.ms=1000")
        feeder.start(500)
        time.sleep(3)
        feeder.stop()
        self.assertTrue(self.all_out(reader, 60), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader)


if __name__ == "__main__":
    kafka_case.main()
