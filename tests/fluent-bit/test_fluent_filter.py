# SPDX-License-Identifier: Apache-2.0
"""flb-filter_phisieve.so: chunks of all framings in, redacted chunks out."""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest

import msgpack

from fluent_host import (FILTER, MODIFIED, NOTOUCH, REFUSED, SMALL_STACK_MAY_USE, Host, at, pack, through_filter, unpack)

SSN, MRN = "306-30-2348", "40718322"
PHISIEVE = os.environ.get("PHISIEVE", "")
WITHHELD = "[WITHHELD:not-examined]"
GROUP_START, GROUP_END = at(0xFFFFFFFF), at(0xFFFFFFFE)


def map32(pairs):
    return b"\xdf" + struct.pack(">I", len(pairs)) + b"".join(k + v for k, v in pairs)


def array32(items):
    return b"\xdd" + struct.pack(">I", len(items)) + b"".join(items)


def str32(text):
    return b"\xdb" + struct.pack(">I", len(text)) + text.encode()


class Filter(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="phisieve-fluent-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_framings(self):
        """V1 with each kind of time, V2, metadata, marks of groups, in one chunk."""
        dirty, clean = {"log": "patient ssn " + SSN, "n": 5}, {"log": "patient ssn [SSN]", "n": 5}
        group = [[GROUP_START, {"schema": "otlp", "resource_id": 1}],
                 {"resource": {"attributes": {"user.ssn": SSN}}, "scope": {}}]
        events = [[1700000000, dirty], [1700000000.5, dirty], [at(1700000000, 7), dirty], [[at(1700000001), {}], dirty], group,
                  [[at(1700000002), {"otlp": {"attributes": {"ssn": SSN}}}], dirty], [[GROUP_END, {}], {}]]
        want = [[1700000000, clean], [1700000000.5, clean], [at(1700000000, 7), clean], [[at(1700000001), {}], clean],
                [group[0], {"resource": {"attributes": {"user.ssn": "[SSN]"}}, "scope": {}}],
                [[at(1700000002), {"otlp": {"attributes": {"ssn": "[SSN]"}}}], clean], [[GROUP_END, {}], {}]]
        self.assertEqual(unpack(through_filter(pack(*events))), want)

    def test_values(self):
        """Keys give evidence for values of every kind; binaries that are text are text; nested JSON."""
        record = {"ssn": 306302348, "SSN__c": SSN, "patient": {"lastName": "Okonkwo", "dob": "1971-03-09"}, "count": 306302348,
                  "list": ["mrn: " + MRN, None, True, 1.5], "json": json.dumps({"ssn": SSN, "n": 1}), "bin": b"ssn=" + SSN.encode(),
                  "noise": bytes(range(256)), "url": "http://x/?ssn=306302348&page=3"}
        out = unpack(through_filter(pack([at(1), record])))[0][1]
        self.assertEqual((out["ssn"], out["SSN__c"], out["patient"]["lastName"]), ("[SSN]", "[SSN]", "[NAME]"))
        self.assertEqual((out["list"][1:], json.loads(out["json"])["n"]), ([None, True, 1.5], 1))
        self.assertEqual(out["noise"], b"[WITHHELD:binary]")
        text = repr(out)
        for value in (SSN, "306302348", "Okonkwo", "1971-03-09", MRN):
            self.assertNotIn(value, text)

    def test_headers_stay(self):
        """What is not minimal stays so, wherever nothing was found."""
        untouched = array32([array32([b"\xd7\x00" + struct.pack(">II", 5, 6), b"\xdf\0\0\0\0"]),
                             map32([(str32("level"), str32("info")), (b"\xd9\x03msg", b"\xdc\x00\x02\xcd\x00\x01\xc7\x01\x05x")])])
        self.assertEqual(Host("filter").give(untouched), (NOTOUCH, untouched))
        both = untouched + pack([at(1), {"log": "ssn " + SSN}]) + untouched
        out = through_filter(both)
        self.assertTrue(out.startswith(untouched) and out.endswith(untouched))
        half = array32([b"\xd7\x00" + struct.pack(">II", 5, 6),
                        map32([(str32("level"), str32("info")), (str32("ssn"), str32(SSN))])])
        out = through_filter(half)
        self.assertTrue(out.startswith(half[:half.index(SSN.encode()) - 5]))
        self.assertEqual(unpack(out)[0][1], {"level": "info", "ssn": "[SSN]"})

    def test_what_is_no_event(self):
        """Text among the events is a number for each byte to MessagePack. It goes, and is counted."""
        raw, events = f"ssn: {SSN}\n".encode(), [pack([5, {"log": "one"}]), pack([at(6), {"log": "two"}])]
        host = Host("filter")
        self.assertEqual(host.give(raw), (MODIFIED, b""))
        self.assertEqual(host.give(events[0] + raw + pack("a", {"a": 1}) + events[1]), (MODIFIED, b"".join(events)))
        self.assertEqual(host.give(events[0]), (NOTOUCH, events[0]))
        self.assertEqual(host.end(), 0)
        self.assertIn("could not be examined", host.said)
        self.assertIn("3 chunks, %d objects: 0 redacted, %d withheld" % (2 * len(raw) + 5, 2 * len(raw) + 2), host.said)
        self.assertNotIn(SSN, host.said)

    def test_as_the_text_door(self):
        """The same findings, and the same bytes around them, as a line through the filter of text."""
        lines = ["2026-01-02 10:00:00 INFO patient Maria Lopez (mrn " + MRN + ") admitted", "GET /p?ssn=306302348 200",
                 "call (617) 555-0142 or write m.lopez@example.com", "insert into p (last, ssn) values ('Okonkwo', '" + SSN + "')",
                 "dob: 03/09/1971 zip 02139", "nothing here 17 42", "PID|1||" + MRN + "^^^H^MR||LOPEZ^MARIA||19710309|F",
                 "ERROR key (email)=(m.lopez@example.com) already exists", "536-90-4399 and 306-30-2348"]
        for line in lines:
            text = subprocess.run([PHISIEVE], input=line.encode() + b"\n", capture_output=True, check=True).stdout.decode()
            self.assertEqual(unpack(through_filter(pack([at(1), {"log": line}])))[0][1], {"log": text.rstrip("\n")})

    def test_property(self):
        """What is decoded afterwards is what was decoded before with its planted values replaced; untouched events have
        their bytes; a second pass changes nothing."""
        rng = random.Random(20261123)
        planted = [("ssn", SSN, "[SSN]"), ("ssn", 306302348, "[SSN]"), ("log", "ssn=" + SSN + " ok", "ssn=[SSN] ok"),
                   ("email", "m.lopez@example.com", "[EMAIL]"), ("mrn", MRN, "[MRN]")]
        plain = [("level", "info"), ("n", 17), ("ok", True), ("none", None), ("rate", 0.25), ("code", -3), ("msg", "started"),
                 ("list", [1, 2, "three"]), ("deep", {"a": {"b": ["c", {}]}})]

        def body(depth):
            was, will = {}, {}
            for key, value in rng.sample(plain, rng.randint(0, 5)):
                was[key] = will[key] = value
            if rng.random() < 0.5:
                key, value, clean = rng.choice(planted)
                was[key], will[key] = value, clean
            if depth and rng.random() < 0.4:
                was["in"], will["in"] = body(depth - 1)
            return was, will

        host = Host("filter")
        for _ in range(60):
            events, want = [], []
            for _ in range(rng.randint(1, 12)):
                was, will = body(2)
                time = rng.choice([1700000000, at(1700000000, 5), 0.5])
                head = [time, {}] if rng.random() < 0.5 else time
                events.append([head, was])
                want.append([head, will])
            chunk = pack(*events)
            code, out = host.give(chunk)
            self.assertEqual(unpack(out), want)
            self.assertEqual(code, NOTOUCH if events == want else MODIFIED)
            if code == NOTOUCH:
                self.assertEqual(out, chunk)
            self.assertEqual(host.give(out), (NOTOUCH, out))
        self.assertEqual(host.end(), 0, host.said)

    def test_malformed(self):
        """No tail that cannot be read goes on, nothing is lost of what stands before it."""
        good = pack([at(1), {"log": "hello"}])
        for tail in (b"\xc1", good[:-1], b"\xdd\xff\xff\xff\xff", b"\x92\x92", b"\xdb\x00\x00\x01\x00" + SSN.encode(),
                     pack([at(1), {"ssn": SSN}])[:-2]):
            host = Host("filter")
            code, out = host.give(good + tail)
            self.assertEqual((code, out), (MODIFIED, good), tail)
            code, out = host.give(tail)
            self.assertEqual((code, out), (MODIFIED, b""), tail)
            self.assertEqual(host.end(), 0)
            self.assertNotIn(SSN, host.said)
            self.assertIn("no object", host.said)

    def test_noise(self):
        """Any bytes: what comes out can be read, and never are the bytes that were planted in it."""
        rng = random.Random(7)
        host = Host("filter")
        for _ in range(300):
            chunk = bytearray(pack([at(1), {"ssn": SSN, "log": "ssn " + SSN, "n": [1, {"k": SSN}]}], [at(2), {"a": "b"}]))
            for _ in range(rng.randint(1, 6)):
                chunk[rng.randrange(len(chunk))] = rng.randrange(256)
            chunk = bytes(chunk)[:rng.randint(1, len(chunk))]
            code, out = host.give(chunk)
            self.assertIn(code, (MODIFIED, NOTOUCH))
            if code == NOTOUCH:
                self.assertEqual(out, chunk)
            if out:
                msgpack.Unpacker(strict_map_key=False, raw=True).feed(out)
        self.assertEqual(host.end(), 0, host.said)

    def test_deep_and_wide(self):
        """What is too deep is withheld, with its time, and the events beside it go on."""
        deep = "ssn " + SSN
        for _ in range(400):
            deep = [deep]
        code, out = Host("filter").give(pack([at(1), {"log": "a"}]) + b"\x92" + pack(at(2)) + b"\x81\xa1x" + b"\x91" * 400 +
                                        pack("ssn " + SSN) + pack([at(3), {"log": "c"}]))
        self.assertEqual(code, MODIFIED)
        events = unpack(out)
        self.assertEqual(events[0][1], {"log": "a"})
        self.assertEqual((events[1][0], events[1][1]), (at(2), {"phisieve": WITHHELD}))
        self.assertEqual(events[2][1], {"log": "c"})

    def test_large(self):
        """A chunk of 6 MB, and an event of 3 MB in it."""
        events = [[at(i), {"log": "line %d ssn %s" % (i, SSN)}] for i in range(40000)] + [[at(1), {"log": "x" * 3000000}]]
        out = unpack(through_filter(pack(*events)))
        self.assertEqual(len(out), len(events))
        self.assertNotIn(SSN, repr(out[:100] + out[-100:-1]))
        self.assertEqual(out[-1], events[-1])

    def test_not_utf8(self):
        chunk = pack([at(1), {"log": "ssn " + SSN + " \udcff\udcfe end"}])
        out = through_filter(chunk)
        self.assertNotIn(SSN.encode(), out)

    def test_on_error_drop(self):
        chunk = pack([at(1), {"log": "hello"}])
        self.assertEqual(Host("filter", "on_error=drop").give(chunk + b"\xc1"), (MODIFIED, b""))
        self.assertEqual(Host("filter", "on_error=drop").give(chunk), (NOTOUCH, chunk))

    def test_settings(self):
        """Rules, profile, key; what was read stands in the log."""
        rules, key = os.path.join(self.folder, "own.yml"), os.path.join(self.folder, "key")
        with open(rules, "w", encoding="utf-8") as f:
            f.write("pack: own\nrules:\n  - {id: own.badge, label: BADGE, identifier: R, \n     find: [{regex: '\\bQX[0-9]{5}\\b', evidence: []}],\n"
                    "     examples: ['+ badge <<QX12345>>', '- QX1']}\n")
        with open(key, "w", encoding="utf-8") as f:
            f.write("0123456789abcdef0123456789abcdef0123456789abcdef\n")
        host = Host("filter", "rules=" + rules, "token_key_file=" + key, "profile=strict")
        code, out = host.give(pack([at(1), {"log": "badge QX77123 seen"}]))
        self.assertEqual((code, unpack(out)[0][1]), (MODIFIED, {"log": "badge [BADGE] seen"}))
        self.assertEqual(host.end(), 0, host.said)
        for text in ("rules = " + rules, "profile = strict", "not set: config, on_error, listen", "1 redacted"):
            self.assertIn(text, host.said)
        self.assertNotIn("0123456789abcdef", host.said)
        self.assertNotIn("QX77123", host.said)

    def test_wrong_settings(self):
        """The host does not start, and the log says why."""
        for words, text in ((["profile=none-such"], "none-such"), (["config=/none/such.yml"], "/none/such.yml"),
                            (["on_error=pass"], "write mask or drop"), (["token_key_file=/none/such"], "/none/such"),
                            (["rules=/none/such.yml"], "/none/such.yml"), (["listen=nowhere"], "nowhere")):
            host = Host("filter", *words)
            self.assertEqual(host.end(), REFUSED, words)
            self.assertIn(text, host.said)

    def test_metrics(self):
        """What was read is clean, redacted, or withheld, in each look."""
        import http.client
        import re
        import socket
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        host = Host("filter", "listen=127.0.0.1:%d" % port)
        host.give(pack([at(1), {"ssn": SSN}], [at(1), {"log": "x"}], [at(1), {"log": "y"}]) + b"\xc1")
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        link.request("GET", "/metrics")
        text = link.getresponse().read().decode()
        link.request("GET", "/readyz")
        ready = link.getresponse()
        ready.read()
        link.close()
        self.assertEqual(ready.status, 200)
        one = {name: int(value) for name, value in re.findall(r'^(phisieve_records_\w+)\{door="fluent-filter"(?:[^}]*)\} (\d+)$', text, re.M)
               if name != "phisieve_records_produced_total"}
        self.assertEqual((one["phisieve_records_consumed_total"], one["phisieve_records_in_flight"]), (4, 0))
        self.assertIn('phisieve_records_produced_total{door="fluent-filter",outcome="redacted"} 1', text)
        self.assertIn('phisieve_records_produced_total{door="fluent-filter",outcome="clean"} 2', text)
        self.assertNotIn(SSN, text)
        self.assertEqual(host.end(), 0, host.said)

    def test_stack(self):
        """Of the host's stack, which may be 24 KiB without a guard, 8 KiB at most."""
        host = Host("filter")
        host.give(pack([at(1), {"log": "ssn " + SSN, "json": json.dumps({"a": [{"ssn": SSN}] * 50})}]) + b"\xc1")
        host.end()
        self.assertLessEqual(host.deepest(), SMALL_STACK_MAY_USE)

    def test_nothing_of_ours_is_seen(self):
        """The plugin exports its table alone, and asks the host for nothing but what Fluent Bit gives."""
        def names(*words):
            out = subprocess.run(["nm", "-D", *words, FILTER], capture_output=True, text=True, check=True).stdout
            return {line.split()[-1] for line in out.splitlines()}
        self.assertEqual(names("--defined-only"), {"filter_phisieve_plugin"})
        if not os.environ.get("PHISIEVE_SANITIZED"):
            foreign = {n for n in names("--undefined-only") if "@" not in n and not n.startswith(("_ITM", "__gmon"))}
            self.assertEqual(foreign, {"flb_filter_get_property", "flb_filter_set_context", "flb_log_print", "flb_proxy_output_cb_init"})


if __name__ == "__main__":
    unittest.main(verbosity=1, argv=sys.argv[:1] + sys.argv[1:])
