#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench's own parts, in seconds: test_bench.py DRIVER PHISIEVE"""

import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import adversarial  # noqa: E402
import corpus  # noqa: E402
import engines  # noqa: E402
import fresh  # noqa: E402
import gate  # noqa: E402
import loglines  # noqa: E402
import rows  # noqa: E402
import rulepack  # noqa: E402
import stages  # noqa: E402
import verdict  # noqa: E402

DRIVER, PHISIEVE = (os.path.abspath(p) for p in sys.argv[1:3])


def driver(*arguments):
    return json.loads(subprocess.run([DRIVER, *arguments], stdout=subprocess.PIPE, check=True).stdout)


class Corpus(unittest.TestCase):
    def test_same_seed_same_bytes(self):
        self.assertEqual(corpus.made(loglines.CLEAN, 50, "t"), corpus.made(loglines.CLEAN, 50, "t"))
        self.assertNotEqual(corpus.made(loglines.CLEAN, 50, "t"), corpus.made(loglines.CLEAN, 50, "u"))

    def test_spans_cover_values(self):
        for r in corpus.made(loglines.PHI + loglines.PHI_TRACES, 200, "t"):
            self.assertTrue(corpus.has_phi(r), r.text)
            for a, b, _ in r.spans:
                self.assertTrue(0 <= a < b < len(r.text), r)
        for r in corpus.made(loglines.CLEAN + loglines.TRACES, 200, "t"):
            self.assertFalse(r.spans, r.text)

    def test_each_line_has_its_own_time_and_ids(self):
        text = b"2026-11-22T09:30:12.118Z id=0a1b2c3d4e5f6071 mrn 0a1b2c3d of 12345678 at 7:05\n"
        renewed = fresh.Fresh(random.Random(1))
        one, other = (renewed.text(text, [(49, 57, 1)]) for _ in range(2))
        self.assertEqual((len(one), len(other)), (len(text), len(text)))
        self.assertNotEqual(one, other)
        self.assertEqual(one[:11] + one[23:28], text[:11] + text[23:28])
        self.assertNotEqual(one[28:44], text[28:44])
        self.assertEqual(one[44:], text[44:])

    def test_adversarial_sizes(self):
        for name, make in adversarial.ALL.items():
            text, stands_for = make(random.Random(1), 20000, b"a=1 b=2\n" * 2000)
            self.assertTrue(20000 <= len(text) <= 24000, name)
            self.assertGreaterEqual(stands_for, 20000, name)

    def test_pack_is_sound(self):
        with tempfile.TemporaryDirectory() as folder:
            pack = rulepack.write(os.path.join(folder, "more.yml"), 10)
            line = "sent %s%s on\n" % (rulepack.prefixes(1)[0], rulepack.SHAPES[0][1])
            out = subprocess.run([PHISIEVE, "-q", "--rules", pack], input=line.encode(), stdout=subprocess.PIPE).stdout
            self.assertIn(b"[SITE]", out)


class Verdict(unittest.TestCase):
    TEXT = b"name=Ann Lee id=7\nok [SSN] here\n"
    SPANS = [(5, 12, 1)]

    def of(self, output):
        gone = verdict.gone_by_output(self.TEXT, output, engines.OURS)
        return verdict.judge(self.TEXT, self.SPANS, gone)

    def test_all_found(self):
        v = self.of(b"name=[NAME] id=7\nok [SSN] here\n")
        self.assertEqual((v["recall"], v["false_chars"]), (100.0, 0))

    def test_a_letter_left(self):
        v = self.of(b"name=[NAME]e id=7\nok [SSN] here\n")
        self.assertEqual((v["recall"], v["false_chars"]), (0.0, 0))
        self.assertGreater(v["recall_chars"], 80)

    def test_too_much(self):
        v = self.of(b"name=[NAME]\nok [SSN] here\n")
        self.assertEqual((v["recall"], v["false_chars"]), (100.0, len(" id=7")))

    def test_nothing(self):
        v = self.of(self.TEXT)
        self.assertEqual((v["recall"], v["removed"]), (0.0, 0))

    def test_lines_that_do_not_match(self):
        v = self.of(b"else\nok [SSN] here\n")
        self.assertEqual(v["recall"], 100.0)

    def test_signs_put_back(self):
        before, after = b"IL*1*LEE*ANN****34*9~PER*5~", b"IL*1*[NAME]*****34*[SSN]~PER*[PHONE]~"
        gone = verdict.gone_in_line(before, after, engines.OURS)
        self.assertEqual(bytes(c for c, g in zip(before, gone) if not g and chr(c).isalnum()), b"IL1PER")  # a piece that is no longer itself counts as gone

    def test_places(self):
        gone = verdict.gone_by_places(len(self.TEXT), b"5 12\n")
        self.assertEqual(verdict.judge(self.TEXT, self.SPANS, gone)["recall"], 100.0)


