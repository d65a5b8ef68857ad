# SPDX-License-Identifier: Apache-2.0
"""What comes out is what went in but for the PHI: keys, nulls, headers, timestamps, partitions, order."""
import re

import kafka_case
import traffic
from kafka_case import KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE, marker_of


class Fidelity(KafkaCase):
    def through(self, *args, mode=EXACTLY_ONCE, count=3000, **replaced):
        self.feeder.feed(count)
        reader = self.reader()
        sidecar = self.sidecar(*args, mode=mode, **replaced)
        self.all_out(reader)
        self.ends(sidecar)
        self.check(reader)  # nobody was killed: also in at-least-once nothing comes twice
        self.assertEqual(self.check_settled(reader),
                         {p: row[-1][0] + 1 for p, row in enumerate(self.feeder.ledger.order) if row})
        return reader

    def test_exactly_once(self):
        self.topics()
        self.through()

    def test_at_least_once(self):
        self.topics()
        self.through(mode=AT_LEAST_ONCE)

    def test_order_of_four_partitions_with_four_threads(self):
        self.topics()
        self.through("--threads", "4", count=40000)

    def test_nothing_is_read_again_after_a_drain(self):
        self.topics()
        self.through()
        self.through()
        self.through(mode=AT_LEAST_ONCE)

    def test_groups_of_the_expression(self):
        name = self.source.split(".", 1)[1]
        self.target = "clean." + name
        self.topics()
        self.through(**{"--from": r"raw\.(%s)" % re.escape(name), "--to": "clean.${1}"})

    def test_two_topics_at_once(self):
        name = self.source.split(".", 1)[1]
        self.target = "clean." + name
        first = self.topics()
        self.source = "raw.too." + name
        self.target = "clean.too." + name
        second = self.topics()
        first.feed(1000)
        second.feed(1000)
        sidecar = self.sidecar(**{"--from": r"raw\.((too\.)?%s)" % re.escape(name), "--to": "clean.${1}"})
        readers = [self.reader("clean." + name), self.reader("clean.too." + name)]
        for self.feeder, reader in zip((first, second), readers):
            self.all_out(reader)
        self.ends(sidecar)
        for self.feeder, reader in zip((first, second), readers):
            self.check(reader)

    def test_a_name_must_match_as_a_whole(self):
        name = self.source
        self.topics()
        traffic.create(self.bootstrap, 4, name + "-more", "x" + name)
        more = traffic.Feeder(self.bootstrap, name + "-more").feed(100)
        self.through()
        self.assertEqual(traffic.committed(self.bootstrap, self.group, more.ledger.topic), {})

    def test_names_of_machine_headers_are_no_pass(self):
        self.topics()
        trace = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        given = [[("traceparent", trace), ("__value_schema_id", b"\0\0\0\0\7")],
                 [("traceparent", b"ssn=306-30-2348")], [("tracestate", b"ssn=306-30-2348")],
                 [("__value_schema_id", b"ssn=306-30-2348")], [("__value_schema_id", b"\0\0306-30-2348")]]
        for headers in given:
            self.feeder.producer.produce(self.source, value=b"ok", partition=0, headers=headers)
        self.feeder.settle()
        reader = self.reader()
        sidecar = self.sidecar()
        self.assertTrue(reader.more(len(given), 30), sidecar.last_words())
        self.ends(sidecar)
        self.assertEqual(reader.outputs[0].headers, given[0])
        for output in reader.outputs[1:4]:
            self.assertEqual([value for _, value in output.headers], [b"ssn=[SSN]"])
        self.assertEqual(marker_of(reader.outputs[4])["reason"], "header")

    def test_a_key_that_could_not_be_examined_stays_in(self):
        self.topics()
        self.feeder.producer.produce(self.source, value=b"ok", key=b"x" * 3000 + b" ssn=306-30-2348", partition=0)
        self.feeder.settle()
        reader = self.reader()
        sidecar = self.sidecar("--max-line", "1K")
        self.assertTrue(reader.more(1, 30), sidecar.last_words())
        self.ends(sidecar)
        self.assertEqual(marker_of(reader.outputs[0])["reason"], "key")
        self.assertIsNone(reader.outputs[0].key)

    def test_text_is_no_id_of_a_schema(self):
        self.topics()
        self.feeder.producer.produce(self.source, value=b"\1ssn=306-30-2348\n{\"a\":1}", partition=0)
        self.feeder.producer.produce(self.source, value=b"\1" + bytes(range(240, 256)) + b"{\"a\":1}", partition=0)
        self.feeder.settle()
        reader = self.reader()
        sidecar = self.sidecar()
        self.assertTrue(reader.more(2, 30), sidecar.last_words())
        self.ends(sidecar)
        self.assertEqual(marker_of(reader.outputs[0])["reason"], "binary")
        self.assertEqual(reader.outputs[1].value, b"\1" + bytes(range(240, 256)) + b"{\"a\":1}")

    def test_one_record_comes_soon(self):
        self.topics()
        sidecar = self.sidecar()
        reader = self.reader()
        for count in (1, 2):
            self.feeder.feed(1)
            self.assertTrue(reader.until(self.feeder.ledger, count, 5), sidecar.last_words())
        self.ends(sidecar)
        self.check(reader)


if __name__ == "__main__":
    kafka_case.main()
