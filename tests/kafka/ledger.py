# SPDX-License-Identifier: Apache-2.0
"""Numbered records with planted PHI, the ledger of what went in, and the checks of what came out.

Pure: needs no broker (test_ledger.py). The invariants: I1 no loss; I2 nothing twice in exactly-once,
in at-least-once only re-runs without a gap; I3 order in each partition; I4 no planted PHI anywhere;
I5 what is committed is out (unsettled()). Messages name records by partition and offset alone."""
import json
import re
import time
from collections import namedtuple

EXACTLY_ONCE, AT_LEAST_ONCE = "exactly-once", "at-least-once"
# An hour ago. Not days: when a broker restarts it forgets producers whose last record looks older than
# a day, and what they then send again comes twice.
FIRST_TIME = int(time.time() * 1000) - 3_600_000
SEQ = re.compile(rb"seq[^0-9]{0,4}([0-9]{6})")
LABEL = rb"\[[A-Z][A-Z0-9_-]*\]"
# The families of what is planted, so that a leak is seen even away from its own record.
FAMILIES = re.compile(rb"(?i)(?<!\d)9\d\d-[0-4]\d-\d{4}(?!\d)|(?<!\d)77\d{6}(?!\d)|Zorblat|Quim[a-z]{3}")

# Record: one that went in. planted: PHI in it. fate: same, redacted or withheld, for the reason.
# value_out and headers_out: what must come out; a compiled pattern where a label stands.
Record = namedtuple("Record", "n partition key value headers timestamp planted fate reason value_out headers_out")
# Output: one that came out; headers is a list of (name, bytes or None).
Output = namedtuple("Output", "topic partition offset timestamp key value headers")