class Programs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.log = os.path.join(self.folder, "log")
        with open(self.log, "wb") as file:
            file.write(b"a ssn=306-30-2348 b\nc\n" * 100)

    def test_engines_inside(self):
        naive = os.path.join(engines.RIVALS, "naive18.txt")
        for name, argument in (("copy", ""), ("words", ""), ("digits", ""), ("hs", naive), ("pcre2", naive), ("library", "")):
            said = driver("engine", name, self.log, argument, "2")
            self.assertEqual((said["bytes"], len(said["rounds"])), (2200, 2), name)
            self.assertGreater(said["count"], 0, name)

    def test_library_writes_what_the_program_writes(self):
        out = os.path.join(self.folder, "out")
        driver("engine", "library", self.log, "", "1", out)
        with open(out, "rb") as file, open(self.log, "rb") as log:
            self.assertEqual(file.read(), subprocess.run([PHISIEVE, "-q"], stdin=log, stdout=subprocess.PIPE).stdout)

    def test_places_of_a_scan(self):
        out = os.path.join(self.folder, "out")
        driver("engine", "pcre2", self.log, os.path.join(engines.RIVALS, "naive18.txt"), "1", out)
        with open(out, encoding="ascii") as file:
            self.assertIn("6 17\n", file.readlines())

    def test_run(self):
        self.assertEqual(driver("run", self.log, "/dev/null", "--", "cat")["status"], 0)
        self.assertEqual(driver("run", self.log, "/dev/null", "--", "false")["status"], 1)

    def test_latency(self):
        said = driver("latency", "1000", "0.2", self.log, "--", "cat")
        self.assertEqual((said["sent"], said["came"]), (200, 200))


class Rows(unittest.TestCase):
    def test_verdicts(self):
        self.assertEqual(rows.Row("", "", 3.0, least=2).verdict(), "pass")
        self.assertEqual(rows.Row("", "", 3.0, most=2).verdict(), "FAIL")
        self.assertEqual(rows.Row("", "", None, most=2).verdict(), "-")


class Gate(unittest.TestCase):
    BEST = {"corpus": "x", "instructions_per_byte": {"mixed": 100.0, "clean": 90.0}, "start_instructions": 1000}

    def now(self, mixed, start=1000, corpus="x"):
        return {"corpus": corpus, "instructions_per_byte": {"mixed": mixed, "clean": 90.0}, "start_instructions": start}

    def test_losses(self):
        self.assertEqual(gate.compare(self.now(101.9), self.BEST), [])
        self.assertIn("mixed", gate.compare(self.now(102.1), self.BEST)[0])
        self.assertIn("start", gate.compare(self.now(100, 1100), self.BEST)[0])
        self.assertIn("corpus", gate.compare(self.now(50, corpus="y"), self.BEST)[0])

    def test_it_only_falls(self):
        best = gate.lowered(self.now(101.0, 900), self.BEST)
        self.assertEqual(best, self.now(100.0, 900))


class Stages(unittest.TestCase):
    def test_addresses_and_calls(self):
        symbols = type("Symbols", (), {"file_of": lambda self, a: "a.c" if a < 0x100 else "b.c"})()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        out = os.path.join(folder.name, "out")
        with open(out, "w", encoding="ascii") as file:
            file.write("ob=(1) /x/program\nfn=(1) f\n0x10 0 5\n+2 * 7\ncob=(2) /lib/libc.so.6\ncfn=(9) strlen\n"
                       "calls=1 0x99 0\n* * 20\n0x200 * 3\nob=(2)\nfn=(9)\n0x99 0 20\n")
        profile = stages.Profile(symbols, "program")
        profile.read(out)
        self.assertEqual(dict(profile.cost), {"a.c": 32, "b.c": 3, "C library": 0})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
