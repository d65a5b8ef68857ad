# SPDX-License-Identifier: Apache-2.0
"""What is measured, under one interface: each engine runs once over a file and says what it took."""

import json
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
RIVALS = os.path.join(HERE, "rivals")
TEN = os.path.join(RIVALS, "ten.sed")
OURS = rb"(\[[A-Z][A-Z0-9_-]*(?::[^\]\n]*)?\])"
THEIRS = rb"(\[(?:SSN|EMAIL|IP|PHONE|MRN|DOB|NAME|MBI|CARD|PID)\])"


def ten_rules():
    """[(regular expression, label)] of ten.sed"""
    with open(TEN, encoding="ascii") as file:
        return re.findall(r"^s/(.*)/\[(\w+)\]/g$", file.read(), re.M)


class Engine:
    """kind: floor (finds nothing by design), scan (says where), filter (writes a clean log).
    `inside`: (engine, argument) of phisieve_bench; else `command` is a program from stdin to stdout.
    `places`: for a scan, the file of patterns whose matches it finds; for a filter, what it puts
    in the place of a value. `most`: bytes that it can be asked to look at, when it is very slow."""

    def __init__(self, name, kind, about, inside=None, command=None, places=None, ours=False, env=None, most=None):
        self.name, self.kind, self.about = name, kind, about
        self.inside, self.command, self.places, self.ours = inside, command, places, ours
        self.most = most
        self.env = dict(os.environ, LC_ALL="C", **(env or {}))


class TooLong(RuntimeError):
    pass


class Bench:
    """The programs that were built, and how to run an engine with them."""

    def __init__(self, build):
        self.driver = os.path.join(build, "bench", "phisieve_bench")
        self.phisieve = os.path.join(build, "phisieve")
        for program in (self.driver, self.phisieve):
            if not os.access(program, os.X_OK):
                raise SystemExit("bench: there is no %s; ./dev bench builds it" % program)

    def call(self, arguments, env=None, limit=None):
        try:
            run = subprocess.run([self.driver, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env,
                                 timeout=limit)
        except subprocess.TimeoutExpired as late:
            raise TooLong("%s: more than %.0f s" % (" ".join(arguments[:3]), limit)) from late
        if run.returncode != 0:
            raise RuntimeError(run.stderr.decode("utf-8", "replace").strip() or "status %d" % run.returncode)
        return json.loads(run.stdout)

    def inside(self, engine, file, argument="", rounds=1, out=None, limit=None):
        return self.call(["engine", engine, file, argument, str(rounds), *([out] if out else [])], limit=limit)

    def process(self, command, file, out="/dev/null", env=None):
        took = self.call(["run", file, out, "--", *command], env)
        if took["status"] != 0:
            raise RuntimeError("%s ended with %d" % (command[0], took["status"]))
        return took

    def run(self, engine, file, out="/dev/null"):
        """{"wall", "cpu", "rss_kib"}; seconds."""
        if engine.inside:
            said = self.inside(*engine.inside[:1], file, engine.inside[1], 1, None if out == "/dev/null" else out)
            return {**said["rounds"][0], "rss_kib": said["rss_kib"]}
        return self.process(engine.command, file, out, engine.env)

    def filter(self, *options):
        return [self.phisieve, "--quiet", *options]


def built_in(bench):
    naive, keywords = (os.path.join(RIVALS, n) for n in ("naive18.txt", "keywords107.txt"))
    return [
        Engine("copy", "floor", "memory to memory", inside=("copy", "")),
        Engine("cat", "floor", "a process that only copies", command=["cat"]),
        Engine("words", "floor", "our own literals, nothing judged", inside=("words", "")),
        Engine("digits", "floor", "our own digit shapes, nothing judged", inside=("digits", "")),
        Engine("naive18", "scan", "one Hyperscan database of 18 patterns", inside=("hs", naive), places=naive),
        Engine("keywords107", "scan", "one Hyperscan database of 107 words", inside=("hs", keywords), places=keywords),
        Engine("pcre2", "scan", "PCRE2 with JIT, the 18 patterns one by one", inside=("pcre2", naive), places=naive),
        Engine("library", "filter", "phisieve, by its C interface", inside=("library", ""), places=OURS, ours=True),
        Engine("phisieve", "filter", "phisieve --threads 1", command=bench.filter("--threads", "1"), places=OURS, ours=True),
        Engine("phisieve-2", "filter", "phisieve --threads 2", command=bench.filter("--threads", "2"), places=OURS, ours=True),
    ]


def external():
    """Those of them that are installed."""
    rules = ten_rules()
    perl = ";".join("s/%s/[%s]/g" % (r.replace("@", "\\@"), label) for r, label in rules)
    rg = ["rg", "--text", "--passthru", "--no-line-number", "--replace", "[GONE]"]
    for rule, _ in rules:
        rg += ["-e", rule]
    all_of_them = [
        Engine("sed", "filter", "LC_ALL=C sed -E with ten rules", command=["sed", "-E", "-f", TEN], places=THEIRS),
        Engine("perl", "filter", "perl -p with the same ten", command=["perl", "-lpe", perl], places=THEIRS),
        Engine("rg", "filter", "rg --passthru -r with the same ten", command=rg, places=rb"(\[GONE\])"),
        Engine("mawk", "filter", "mawk with ten rules like them", command=["mawk", "-f", os.path.join(RIVALS, "ten.awk")],
               places=THEIRS),
    ]
    return [e for e in all_of_them if shutil.which(e.command[0])]
