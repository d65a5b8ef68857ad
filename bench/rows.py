# SPDX-License-Identifier: Apache-2.0
"""The table of targets: each row measures one promise. A row that cannot be measured here says why
instead of passing."""

import os
import random
import statistics

import adversarial
import corpus
import engines
import floors
import measure
import rulepack

PAIRS = 3  # of an adversarial input and its eighth


class Row:
    """`least` or `most` is the target; measured None: not measured, `note` says why."""

    def __init__(self, what, target, measured, unit="x", least=None, most=None, note=""):
        self.what, self.target, self.measured, self.unit = what, target, measured, unit
        self.least, self.most, self.note = least, most, note

    def passed(self):
        if self.measured is None or (self.least is None and self.most is None):
            return None
        return self.measured >= self.least if self.least is not None else self.measured < self.most

    def shown(self):
        if self.measured is None:
            return "-"
        number = "%.0f" % self.measured if self.measured >= 100 else "%.3g" % self.measured
        return number + (" times" if self.unit == "x" else " " + self.unit)

    def verdict(self):
        return {True: "pass", False: "FAIL", None: "-"}[self.passed()]

    def figures(self):
        return {k: getattr(self, k) for k in ("what", "target", "measured", "unit", "note")} | {"passed": self.passed()}


def ratio(a, b, clock="cpu"):
    return a.mbs(clock) / b.mbs(clock) if a and b else None


def share(value):
    return None if value is None else 100.0 * value


