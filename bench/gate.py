#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Instructions a byte against the best committed figure.

    gate.py PHISIEVE            fails when a figure is more than 2 % over bench/baseline.json
    gate.py PHISIEVE --write    lowers the figures there that have become better; never raises one
    gate.py PHISIEVE --anew     writes all figures: for a new corpus, or a loss that is wanted

The corpus is made by corpus.gate_text() and never changes; its digest stands in the baseline. Small
losses cannot add up: each is held against the best figure there was."""

import argparse
import hashlib
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import callgrind  # noqa: E402
import corpus  # noqa: E402

BASELINE = os.path.join(HERE, "baseline.json")
SLACK = 1.02
KNOWN_TIMES = 8  # a log of several megabytes, most lines of which have been seen before


def measured(program):
    command = [program, "--quiet", "--threads", "1"]
    mixed, clean = corpus.gate_texts()
    with tempfile.TemporaryDirectory(prefix="phisieve-gate-") as scratch:
        of_mixed, start = callgrind.of_process(command, mixed, scratch)
        of_clean, _ = callgrind.of_process(command, clean, scratch, start=start)
        of_known, _ = callgrind.of_process(command, mixed * KNOWN_TIMES, scratch, start=start)
    return {
        "corpus": hashlib.sha256(mixed + clean).hexdigest(),
        "instructions_per_byte": {"mixed": round(of_mixed, 2), "clean": round(of_clean, 2),
                                  "known": round(of_known, 2)},
        "start_instructions": start,
    }


def compare(now, best):
    """Lines of what is worse."""
    if now["corpus"] != best["corpus"]:
        return ["the corpus is another one: if that is wanted, write the figures anew (--anew)"]
    pairs = [(name, now["instructions_per_byte"][name], was) for name, was in best["instructions_per_byte"].items()]
    pairs.append(("start", now["start_instructions"], best["start_instructions"]))
    return ["%s: %s, at best %s: %+.1f %%" % (name, value, was, 100.0 * (value / was - 1))
            for name, value, was in pairs if value > was * SLACK]


def lowered(now, best):
    least = {name: min(value, best["instructions_per_byte"].get(name, value))
             for name, value in now["instructions_per_byte"].items()}
    return {**now, "instructions_per_byte": least,
            "start_instructions": min(now["start_instructions"], best["start_instructions"])}


def save(figures):
    with open(BASELINE, "w", encoding="ascii") as file:
        file.write(json.dumps(figures, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("phisieve")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--anew", action="store_true")
    arguments = parser.parse_args()
    now = measured(os.path.abspath(arguments.phisieve))
    print("instructions a byte: mixed %(mixed)s, clean %(clean)s, known %(known)s" % now["instructions_per_byte"], end="")
    print("; start: %.1f million" % (now["start_instructions"] / 1e6))
    if arguments.anew:
        return save(now)
    with open(BASELINE, encoding="ascii") as file:
        best = json.load(file)
    problems = compare(now, best)
    if problems:
        sys.exit("GATE FAILED: " + "; ".join(problems))
    if arguments.write:
        save(lowered(now, best))
    print("GATE PASSED")


if __name__ == "__main__":
    main()
