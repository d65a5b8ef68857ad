#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench's own parts, in seconds: test_bench.py DRIVER PHISIEVE"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import adversarial  # noqa: E402
import corpus  # noqa: E402
import engines  # noqa: E402
import floors  # noqa: E402
import fresh  # noqa: E402
import gate  # noqa: E402
import kafka_rows  # noqa: E402
import loglines  # noqa: E402
import measure  # noqa: E402
import rows  # noqa: E402
import rulepack  # noqa: E402
import run  # noqa: E402
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

    def test_known_lines_hold_no_ids(self):
        text = b"a 1\nid=0a1b2c3d4e5f6071 x\na 1\n2026-11-22 b\nu=0f8fad5b-d9cb-469f-a165-70867728950e\n"
        self.assertEqual(corpus.known_lines(text), [b"a 1\n", b"2026-11-22 b\n"])

    def test_known_log_draws_them_again(self):
        with tempfile.TemporaryDirectory() as folder:
            corpus.write_sample(folder, "clean", b"a 1\nbb 22\nid=0a1b2c3d4e5f6071\n", [])
            corpus.write_known(folder, 5000)
            with open(os.path.join(folder, "known.log"), "rb") as file:
                text = file.read()
            self.assertEqual(set(text.splitlines(True)), {b"a 1\n", b"bb 22\n"})
            self.assertTrue(4000 < len(text) < 6000)
            self.assertTrue(os.path.exists(os.path.join(folder, "known.sample.json")))

    def test_quick_makes_little(self):
        quick, full = corpus.sizes(True), corpus.sizes(False)
        self.assertLess(sum(quick.values()), 0.3 * sum(full.values()))
        self.assertEqual((full["mixed"], full["clean"], full["json"]), (256, 256, 32))
        for measured, made in ((run.QUICK, quick), (run.FULL, full)):
            self.assertEqual(set(measured) - set(made), set())
        self.assertEqual(set(quick) - set(run.QUICK), {"hl7"})  # the row of the memory reads it
        self.assertEqual(corpus.sizes(False, 64)["hl7"], 8)

    def test_only_what_is_asked_for_is_made_and_made_once(self):
        with tempfile.TemporaryDirectory() as folder:
            about = corpus.ensure(folder, {"mixed": 1})
            logs = {n for n in os.listdir(folder) if n.endswith(".log") and not n.startswith("adversarial-")}
            self.assertEqual(logs, {"mixed.log", "mixed.sample.log"})
            made = os.stat(os.path.join(folder, "mixed.log")).st_mtime_ns
            self.assertEqual(corpus.ensure(folder, {"mixed": 1}), about)
            self.assertEqual(os.stat(os.path.join(folder, "mixed.log")).st_mtime_ns, made)

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


def speed(mbs):
    s = measure.Speed(100 * measure.MB)
    s.runs.append({"cpu": 100 / mbs, "wall": 100 / mbs})
    return s