class Table:
    """Rows from speeds already measured ({log: {engine: Speed}}), and those that measure for themselves."""

    def __init__(self, bench, folder, about, speeds, quick, scratch):
        self.bench, self.folder, self.about, self.speeds = bench, folder, about["adversarial"], speeds
        self.quick, self.scratch = quick, scratch
        self.details, self.latencies = {}, {}
        self.floors = {log: floors.of_log(of) for log, of in speeds.items()}

    def log(self, name):
        return os.path.join(self.folder, name + ".log")

    def speed(self, log, engine):
        return self.speeds.get(log, {}).get(engine)

    def rows(self):
        for make in (
            self.against_rivals,
            self.clean_against_words,
            self.threads,
            self.dense,
            self.adversarial,
            self.more_rules,
            self.memory,
            self.start,
            self.latency,
            self.ambition,
            self.known,
        ):
            yield from make()

    def against_rivals(self):
        ours = self.speed("mixed", "phisieve")
        for name, what, least, missing in (
            ("sed", "mixed log, one thread, against LC_ALL=C sed -E -f ten.sed", 20, "sed is not installed"),
            ("secrethider", "the same against secretHider 0.1.2 --pii", 10, "it could not be installed with pip"),
            ("naive18", "the same against one Hyperscan database of naive18.txt, scan only", 6, ""),
        ):
            theirs = self.speed("mixed", name)
            note = "%.1f against %.1f MB/s" % (ours.mbs(), theirs.mbs()) if ours and theirs else missing
            if theirs:
                note += floors.words("%d times" % least, least * theirs.mbs(), self.floors["mixed"])
            yield Row(what, "at least %d times" % least, ratio(ours, theirs), least=least, note=note)

    def clean_against_words(self):
        ours, words = self.speed("clean", "phisieve"), self.speed("clean", "words")
        note = "%.1f against %.1f MB/s" % (ours.mbs(), words.mbs()) if ours and words else ""
        left = floors.left_by_both(self.floors.get("clean", {}))
        note += "; both our lenses, one after the other, leave %.0f %%" % left if left else ""
        yield Row("clean log, one thread, against our own keyword lens alone (1 MiB blocks)", "at least 60 %",
                  share(ratio(ours, words)), "%", least=60, note=note)

    def threads(self):
        one, two = self.speed("mixed", "phisieve"), self.speed("mixed", "phisieve-2")
        cores = len(os.sched_getaffinity(0))
        note = "by the wall clock" if cores > 1 else "one core here: two threads cannot be faster"
        if one and one.seconds("wall") > 1.15 * one.seconds("cpu"):
            note += "; other programs held the cores, so this is no measure"
        least, apart = 1.85, self.apart() if one else None
        if apart and apart < least:
            note += "; two separate processes at once: %.2f times" % apart
        yield Row("two threads against one, on two cores", "at least 1.85 times", ratio(two, one, "wall"), least=least,
                  note=note)

    def apart(self):
        process = engines.Engine("", "filter", "", command=self.bench.filter("--threads", "1"))
        file = measure.fitting(self.bench, process, self.log("mixed"), 0.8 if self.quick else 4)
        return floors.side_by_side(self.bench, file)

    def dense(self):
        dense, mixed = self.speed("dense", "phisieve"), self.speed("mixed", "phisieve")
        note = "%.1f MB/s" % dense.mbs() if dense else ""
        if mixed:
            note += floors.words("25 % of mixed", 0.25 * mixed.mbs(), self.floors.get("dense", {}))
        yield Row("dense log (PHI in every line) against mixed", "at least 25 %", share(ratio(dense, mixed)), "%",
                  least=25, note=note)

    def adversarial(self):
        """In the library, without start and pipes; the speed is that of the fastest pass."""
        mixed = self.speed("mixed", "library")
        for name in adversarial.ALL:
            self.details[name] = self.one_adversarial(name.replace(" ", "-"))
        worst = min(self.details, key=lambda name: self.details[name]["mbs"])
        steepest = max(self.details, key=lambda name: self.details[name]["growth"])
        yield Row("worst adversarial input against mixed (encoded inputs: per decoded byte)", "at least 10 %",
                  share(self.details[worst]["mbs"] / mixed.mbs()) if mixed else None, "%", least=10,
                  note="%s: %.1f MB/s" % (worst, self.details[worst]["mbs"]))
        yield Row("the same, 8 times the bytes", "under 8.8 times the time", self.details[steepest]["growth"],
                  most=8.8, note=steepest + (": stopped there" if self.details[steepest]["stopped"] else ""))

    def one_adversarial(self, file):
        """The whole against an eighth, in turn, since the speed of a machine changes from one second to the
        next: the median of the pairs. A quick run takes an eighth and its eighth where that is slow. One that
        grows far too steeply is stopped, and reported with the time it had by then."""
        large, small = self.tails(file)
        size = self.about[file + large]["stands_for"]
        eighths = size / self.about[file + small]["stands_for"]
        pairs, fastest, stopped = [], None, False
        while len(pairs) < PAIRS and not stopped:
            first = min(self.seconds(file, small) for _ in range(2))
            limit = 2 * (20 * first + 3)
            try:
                whole = self.seconds(file, large, limit)
            except engines.TooLong:
                whole, stopped = limit, True
            pairs.append(8 / eighths * whole / first)
            fastest = min(fastest or whole, whole)
        growth = pairs[-1] if stopped else statistics.median(pairs)
        return {"mbs": size / 1e6 / fastest, "growth": growth, "stopped": stopped}

    def tails(self, file):
        """Of a whole and its eighth."""
        slow = self.quick and self.seconds(file, corpus.TAILS[1]) > 0.1
        return corpus.TAILS[1:] if slow else corpus.TAILS[:2]

    def seconds(self, file, tail, limit=None):
        took = self.bench.inside("library", self.log("adversarial-" + file + tail), rounds=1, limit=limit)
        return took["rounds"][0]["cpu"]

    def more_rules(self):
        pack = rulepack.write(os.path.join(self.scratch, "more.yml"))
        file = measure.beginning(self.log("mixed"), (4 if self.quick else 16) * measure.MB)
        with_them, without = [], []
        for _ in range(2 if self.quick else 4):
            without += [r["cpu"] for r in self.bench.inside("library", file, rounds=2)["rounds"]]
            with_them += [r["cpu"] for r in self.bench.inside("library", file, pack, rounds=2)["rounds"]]
        yield Row("500 further literal-led rules", "at least 85 % of the speed",
                  share(statistics.median(without) / statistics.median(with_them)), "%", least=85,
                  note="in the library, without the start")

    def memory(self):
        worst, where = 0, ""
        command = self.bench.filter("--threads", "2")
        escapes = os.path.join(self.scratch, "escapes")
        with open(escapes, "wb") as out:
            out.write(adversarial.giant_escaped(random.Random(7), 15 * measure.MB) * 2)
        files = [("two lines of escapes", escapes)]
        for name in ("mixed", "dense", "hl7", "adversarial-one-giant-line", "adversarial-anchors"):
            process = engines.Engine("", "filter", "", command=command)
            file = measure.fitting(self.bench, process, self.log(name), 3 if self.quick else 20)
            files.append((name, file))
        for name, file in files:
            took = self.bench.process(command, file)
            if took["rss_kib"] > worst:
                worst, where = took["rss_kib"], "%s, %d MB" % (name, os.path.getsize(file) / 1e6)
        yield Row("memory, any input size, 2 threads", "under 96 MiB RSS", worst / 1024.0, "MiB", most=96, note=where)

    def start(self):
        file = os.path.join(self.scratch, "x")
        with open(file, "w", encoding="ascii") as out:
            out.write("x\n")
        took = [self.bench.process([self.bench.phisieve], file)["cpu"] for _ in range(11)]
        yield Row("start (echo x | phisieve), all built-in rules", "under 40 ms CPU", 1000 * statistics.median(took),
                  "ms", most=40, note="%.0f to %.0f ms" % (1000 * min(took), 1000 * max(took)))

    def latency(self):
        seconds = "3" if self.quick else "10"
        sample = os.path.join(self.folder, "mixed.sample.log")
        drive = lambda *command: self.bench.call(["latency", "10000", seconds, sample, "--", *command])
        floor, ours = drive("cat"), drive(*self.bench.filter())
        self.latencies = {"cat": floor, "phisieve": ours}
        came = "" if ours["came"] == ours["sent"] else "; %d lines of %d came" % (ours["came"], ours["sent"])
        yield Row("line in to line out at 10,000 lines/s, p99", "under 2 ms", ours["p99_us"] / 1000.0, "ms", most=2,
                  note="p50 %.2f ms; cat in its place: p99 %.2f ms%s" % (ours["p50_us"] / 1000.0, floor["p99_us"] / 1000.0, came))

    def ambition(self):
        ours = self.speed("mixed", "phisieve")
        yield Row("the ambition: mixed log on one core", "1000 MB/s", ours.mbs() if ours else None, "MB/s",
                  note="no target" + floors.words("", 1000, self.floors.get("mixed", {})))

    def known(self):
        ours, lens = self.speed("known", "phisieve"), self.floors.get("known", {}).get("words")
        note = "no target; the ceiling of knowing: %d MB of lines that come again and again" % (
            ours.bytes / measure.MB) if ours else "no target"
        yield Row("log of known lines only, on one core", "-", ours.mbs() if ours else None, "MB/s",
                  note=note + ("; our keyword lens alone does %.0f there" % lens if lens else ""))
