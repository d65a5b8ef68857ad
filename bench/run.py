#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench: phisieve against what one would pick instead and against the floors of the machine.

    run.py [--quick] [--peers] [--offline] [--real FOLDER]

Corpora, engines and the table of targets are told in docs/performance.md. The report goes into a
dated folder below build/bench."""

import argparse
import datetime
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import callgrind  # noqa: E402
import corpus  # noqa: E402
import engines  # noqa: E402
import measure  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import rows  # noqa: E402
import verdict  # noqa: E402

# log -> the engines that are measured on it; None: all
SOME = ("words", "digits", "naive18", "library", "phisieve", "sed", "secrethider")
FULL = {"mixed": None, "clean": None, "dense": SOME, "hl7": SOME, "json": SOME, "traces": SOME,
        "known": ("words", "phisieve")}
QUICK = {"mixed": None, "clean": ("words", "digits", "phisieve"), "dense": ("words", "digits", "phisieve"),
         "known": ("words", "phisieve")}
WHOLE = 60  # seconds of an engine for the log of known lines: of a beginning few lines would be known


class Result:
    def __init__(self, quick, rounds):
        self.quick, self.rounds = quick, rounds
        self.date = datetime.datetime.now().strftime("%Y-%m-%dT%H%M")
        self.machine, self.version = report.machine(), ""
        self.engines, self.rows, self.notes = [], [], []
        self.speeds, self.verdicts, self.adversarial, self.latency, self.instructions = {}, {}, {}, {}, {}


class Run:
    def __init__(self, arguments):
        self.arguments, self.quick = arguments, arguments.quick
        self.bench = engines.Bench(arguments.build)
        self.result = Result(self.quick, arguments.rounds or (3 if self.quick else 5))
        self.folder = os.path.join(arguments.build, "bench", "corpus-quick" if self.quick else "corpus")
        self.began = time.monotonic()

    def say(self, words):
        print("bench %4.0f s: %s" % (time.monotonic() - self.began, words), file=sys.stderr, flush=True)

    def note(self, words):
        self.result.notes.append(words)
        self.say(words)

    def prepare(self):
        self.say("corpora")
        self.about = corpus.ensure(self.folder, corpus.sizes(self.quick, self.arguments.megabytes),
                                   None if self.quick else self.arguments.real)
        version = subprocess.run([self.bench.phisieve, "--version"], stdout=subprocess.PIPE, check=True)
        self.result.version = version.stdout.decode().strip().splitlines()[0]
        self.result.engines = engines.built_in(self.bench) + engines.external()
        if not self.arguments.offline:
            self.result.engines += peers.all_of_them(os.path.join(self.arguments.build, "bench", "peers"),
                                                     self.arguments.peers, self.note)

    def logs(self):
        if self.quick:
            return QUICK
        return {**FULL, "real": SOME} if self.arguments.real else FULL

    def speeds(self):
        for log, names in self.logs().items():
            chosen = [e for e in self.result.engines if names is None or e.name in names]
            self.say("speed: %s" % log)
            seconds = WHOLE if log == "known" else 0.8 if self.quick else 4
            self.result.speeds[log] = measure.interleave(
                self.bench, chosen, os.path.join(self.folder, log + ".log"), self.result.rounds, seconds, self.note)

    def verdicts(self, scratch):
        for log, speeds in self.result.speeds.items():
            self.say("truth: %s" % log)
            self.result.verdicts[log] = {}
            for engine in self.result.engines:
                if engine.name in speeds and not (self.quick and engine.ours and engine.name != "phisieve"):
                    try:
                        self.result.verdicts[log][engine.name] = verdict.of(self.bench, engine, self.folder, log, scratch)
                    except RuntimeError as problem:
                        self.note("%s: its findings on %s cannot be judged: %s" % (engine.name, log, problem))

    def targets(self, scratch):
        table = rows.Table(self.bench, self.folder, self.about, self.result.speeds, self.quick, scratch)
        for row in table.rows():
            self.say("%s: %s" % (row.what, row.shown()))
            self.result.rows.append(row)
        self.result.adversarial, self.result.latency = table.details, table.latencies

    def all(self):
        with tempfile.TemporaryDirectory(prefix="phisieve-bench-") as scratch:
            self.prepare()
            self.speeds()
            self.verdicts(scratch)
            self.targets(scratch)
            if not self.quick:
                self.say("instructions")
                self.result.instructions = callgrind.of_engines(self.bench, self.result.engines, scratch, self.note)
        where = os.path.join(self.arguments.build, "bench", self.result.date)
        report.write(where, self.result)
        print(report.targets(self.result.rows))
        print("\nOn the mixed log:\n" + report.engines_table(self.result, "mixed"))
        print("\n%s in %.0f s; the report: %s" % ("Quick bench" if self.quick else "Bench", time.monotonic() - self.began,
                                                 os.path.join(where, "report.md")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under three minutes: every target, fewer runs")
    parser.add_argument("--peers", action="store_true", help="also Presidio, from PyPI (large)")
    parser.add_argument("--offline", action="store_true", help="nothing from PyPI")
    parser.add_argument("--real", default=os.environ.get("PHISIEVE_LOGHUB") or None,
                        help="a folder of real *.log files without PHI (or PHISIEVE_LOGHUB)")
    parser.add_argument("--rounds", type=int, help="interleaved runs (3 quick, 5 full)")
    parser.add_argument("--megabytes", type=int, help="of the mixed and the clean log (32 quick, 256 full)")
    parser.add_argument("--build", default=os.path.join(os.path.dirname(HERE), "build"), help="the build folder")
    Run(parser.parse_args()).all()


if __name__ == "__main__":
    main()