def ssn(n):
    """No number of a person: areas 9xx are never given out, groups below 50 are no ITIN either."""
    return b"9%02d-%02d-%04d" % (n % 100, 1 + n // 100 % 49, 1 + n // 4900)


def mrn(n):
    return b"77%06d" % n


def surname(n):
    letters = b"abcdefghijklmnopqrst"
    return b"Quim" + bytes(letters[n // 20 ** i % 20] for i in range(3))


def _pattern(parts):
    """Bytes stand for themselves; a planted value, (bytes,), for a label."""
    if not any(isinstance(part, tuple) for part in parts):
        return b"".join(parts)
    return re.compile(b"".join(LABEL if isinstance(part, tuple) else re.escape(part) for part in parts), re.DOTALL)


def _raw(parts):
    return b"".join(part[0] if isinstance(part, tuple) else part for part in parts)


def _fits(value, expected):
    return bool(expected.fullmatch(value or b"")) if isinstance(expected, re.Pattern) else value == expected


def _logfmt(n):
    return [b"level=info seq=%06d ssn=" % n, (ssn(n),), b" status=ok"]


def _json(n):
    return [b'{"seq":"%06d","patient_name":"' % n, (b"Zorblat " + surname(n),), b'","mrn":"', (mrn(n),),
            b'","ok":true}']


def _hl7(n):
    return [b"MSH|^~\\&|LAB|EAST|||20240102||ADT^A01|seq%06d|P|2.5\rPID|1||" % n, (mrn(n),), b"^^^EAST^MR||",
            (surname(n).upper() + b"^ZORBLAT",), b"\rPV1|1|I"]


def _plain(n):
    return [b"GET /api/orders seq=%06d took 12 ms, cache hit" % n]


def _seq(n):
    return ("seq", [b"seq=%06d" % n])


# Each: n -> (key parts or None, value parts or None, headers as (name, parts or None)[, reason]).
SHAPES = [
    lambda n: (None, _logfmt(n), []),
    lambda n: ([b"order-%d" % (n % 7)], _json(n), [("source", [b"web"])]),
    lambda n: (None, _hl7(n), [_seq(n)]),
    lambda n: ([b"order-%d" % (n % 5)], _plain(n),
               [("a", [b"1"]), ("b", None), ("a", [b"2"]), ("traceparent", [b"00-%032x-%016x-01" % (n + 10, n + 10)])]),
    lambda n: ([b"order-%d" % (n % 3)], None, [_seq(n)]),  # a tombstone
    lambda n: (None, _plain(n), []),
    lambda n: (None, [], [_seq(n)]),  # empty is not null
    lambda n: ([], _logfmt(n), [("empty", []), ("__value_schema_id", [b"\x00\x00\x00\x07"])]),
    lambda n: ([b"order-1"], _plain(n), [("z", [b"last"]), ("note", [b"ssn=", (ssn(n),)]), _seq(n)]),
    lambda n: ([b"ssn=", (ssn(n),)], _plain(n), [_seq(n)], "key"),
    lambda n: ([b"ssn=", (ssn(n),)], None, [_seq(n)], "key"),
    lambda n: (None, None, [_seq(n)]),
    lambda n: (None, [b"\xfe\xff\x00\x01", (ssn(n),)], [_seq(n)], "binary"),
    lambda n: (None, _plain(n), [("bin", [b"\x00\xff", (ssn(n),)])], "header"),
]


def make(n, partition):
    """Record number n (below a million): the shapes by turns, timestamps that tell records apart."""
    shape = n * 7 // len(SHAPES) if n % 3 == 2 else n
    key, value, headers, *reason = SHAPES[shape % len(SHAPES)](n)
    parts = [part for _, some in [(0, key), (0, value), *headers] for part in some or []]
    planted = tuple(part[0] for part in parts if isinstance(part, tuple))
    fate = "withheld" if reason else "redacted" if planted else "same"
    raw = [(name, None if some is None else _raw(some)) for name, some in headers]
    out = [(name, None if some is None else _pattern(some)) for name, some in headers]
    return Record(n, partition, None if key is None else _raw(key), None if value is None else _raw(value), raw,
                  FIRST_TIME + n, planted, fate, reason[0] if reason else None,
                  None if value is None else _pattern(value), out)


class Ledger:
    """What went into one topic. The producer calls add() in the order of each partition."""

    def __init__(self, topic, partitions):
        self.topic, self.partitions = topic, partitions
        self.records = {}  # n -> Record
        self.places = {}  # (partition, offset) -> n
        self.order = [[] for _ in range(partitions)]  # partition -> [(offset, n)], ascending offsets

    def add(self, record, offset):
        assert not self.order[record.partition] or self.order[record.partition][-1][0] < offset
        self.records[record.n] = record
        self.places[record.partition, offset] = record.n
        self.order[record.partition].append((offset, record.n))

    def skip(self, partition, first, last):
        """`phisieve kafka skip`: one marker stands for these offsets."""
        gone = [(offset, n) for offset, n in self.order[partition] if first <= offset <= last]
        for offset, n in gone[1:]:
            del self.records[n], self.places[partition, offset]
        self.order[partition] = [entry for entry in self.order[partition] if entry not in gone[1:]]
        n = gone[0][1]
        self.records[n] = self.records[n]._replace(fate="withheld", reason="skipped", timestamp=None)
        if gone[0][0] != first:
            raise AssertionError("no record at the first offset")

    def __len__(self):
        return len(self.records)


def marker_of(output):
    """The fields of a marker, or None for an ordinary record."""
    if not output.value or not output.value.startswith(b'{"phisieve":"withheld"'):
        return None
    try:
        return json.loads(output.value)
    except ValueError:
        return {}


def number_of(ledger, output):
    """Which record of the ledger came out here? None when that cannot be said."""
    marker = marker_of(output)
    if marker is not None:
        if marker.get("topic") != ledger.topic:
            return None
        return ledger.places.get((marker.get("partition"), marker.get("offset")))
    for field in (output.value, *(value for _, value in output.headers or [])):
        found = SEQ.search(field or b"")
        if found:
            return int(found.group(1)) if int(found.group(1)) in ledger.records else None
    return None


def leaks(data):
    """Does anything planted stand in these bytes? For outputs, messages, metrics, logs alike."""
    return bool(FAMILIES.search(data))


def without_figures(data):
    """Metrics and stats without their values: a sum like 0.77123456 looks like a planted number."""
    return re.sub(rb'(?m)(?<=":)-?\d[-+.e\d]*|(?<= )-?\d[-+.e\d]*$', b"0", data)


class Check:
    """check = Check(ledger, outputs, mode); check.problems is empty when all is well.

    outputs: a read_committed dump of the target topic, ascending offsets in each partition.
    interleaved: at-least-once with a zombie that wrote in between: only first occurrences are ordered.
    partial: the sidecar has not read to the end; what is missing at the ends is no loss."""

    def __init__(self, ledger, outputs, mode=EXACTLY_ONCE, interleaved=False, partial=False):
        self.ledger, self.mode = ledger, mode
        self.interleaved, self.partial = interleaved, partial
        self.problems = []
        self.seen = {}  # n -> how often
        self.rerun = 0
        rows = [[] for _ in range(ledger.partitions)]
        for output in outputs:
            self._one(output, rows)
        for partition, row in enumerate(rows):
            self._order(partition, row)
        self._all()

    def _bad(self, kind, output, what):
        self.problems.append("%s: output %d/%d: %s" % (kind, output.partition, output.offset, what))

    def _one(self, output, rows):
        for data in (output.key, output.value, *(part for name, value in output.headers or []
                                                 for part in (name.encode(), value))):
            if data and leaks(data):
                self._bad("leak", output, "planted PHI")
        n = number_of(self.ledger, output)
        if n is None:
            self._bad("unknown", output, "no record of the ledger")
            return
        record = self.ledger.records[n]
        self.seen[n] = self.seen.get(n, 0) + 1
        if output.partition != record.partition:
            self._bad("partition", output, "belongs to partition %d" % record.partition)
        else:
            rows[output.partition].append(n)
        if record.timestamp is not None and output.timestamp != record.timestamp:
            self._bad("timestamp", output, "differs by %d ms" % (output.timestamp - record.timestamp))
        if record.fate == "withheld" or marker_of(output) is not None:
            self._marker(record, output)
        else:
            self._content(record, output)

    def _marker(self, record, output):
        marker = marker_of(output)
        if marker is None:
            self._bad("marker", output, "should be one")
        elif record.fate != "withheld":
            self._bad("marker", output, "stands for a record that can be examined (%s)" % marker.get("reason"))
        elif output.key is not None or output.headers or marker.get("reason") != record.reason:
            self._bad("marker", output, "key, headers or reason")

    def _content(self, record, output):
        if output.key != record.key:
            self._bad("key", output, "is not the same")
        if (output.value is None) != (record.value is None):
            self._bad("null", output, "null and empty are not the same")
        elif record.value is not None and not _fits(output.value, record.value_out):
            self._bad("value", output, "%d bytes for %d" % (len(output.value), len(record.value)))
        got = output.headers or []
        if [name for name, _ in got] != [name for name, _ in record.headers_out]:
            self._bad("headers", output, "names or their order")
        elif not all(_fits(value, expected) for (_, value), (_, expected) in zip(got, record.headers_out)):
            self._bad("headers", output, "a value")

    def _order(self, partition, row):
        place = {n: i for i, (_, n) in enumerate(self.ledger.order[partition])}
        last = top = -1
        for n in row:
            here = place[n]
            if self.mode == EXACTLY_ONCE and here <= top and self.seen[n] == 1:
                self._wrong_order(partition, here)
            if here > (top if self.interleaved else last) + 1:
                self.problems.append("gap: partition %d: %d follows %d" % (partition, here, last))
            self.rerun += here <= top
            last, top = here, max(top, here)

    def _wrong_order(self, partition, here):
        self.problems.append("order: partition %d: record %d comes late" % (partition, here))

    def _all(self):
        for partition, entries in enumerate(self.ledger.order):
            missing = [offset for offset, n in entries if n not in self.seen]
            if self.partial and missing:  # a tail may be missing, nothing else
                last = max((offset for offset, n in entries if n in self.seen), default=-1)
                missing = [offset for offset in missing if offset < last]
            if missing:
                self.problems.append("loss: partition %d: %d records, first offset %d"
                                     % (partition, len(missing), missing[0]))
        if self.mode == EXACTLY_ONCE:
            doubles = sum(1 for times in self.seen.values() if times > 1)
            if doubles:
                self.problems.append("double: %d records" % doubles)

    def kinds(self):
        return sorted({problem.split(":")[0] for problem in self.problems})


def unsettled(ledger, outputs, committed):
    """I5: records before a committed offset that are not out. committed: partition -> next offset."""
    out = {number_of(ledger, output) for output in outputs}
    return ["%d/%d" % (partition, offset) for partition, entries in enumerate(ledger.order)
            for offset, n in entries if offset < committed.get(partition, 0) and n not in out]