class Floors(unittest.TestCase):
    LOG = floors.of_log({"words": speed(200), "digits": speed(600), "sed": speed(10)})

    def test_of_log(self):
        rounded = {name: round(mbs) for name, mbs in self.LOG.items()}
        self.assertEqual(rounded, {"words": 200, "digits": 600, "both": 150})
        self.assertEqual(list(floors.of_log({"words": speed(200)})), ["words"])
        self.assertEqual(floors.of_log({}), {})

    def test_the_one_that_says_most(self):
        for target, name in ((1000, "words"), (300, "words"), (180, "both"), (140, None)):
            self.assertEqual(floors.passed_by(target, self.LOG), name, target)
        self.assertIsNone(floors.passed_by(300, {}))

    def test_words(self):
        self.assertEqual(floors.words("20 times", 368, self.LOG), "; 20 times is 368: our keyword lens alone does 200")
        self.assertEqual(floors.words("", 180, self.LOG), "; both our lenses, one after the other, do 150")
        self.assertEqual(floors.words("20 times", 100, self.LOG), "")

    def test_left_by_both(self):
        self.assertEqual(round(floors.left_by_both(self.LOG)), 75)
        self.assertIsNone(floors.left_by_both({"words": 200}))

    def test_side_by_side(self):
        class Sleeper:  # two at once take as long as one
            filter = staticmethod(lambda *options: list(options))
            process = staticmethod(lambda command, file: time.sleep(0.05))

        self.assertAlmostEqual(floors.side_by_side(Sleeper, "", 1), 2, delta=0.7)

    def table(self, **logs):
        return rows.Table(None, "", {"adversarial": {}}, logs, True, "")

    def test_notes_of_rows(self):
        measured = {"words": 200, "digits": 600, "phisieve": 18, "sed": 18, "naive18": 20}
        mixed = {name: speed(mbs) for name, mbs in measured.items()}
        sed, missing, naive = self.table(mixed=mixed).against_rivals()
        self.assertEqual(sed.note, "18.0 against 18.0 MB/s; 20 times is 360: our keyword lens alone does 200")
        self.assertEqual((sed.least, sed.verdict(), missing.measured), (20, "FAIL", None))
        self.assertEqual(naive.note, "18.0 against 20.0 MB/s")  # 120 is below both
        (clean,) = self.table(clean=mixed).clean_against_words()
        self.assertTrue(clean.note.endswith("; both our lenses, one after the other, leave 75 %"), clean.note)
        (dense,) = self.table(mixed={"phisieve": speed(900)}, dense=mixed).dense()
        self.assertTrue(dense.note.endswith("25 % of mixed is 225: our keyword lens alone does 200"), dense.note)

    def test_known_lines_have_no_target(self):
        (row,) = self.table(known={"phisieve": speed(80), "words": speed(300)}).known()
        self.assertEqual((round(row.measured), row.passed()), (80, None))
        self.assertIn("300 there", row.note)
        (row,) = self.table().known()
        self.assertIsNone(row.measured)


class KafkaRows(unittest.TestCase):
    def test_records_are_of_one_size_and_begin_with_their_line(self):
        made = list(kafka_rows.cut([b"one", b"x" * 400], [b"pad", b"more"], 4, 300))
        self.assertEqual([len(record) for record in made], [300] * 4)
        self.assertTrue(made[0].startswith(b"one pad more pad"))
        self.assertEqual(made[1], b"x" * 300)
        self.assertEqual(made[2][:4], b"one ")
        self.assertNotIn(b"\n", b"".join(made))

    def test_usable_lines(self):
        self.assertEqual(kafka_rows.usable(b"a\r\n\n \nb\0c\nd"), [b"a", b"d"])

    def test_cpu_of_a_name_with_brackets(self):
        text = "7 (a) b (c)) S " + " ".join(["0"] * 10) + " 250 50 0 0"
        self.assertEqual(kafka_rows.of_stat(text), 300 / kafka_rows.TICK)

    def test_own_figures(self):
        self.assertGreater(kafka_rows.peak_of(os.getpid()), 1 << 20)
        self.assertGreater(kafka_rows.cpu_of(os.getpid()), 0)

    def test_rate_counts_from_the_first_commit(self):
        ran = kafka_rows.Ran([(0, 0), (9, 0), (10, 100), (12, 300)])
        self.assertEqual((ran.rate, ran.records), (100, 300))
        self.assertEqual(kafka_rows.Ran([(0, 0), (1, 500)]).rate, 0)  # one look: no rate

    def pairs(self, *rates):
        pairs = kafka_rows.Pairs("mixed", "exactly-once")
        for sidecar, loop in rates:
            pairs.sidecar.append(kafka_rows.Ran([(0, 0), (1, 1), (2, 1 + sidecar)], cpu=1))
            pairs.loop.append(kafka_rows.Ran([(0, 0), (1, 1), (2, 1 + loop)], cpu=0.5))
        return pairs

    def test_the_median_pair_counts(self):
        self.assertEqual(self.pairs((90, 100), (10, 100), (80, 100)).row().verdict(), "FAIL")
        self.assertEqual(self.pairs((90, 100), (10, 100), (85, 100)).row().verdict(), "pass")

    def test_added_latency(self):
        of = lambda p99: {"p99_ms": p99, "p50_ms": 1.0}
        self.assertEqual(kafka_rows.latency_row(of(24.9), of(20)).verdict(), "pass")
        self.assertEqual(kafka_rows.latency_row(of(25.1), of(20)).verdict(), "FAIL")

    def test_memory(self):
        most = 5 + kafka_rows.BUDGET + 2 * kafka_rows.BATCH
        self.assertEqual(kafka_rows.memory_row(most - 2**20, 5).verdict(), "pass")
        self.assertEqual(kafka_rows.memory_row(most + 1, 5).verdict(), "FAIL")


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
