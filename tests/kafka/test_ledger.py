# SPDX-License-Identifier: Apache-2.0
"""The checker must see each wrong; a checker that is never wrong proves nothing. No broker needed."""
import json
import re
import unittest

from ledger import (AT_LEAST_ONCE, Check, Ledger, Output, SHAPES, leaks, make, mrn, ssn, unsettled,
                    without_figures)

COUNT, PARTITIONS = 400, 4


def came_out(ledger, record, offset):
    """What a faultless sidecar would write."""
    if record.fate == "withheld":
        source = next(o for o, n in ledger.order[record.partition] if n == record.n)
        value = json.dumps({"phisieve": "withheld", "topic": ledger.topic, "partition": record.partition,
                            "offset": source, "reason": record.reason}, separators=(",", ":")).encode()
        return Output("clean.x", record.partition, offset, record.timestamp, None, value, [])
    return Output("clean.x", record.partition, offset, record.timestamp, record.key, redacted(record, record.value),
                  [(name, redacted(record, value)) for name, value in record.headers])


def redacted(record, data):
    for planted in record.planted if data else ():
        data = data.replace(planted, b"[NAME]" if re.search(rb"[A-Za-z]", planted) else b"[SSN]")
    return data


class Checker(unittest.TestCase):
    def setUp(self):
        self.ledger = Ledger("raw.x", PARTITIONS)
        self.out = []
        for n in range(COUNT):
            record = make(n, n % PARTITIONS)
            self.ledger.add(record, 5 + 2 * (n // PARTITIONS))
            self.out.append(came_out(self.ledger, record, n // PARTITIONS))

    def find(self, fate="same", **is_set):
        """The place of a record of that fate, far from both ends."""
        for n in range(COUNT // 2, COUNT):
            record = self.ledger.records[n]
            if record.fate == fate and all(bool(getattr(record, name)) == wish for name, wish in is_set.items()):
                return n
        raise AssertionError("no such record")

    def kinds(self, out=None, **more):
        return Check(self.ledger, self.out if out is None else out, **more).kinds()

    def changed(self, n, **fields):
        return [*self.out[:n], self.out[n]._replace(**fields), *self.out[n + 1:]]

    def again(self, first, last):
        """The output with records first..last of partition 0 written a second time, after last."""
        row = [out for out in self.out if out.partition == 0]
        rest = [out for out in self.out if out.partition != 0]
        return row[:last + 1] + row[first:last + 1] + row[last + 1:] + rest

    def test_a_faultless_run_is_fine(self):
        self.assertEqual(Check(self.ledger, self.out).problems, [])
        self.assertEqual(Check(self.ledger, self.out, AT_LEAST_ONCE).problems, [])

    def test_all_shapes_occur(self):
        fates = [record.fate for record in self.ledger.records.values()]
        for fate in ("same", "redacted", "withheld"):
            self.assertGreater(fates.count(fate), 20)
        self.assertGreater(len(SHAPES), 10)

    def test_a_dropped_record(self):
        for n in (0, 200, COUNT - 1):
            self.assertIn("loss", self.kinds(self.out[:n] + self.out[n + 1:]))
            self.assertIn("loss", self.kinds(self.out[:n] + self.out[n + 1:], mode=AT_LEAST_ONCE))

    def test_a_tail_may_be_missing_where_that_is_said(self):
        self.assertEqual(self.kinds(self.out[:-9]), ["loss"])
        self.assertEqual(self.kinds(self.out[:-9], partial=True), [])
        self.assertIn("loss", self.kinds(self.out[:200] + self.out[201:], partial=True))

    def test_a_doubled_record(self):
        self.assertEqual(self.kinds(self.again(20, 20)), ["double"])

    def test_a_rerun_is_fine_in_at_least_once_only(self):
        out = self.again(20, 40)
        self.assertEqual(self.kinds(out), ["double"])
        self.assertEqual(self.kinds(out, mode=AT_LEAST_ONCE), [])
        self.assertEqual(Check(self.ledger, out, AT_LEAST_ONCE).rerun, 21)

    def test_a_rerun_with_a_gap(self):
        row = [out for out in self.out if out.partition == 0]
        rest = [out for out in self.out if out.partition != 0]
        out = row[:41] + row[20:30] + row[41:] + rest
        self.assertEqual(self.kinds(out, mode=AT_LEAST_ONCE), ["gap"])
        self.assertEqual(self.kinds(out, mode=AT_LEAST_ONCE, interleaved=True), [])

    def test_swapped_records(self):
        out = list(self.out)
        out[200], out[204] = out[204], out[200]
        for more in ({}, {"mode": AT_LEAST_ONCE}, {"mode": AT_LEAST_ONCE, "interleaved": True}):
            self.assertTrue({"order", "gap"} & set(self.kinds(out, **more)), more)

    def test_a_leak_in_any_field(self):
        for n in range(COUNT):
            record = self.ledger.records[n]
            if record.value and redacted(record, record.value) != record.value:
                self.assertIn("leak", self.kinds(self.changed(n, value=record.value)))
        n = self.find("redacted", key=True)
        self.assertIn("leak", self.kinds(self.changed(n, value=b"id " + mrn(3))))
        self.assertIn("leak", self.kinds(self.changed(n, key=b"x " + ssn(3))))
        self.assertIn("leak", self.kinds(self.changed(n, headers=[("h", mrn(3))])))
        self.assertIn("leak", self.kinds(self.changed(n, headers=[(ssn(3).decode(), b"")])))
        self.assertFalse(leaks(without_figures(b'x_total{a="b"} 0.77123456\n{"bytes":77123456,"n":{"m":77123456.5}}')))
        self.assertTrue(leaks(without_figures(b'x_total{mrn="77123456"} 1\n{"mrn":"77123456"}')))
        self.assertTrue(leaks(b"error near Zorblat") and not leaks(b'{"offset":771234567,"seq":"000900"}'))

    def test_one_byte_of_a_value_or_key(self):
        n = self.find("same", key=True, value=True)
        self.assertEqual(self.kinds(self.changed(n, value=self.out[n].value + b" ")), ["value"])
        self.assertEqual(self.kinds(self.changed(n, key=b"order-9")), ["key"])
        self.assertEqual(self.kinds(self.changed(n, key=None)), ["key"])
        n = self.find("redacted", value=True)
        self.assertEqual(self.kinds(self.changed(n, value=self.out[n].value[:-1])), ["value"])

    def test_null_and_empty(self):
        tombstone = next(n for n in range(COUNT) if self.ledger.records[n].value is None
                         and self.ledger.records[n].fate == "same")
        self.assertEqual(self.kinds(self.changed(tombstone, value=b"")), ["null"])
        empty = next(n for n in range(COUNT) if self.ledger.records[n].value == b"")
        self.assertEqual(self.kinds(self.changed(empty, value=None)), ["null"])
        no_key = next(n for n in range(COUNT) if self.ledger.records[n].key is None
                      and self.ledger.records[n].fate == "same")
        self.assertEqual(self.kinds(self.changed(no_key, key=b"")), ["key"])

    def test_headers(self):
        n = next(n for n in range(COUNT) if len(self.out[n].headers) == 4)
        headers = self.out[n].headers
        swapped = [headers[2], headers[1], headers[0], headers[3]]
        null_gone = [(name, b"" if value is None else value) for name, value in headers]
        for wrong in (swapped, null_gone, headers[:3], headers + [("x", b"1")], headers[::-1]):
            self.assertEqual(self.kinds(self.changed(n, headers=wrong)), ["headers"])

    def test_timestamp_and_partition(self):
        n = self.find("same", value=True)
        self.assertEqual(self.kinds(self.changed(n, timestamp=self.out[n].timestamp + 1)), ["timestamp"])
        self.assertIn("partition", self.kinds(self.changed(n, partition=(self.out[n].partition + 1) % PARTITIONS)))

    def test_markers(self):
        n = self.find("withheld")
        record, good = self.ledger.records[n], json.loads(self.out[n].value)
        self.assertIn("leak", self.kinds(self.changed(n, key=record.key)))
        self.assertEqual(self.kinds(self.changed(n, headers=[("seq", b"1")])), ["marker"])
        self.assertEqual(self.kinds(self.changed(n, value=json.dumps(
            dict(good, reason="limit"), separators=(",", ":")).encode())), ["marker"])
        self.assertIn("unknown", self.kinds(self.changed(n, value=json.dumps(
            dict(good, offset=good["offset"] + 1), separators=(",", ":")).encode())))
        needless = json.dumps(dict(good, partition=0, offset=5), separators=(",", ":")).encode()
        self.assertEqual(self.kinds(self.changed(0, key=None, headers=[], value=needless)), ["marker"])

    def test_committed_before_it_is_out(self):
        next_offset = {p: 5 + 2 * (COUNT // PARTITIONS) for p in range(PARTITIONS)}
        self.assertEqual(unsettled(self.ledger, self.out, next_offset), [])
        self.assertEqual(unsettled(self.ledger, self.out[:-1], next_offset), ["3/203"])
        self.assertEqual(unsettled(self.ledger, self.out[:-1], {3: 203}), [])


if __name__ == "__main__":
    unittest.main()
