#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much PHI goes, and how much else.

    score.py PHISIEVE                      table by family of forms and by identifier
    score.py PHISIEVE --all-forms          a row for every form
    score.py PHISIEVE --misses FORM        what is left in records of FORM (part dev only)
    score.py PHISIEVE --false FORM         what goes without being PHI
    score.py PHISIEVE --unsound FORM       what no longer parses, or changes in a second pass
    score.py PHISIEVE --json FILE          the figures
    score.py PHISIEVE --baseline FILE      fails when they are worse than those in FILE
    score.py PHISIEVE --write-baseline FILE
    score.py --print FORM                  the records themselves
    score.py --jsonl FILE                  records with their truth

Every record is a file of its own, so that no record is evidence for another. A value counts as found
when no letter or digit of it is left, wherever the record repeats it. False are removed characters
that no mark covers."""

import argparse
import collections
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import corpus  # noqa: E402

BATCH = 4000
LABEL_MAX = 64
PARTING = b"\n-- the record ends here --\n"


def batches(names):
    for at in range(0, len(names), BATCH):
        yield names[at : at + BATCH]


def scan(program, folder, names, options):
    """{file: [(line, column, length, rule, label)]}"""
    found = collections.defaultdict(list)
    for some in batches(names):
        run = subprocess.run(
            [program, "scan", "--quiet", "--format", "jsonl", *options, *some],
            cwd=folder,
            stdout=subprocess.PIPE,
        )
        if run.returncode not in (0, 1, 4):
            sys.exit("score: scan ended with %d" % run.returncode)
        for line in run.stdout.splitlines():
            f = json.loads(line)
            found[f["file"]].append((f["line"], f["column"], f["length"], f["rule"], f["label"]))
    return found


def filtered(program, folder, names, options):
    """The outputs, in order; a file that no rule touches parts them."""
    out = []
    with open(os.path.join(folder, "parting"), "wb") as file:
        file.write(PARTING)
    for some in batches(names):
        arguments = [a for name in some for a in (name, "parting")]
        run = subprocess.run([program, "--quiet", *options, *arguments], cwd=folder, stdout=subprocess.PIPE)
        if run.returncode not in (0, 4):
            sys.exit("score: the filter ended with %d" % run.returncode)
        out += run.stdout.split(PARTING)[:-1]
    return out


def places(text, findings):
    """Findings as (from, to, rule) in the record."""
    starts = [0]
    for i, byte in enumerate(text):
        if byte == 10:
            starts.append(i + 1)
    return sorted(
        (starts[line - 1] + column - 1, starts[line - 1] + column - 1 + length, rule)
        for line, column, length, rule, _ in findings
    )


class Result:
    """One record, judged."""

    def __init__(self, record, findings, output, again):
        text = record.text
        self.record, self.output = record, output
        self.findings = places(text, findings)
        gone = bytearray(len(text))
        for a, b, _ in self.findings:
            gone[a:b] = b"\1" * (b - a)
        if b"[WITHHELD:" in output and b"[WITHHELD:" not in text:
            gone[:] = b"\1" * len(text)
            self.withheld = True
        else:
            self.withheld = False
        free = bytearray(len(text))
        values = {}
        for a, b, ident in record.spans:
            free[a:b] = b"\1" * (b - a)
            if ident is None:
                continue
            left = any(not gone[i] and (chr(text[i]).isalnum() or text[i] > 127) for i in range(a, b))
            key = (ident, text[a:b])
            values[key] = values.get(key, True) and not left and not self.withheld
        self.values = values
        self.false = sum(1 for g, f in zip(gone, free) if g and not f)
        self.removed = sum(gone)
        self.broken = not self.withheld and not (
            self.is_applied() and parses(record.parse, text, output)
        )
        self.again, self.unstable = again, again != output
        self.false_findings = [(a, b, rule) for a, b, rule in self.findings if not any(free[a:b])]

    def is_applied(self):
        """Labels and their quotes are short: what is longer was to be removed, and is there again."""
        written = len(self.output) - (len(self.record.text) - self.removed)
        return written <= LABEL_MAX * len(self.findings)


def parses(kind, before, after):
    if not kind:
        return True
    try:
        if kind == "json":
            json.loads(before.decode())
        elif kind == "xml":
            xml.etree.ElementTree.fromstring(before)
    except Exception:
        return True
    try:
        if kind == "json":
            return shape(json.loads(before.decode())) == shape(json.loads(after.decode()))
        if kind == "xml":
            xml.etree.ElementTree.fromstring(after)
        elif kind == "hl7":
            return [s.count(b"|") for s in segments(before)] == [s.count(b"|") for s in segments(after)]
        elif kind == "x12":
            return before.count(b"*") == after.count(b"*") and before.count(b"~") == after.count(b"~")
        return True
    except Exception:
        return False


def segments(text):
    return re.split(rb"\r\n|\r|\n|\\r|\\x0d", text)


def shape(value):
    """What of a JSON text must stay: its keys and lists."""
    if isinstance(value, dict):
        return {k: shape(v) for k, v in value.items()}
    if isinstance(value, list):
        return [shape(v) for v in value]
    return None


def judge(program, records, options):
    with tempfile.TemporaryDirectory(prefix="phisieve-score-") as folder:
        names = ["%06d" % i for i in range(len(records))]
        for name, r in zip(names, records):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(r.text)
        found = scan(program, folder, names, options)
        once = filtered(program, folder, names, options)
        for name, text in zip(names, once):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(text)
        twice = filtered(program, folder, names, options)
    assert len(once) == len(names) == len(twice)
    return [Result(r, found[n], o, t) for r, n, o, t in zip(records, names, once, twice)]


# ---- figures
class Tally:
    def __init__(self):
        self.records = self.values = self.found = self.false = self.removed = self.broken = self.unstable = (
            self.withheld
        ) = 0
        self.bytes = self.false_findings = 0

    def add(self, r):
        self.records += 1
        self.values += len(r.values)
        self.found += sum(r.values.values())
        self.false += r.false
        self.removed += r.removed
        self.broken += r.broken
        self.unstable += r.unstable
        self.withheld += r.withheld
        self.bytes += len(r.record.text)
        self.false_findings += len(r.false_findings)

    def figures(self):
        return {
            "records": self.records,
            "values": self.values,
            "recall": percent(self.found, self.values),
            "false": percent(self.false, self.removed),
            "broken": self.broken,
            "unstable": self.unstable,
            "withheld": self.withheld,
            "bytes": self.bytes,
            "false_findings": self.false_findings,
            "false_per_mb": round(self.false_findings * 1e6 / self.bytes, 2) if self.bytes else 0.0,
        }


def percent(part, whole):
    return round(100.0 * part / whole, 2) if whole else None


def family(form):
    return "-".join(form.split("-")[:2]) if form.startswith("clean-") else form.split("-")[0]


def tally(results, of):
    table = collections.defaultdict(Tally)
    for r in results:
        table[of(r.record)].add(r)
    return {name: t.figures() for name, t in sorted(table.items())}


def idents(results):
    table = collections.defaultdict(lambda: [0, 0])
    for r in results:
        for (ident, _), found in r.values.items():
            table[ident][0] += 1
            table[ident][1] += found
    return {name: {"values": n, "recall": percent(f, n)} for name, (n, f) in sorted(table.items())}


def total(results):
    t = Tally()
    for r in results:
        t.add(r)
    return t.figures()


def is_clean(record):
    return record.form.startswith("clean-")


def measure(program, options):
    dev = judge(program, list(corpus.everything("dev")), options)
    held = judge(program, list(corpus.everything("held")), options)
    phi = [r for r in dev if not is_clean(r.record)]
    real = judge(program, list(corpus.real_logs()), options)
    for r in real:  # clients' addresses and mail stand there indeed
        r.false_findings = [f for f in r.false_findings if f[2] not in ("ip.client", "email")]
    figures = {
        "forms": tally(phi, lambda r: r.form),
        "families": tally(phi, lambda r: family(r.form)),
        "identifiers": idents(phi),
        "clean": tally([r for r in dev if is_clean(r.record)], lambda r: family(r.form)),
        "dev": total(phi),
        "dev_clean": total([r for r in dev if is_clean(r.record)]),
        "held": total([r for r in held if not is_clean(r.record)]),
        "held_clean": total([r for r in held if is_clean(r.record)]),
        "real": tally(real, lambda r: r.id),
    }
    return figures


HEAD = "%-28s %7s %7s %8s %7s %7s %9s" % (
    "",
    "records",
    "values",
    "recall %",
    "false %",
    "broken",
    "unstable",
)


def row(name, f):
    print(
        "%-28s %7d %7d %8s %7s %7d %9d%s"
        % (
            name,
            f["records"],
            f["values"],
            f["recall"],
            f["false"],
            f["broken"],
            f["unstable"],
            "  withheld %d" % f["withheld"] if f["withheld"] else "",
        )
    )


def clean_row(name, f):
    print(
        "%-28s %7d %9d bytes %6d false, %8s per MB%s%s"
        % (
            name,
            f["records"],
            f["bytes"],
            f["false_findings"],
            f["false_per_mb"],
            "  broken %d" % f["broken"] if f["broken"] else "",
            "  withheld %d" % f["withheld"] if f["withheld"] else "",
        )
    )


def show(figures, all_forms):
    print(HEAD)
    for name, f in figures["forms" if all_forms else "families"].items():
        row(name, f)
    print("\n%-28s %7s %8s" % ("identifier", "values", "recall %"))
    for name, f in figures["identifiers"].items():
        print("%-28s %7d %8s" % (name, f["values"], f["recall"]))
    print("\nwithout PHI")
    for name, f in figures["clean"].items():
        clean_row(name, f)
    print("\n" + HEAD)
    row("dev", figures["dev"])
    row("held out", figures["held"])
    clean_row("dev, without PHI", figures["dev_clean"])
    clean_row("held out, without PHI", figures["held_clean"])
    for name, f in figures["real"].items():
        clean_row(name, f)


# ---- for developers
def shown(r, pieces):
    text = r.record.text.decode("utf-8", "replace")
    print(
        "%s\n  in   %s\n  out  %s"
        % (
            r.record.id,
            text.replace("\n", "\n       "),
            r.output.decode("utf-8", "replace").replace("\n", "\n       "),
        )
    )
    for piece in pieces:
        print("  " + piece)


def matching(results, pattern):
    return [r for r in results if re.fullmatch(pattern + ".*", r.record.form)]


def list_misses(results, pattern, ident=""):
    for r in matching(results, pattern):
        left = [
            "left %s %s" % (i, v.decode("utf-8", "replace"))
            for (i, v), found in r.values.items()
            if not found and i.startswith(ident)
        ]
        if left or (not ident and (r.broken or r.withheld)):
            shown(r, left + ["broken"] * r.broken + ["withheld"] * r.withheld)


def list_false(results, pattern):
    for r in matching(results, pattern):
        if r.false:
            marked = [False] * len(r.record.text)
            for a, b, _ in r.record.spans:
                marked[a:b] = [True] * (b - a)
            shown(
                r,
                [
                    "false %s %s" % (rule, r.record.text[a:b].decode("utf-8", "replace"))
                    for a, b, rule in r.findings
                    if not all(marked[a:b])
                ],
            )


def list_unsound(results):
    """Outputs that no longer parse, and those that a second pass changes (both of them)."""
    for r in results:
        if r.broken:
            shown(r, ["broken"])
        if r.unstable:
            again = r.again.decode("utf-8", "replace").replace("\n", "\n       ")
            shown(r, ["again  " + again])


# ---- gate
TOLERANCE = {"recall": 0.3, "false": 0.3, "false_per_mb": 0.5}


def worse(now, was, name, problems):
    if was.get("recall") is not None and (now["recall"] or 0) < was["recall"] - TOLERANCE["recall"]:
        problems.append("%s: recall %s, was %s" % (name, now["recall"], was["recall"]))
    if was.get("false") is not None and (now["false"] or 0) > was["false"] + TOLERANCE["false"]:
        problems.append("%s: false %s %%, was %s" % (name, now["false"], was["false"]))
    for count in ("broken", "unstable", "withheld"):
        if now.get(count, 0) > was.get(count, 0):
            problems.append("%s: %s %d, was %d" % (name, count, now[count], was[count]))


def compare(figures, baseline):
    problems = []
    for table in ("families", "identifiers"):
        for name, was in baseline[table].items():
            if name in figures[table]:
                worse(figures[table][name], was, name, problems)
            else:
                problems.append("%s: no longer measured" % name)
    for name, f in figures["real"].items():
        if f["false_findings"]:
            problems.append("%s: %d false redactions" % (name, f["false_findings"]))
    for name in ("dev", "held"):
        worse(figures[name], baseline[name], name, problems)
    for name in ("dev_clean", "held_clean"):
        if figures[name]["false_per_mb"] > baseline[name]["false_per_mb"] + TOLERANCE["false_per_mb"]:
            problems.append(
                "%s: %s false redactions per MB, was %s"
                % (name, figures[name]["false_per_mb"], baseline[name]["false_per_mb"])
            )
    return problems


def kept(figures):
    """What a baseline holds: not the counts, which follow from the generator."""
    short = lambda f: {k: f[k] for k in ("recall", "false", "broken", "unstable", "withheld") if k in f}
    out = {
        table: {name: short(f) for name, f in figures[table].items()} for table in ("families", "identifiers")
    }
    out.update({name: short(figures[name]) for name in ("dev", "held")})
    out.update(
        {name: {"false_per_mb": figures[name]["false_per_mb"]} for name in ("dev_clean", "held_clean")}
    )
    return out


def save(file, value):
    with open(file, "w", encoding="utf-8") as out:
        json.dump(value, out, indent=1, sort_keys=True)
        out.write("\n")


def print_records(pattern):
    for r in corpus.everything("dev"):
        if re.fullmatch(pattern + ".*", r.form):
            print("-- %s\n%s" % (r.id, r.text.decode("utf-8", "replace")))


def write_records(file):
    with open(file, "w", encoding="utf-8") as out:
        for r in corpus.everything("dev"):
            spans = [{"from": a, "to": b, "cat": ident} for a, b, ident in r.spans]
            out.write(
                json.dumps(
                    {
                        "id": r.id,
                        "form": r.form,
                        "part": r.part,
                        "text": r.text.decode("utf-8", "replace"),
                        "spans": spans,
                    },
                    ensure_ascii=False,
                )
                + "\n"
            )


def run(a, program, options):
    pattern = a.misses or a.false_of or a.unsound
    if pattern:
        parts = ("dev", "held") if a.unsound else ("dev",)  # a promise holds everywhere
        records = [r for part in parts for r in corpus.everything(part)]
        results = judge(program, [r for r in records if re.fullmatch(pattern + ".*", r.form)], options)
        if a.unsound:
            list_unsound(results)
        elif a.misses:
            list_misses(results, pattern, a.ident)
        else:
            list_false(results, pattern)
        return 0
    figures = measure(program, options)
    show(figures, a.all_forms)
    if a.json:
        save(a.json, figures)
    if a.write_baseline:
        save(a.write_baseline, kept(figures))
    problems = []
    if a.baseline:
        with open(a.baseline, encoding="utf-8") as file:
            problems = compare(figures, json.load(file))
    for problem in problems:
        print("worse: " + problem)
    return 1 if problems else 0


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("program", nargs="?")
    p.add_argument("--profile")
    p.add_argument("--all-forms", action="store_true")
    p.add_argument("--misses", metavar="FORM")
    p.add_argument("--ident", default="", help="with --misses: only this identifier")
    p.add_argument("--false", metavar="FORM", dest="false_of")
    p.add_argument("--unsound", metavar="FORM")
    p.add_argument("--json", metavar="FILE")
    p.add_argument("--baseline", metavar="FILE")
    p.add_argument("--write-baseline", metavar="FILE")
    p.add_argument("--print", metavar="FORM", dest="printed")
    p.add_argument("--jsonl", metavar="FILE")
    a = p.parse_args()
    if a.printed:
        print_records(a.printed)
    elif a.jsonl:
        write_records(a.jsonl)
    elif not a.program:
        p.error("which program?")
    else:
        return run(a, os.path.abspath(a.program), ["--profile", a.profile] if a.profile else [])
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
