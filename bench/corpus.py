#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench's logs, seeded: the same bytes wherever it runs.

    corpus.py FOLDER [--quick] [--megabytes N]     makes all of them, or those of a quick run

A few thousand different records are made, then drawn from at random until a file is long enough; each
that is drawn gets a time and ids of its own (fresh.py).
The first SAMPLE bytes of each log are kept a second time together with their truth: where each value
stands, in bytes. Records come from loglines.py and from the generators of tests/score."""

import argparse
import collections
import hashlib
import importlib.util
import itertools
import json
import os
import random
import re

import adversarial
import fresh
import loglines

import marks
import values

HERE = os.path.dirname(os.path.abspath(__file__))
SCORE = os.path.join(os.path.dirname(HERE), "tests", "score")
SEED = "phisieve bench 1"
SAMPLE = 2_000_000
ADVERSARIAL = 8 << 20
TAILS = ("", ".8th", ".64th")  # also in parts, for the growth
EACH = 12  # records of each form of tests/score
DRAWN, BLOCK = 8_000_000, 500_000
GATE = 600_000  # each of two
KNOWN = 4000  # lines
HEX = re.compile(b"%s|%s" % (fresh.UUID, fresh.ID))

# Megabytes. In a quick run a filter gets the beginning of a log that it reads in a second; only the logs
# that it measures are made.
FULL = {"mixed": 256, "clean": 256, "dense": 32, "hl7": 32, "json": 32, "traces": 32, "known": 64}
QUICK = {"mixed": 32, "clean": 32, "dense": 8, "hl7": 16, "known": 64}

Record = collections.namedtuple("Record", "text spans")  # spans: (from, to, 1 must go / 0 may go)


def record(marked):
    text, spans = marks.strip(marked)
    return Record(text + b"\n", [(a, b, int(ident is not None)) for a, b, ident in spans])


def maker(what):
    return loglines.Maker(values.Values(random.Random(SEED + what), "dev"))


def made(templates, count, what):
    m = maker(what)
    return [record(m.rng.choice(templates)(m)) for _ in range(count)]


def score_records():
    """Those of tests/score, whose module of the same name as this one needs another name here."""
    spec = importlib.util.spec_from_file_location("score_corpus", os.path.join(SCORE, "corpus.py"))
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    own = (score.health_hl7, score.health_x12, score.health_fhir, score.data, score.lines)
    clean = (score.health_hl7.CLEAN, score.lines.CLEAN, score.clean.CLEAN)
    for r in itertools.chain(
        score.grid_records("dev", EACH, False),
        score.grid_records("dev", EACH // 2, True),
        score.own_records("dev", EACH, *(module.FORMS for module in own)),
        score.own_records("dev", 2 * EACH, *clean),
        score.said_records("dev", 3, False),
    ):
        yield r.form, Record(r.text + b"\n", [(a, b, int(ident is not None)) for a, b, ident in r.spans])


def one_line(r):
    return r.text.count(b"\n") == 1


def has_phi(r):
    return any(core for _, _, core in r.spans)


class Pools:
    """Different records by kind. `hard` is tests/score's view of the world: every form there is."""

    def __init__(self):
        hard = list(score_records())
        self.clean = made(loglines.CLEAN, 8000, "clean")
        self.hard_clean = [r for form, r in hard if form.startswith("clean-") and one_line(r) and not r.spans]
        self.phi = made(loglines.PHI, 2000, "phi")
        self.hard_phi = [r for form, r in hard if not form.startswith("clean-") and one_line(r) and has_phi(r)]
        self.hl7 = [r for form, r in hard if form.startswith(("hl7-", "clean-hl7"))]
        self.json = [r for form, r in hard if form.startswith(("json", "fhir", "access-json", "clean-json", "graphql"))]
        self.json += [r for r in self.clean if r.text.startswith(b"{")] + [r for r in self.phi if b"{" in r.text[:1]]
        self.traces = made(loglines.TRACES, 1000, "traces")
        self.phi_traces = made(loglines.PHI_TRACES, 300, "phi traces")

    def mixes(self):
        """name -> [(share of the records, pool)]"""
        return {
            "mixed": [(0.94, self.clean), (0.03, self.hard_clean), (0.02, self.phi), (0.01, self.hard_phi)],
            "clean": [(0.97, self.clean), (0.03, self.hard_clean)],
            "dense": [(0.6, self.phi), (0.4, self.hard_phi)],
            "hl7": [(0.7, self.hl7), (0.3, self.clean)],
            "json": [(1.0, self.json)],
            "traces": [(0.3, self.traces), (0.05, self.phi_traces), (0.65, self.clean)],
        }


def drawn(mix, size, what):
    """Records of the pools in their shares, at random, until they are `size` bytes."""
    rng = random.Random(SEED + "draw " + what)
    edges, total = [], 0.0
    for share, pool in mix:
        total += share
        edges.append((total, pool))
    length = 0
    while length < size:
        x = rng.random() * total
        pool = next(p for edge, p in edges if x <= edge)
        r = pool[int(rng.random() * len(pool))]
        length += len(r.text)
        yield r


def write_log(folder, name, mix, size):
    """A part is drawn record by record, the rest are its blocks, shuffled: faster."""
    sample, spans, blocks, block = bytearray(), [], [], bytearray()
    renewed = fresh.Fresh(random.Random(SEED + "fresh " + name))
    for r in drawn(mix, min(size, DRAWN), name):
        text = renewed.text(r.text, r.spans)
        if len(sample) < SAMPLE:
            spans += [(len(sample) + a, len(sample) + b, core) for a, b, core in r.spans]
            sample += text
        block += text
        if len(block) >= BLOCK:
            blocks.append(bytes(block))
            block.clear()
    rng = random.Random(SEED + "blocks " + name)
    with open(os.path.join(folder, name + ".log"), "wb") as file:
        file.write(b"".join(blocks + [block]))
        while file.tell() < size:
            file.write(renewed.lines(rng.choice(blocks)))
    write_sample(folder, name, bytes(sample), spans)
    return bytes(sample)


def known_lines(text):
    """Some thousand different lines that can be known: of those with hexadecimal ids none comes again."""
    lines = dict.fromkeys(line for line in text.splitlines(keepends=True) if not HEX.search(line))
    return list(lines)[:KNOWN]


def write_known(folder, size):
    """Lines of the clean log, again and again, to the byte: all but the first of each have been seen."""
    with open(os.path.join(folder, "clean.sample.log"), "rb") as file:
        lines = known_lines(file.read())
    count = size * len(lines) // sum(map(len, lines)) + 1
    text = b"".join(random.Random(SEED + "known").choices(lines, k=count))
    with open(os.path.join(folder, "known.log"), "wb") as file:
        file.write(text)
    write_sample(folder, "known", text[: text.rfind(b"\n", 0, SAMPLE) + 1], [])


def write_sample(folder, name, text, spans):
    with open(os.path.join(folder, name + ".sample.log"), "wb") as file:
        file.write(text)
    with open(os.path.join(folder, name + ".sample.json"), "w", encoding="ascii") as file:
        json.dump(spans, file)


def write_adversarial(folder, mixed):
    about = {}
    for name, make in adversarial.ALL.items():
        file = name.replace(" ", "-")
        for i, tail in enumerate(TAILS):
            text, stands_for = make(random.Random(SEED + name), ADVERSARIAL // 8**i, mixed)
            with open(os.path.join(folder, "adversarial-%s%s.log" % (file, tail)), "wb") as out:
                out.write(text)
            about[file + tail] = {"bytes": len(text), "stands_for": stands_for}
    return about


def write_real(folder, real, size):
    """Real logs without PHI, one after the other, again and again."""
    names = sorted(n for n in os.listdir(real) if n.endswith(".log"))
    texts = []
    for name in names:
        with open(os.path.join(real, name), "rb") as file:
            texts.append(file.read().rstrip(b"\n") + b"\n")
    text = b"".join(texts)
    if not text:
        return
    with open(os.path.join(folder, "real.log"), "wb") as out:
        for _ in range(size // len(text) + 1):
            out.write(text)
    write_sample(folder, "real", text[: text.rfind(b"\n", 0, SAMPLE) + 1], [])


def gate_texts():
    """(mixed, clean), small and of loglines.py alone, so that new forms in tests/score do not move
    the gate."""
    clean, phi = made(loglines.CLEAN, 4000, "gate clean"), made(loglines.PHI, 1000, "gate phi")
    mixes = ("gate mixed", [(0.97, clean), (0.03, phi)]), ("gate clean", [(1, clean)])
    return tuple(b"".join(r.text for r in drawn(mix, GATE, name)) for name, mix in mixes)


def digest_of_sources():
    digest = hashlib.sha256(SEED.encode())
    for folder in (HERE, SCORE):
        for name in sorted(os.listdir(folder)):
            if name.endswith((".py", ".txt")) and (folder == SCORE or name in SOURCES):
                with open(os.path.join(folder, name), "rb") as file:
                    digest.update(file.read())
    return digest.hexdigest()


SOURCES = ("corpus.py", "loglines.py", "adversarial.py", "fresh.py")


def sizes(quick, megabytes=None):
    """{log: megabytes}; `megabytes` of the mixed and the clean one, the others in proportion."""
    usual = QUICK if quick else FULL
    return {log: max(1, usual[log] * megabytes // usual["mixed"]) if megabytes else usual[log] for log in usual}


def ensure(folder, megabytes, real=None):
    """Makes what is not there, or was made by other sources or in another size; returns what it is.
    megabytes: {log: its size}, of at least mixed; known needs clean."""
    want = {"digest": digest_of_sources(), "megabytes": megabytes, "real": real or ""}
    about_file = os.path.join(folder, "about.json")
    try:
        with open(about_file, encoding="ascii") as file:
            about = json.load(file)
        if {k: about.get(k) for k in want} == want:
            return about
    except (OSError, ValueError):
        pass
    os.makedirs(folder, exist_ok=True)
    pools = Pools()
    for name, mix in pools.mixes().items():
        if name not in megabytes:
            continue
        text = write_log(folder, name, mix, megabytes[name] * 1_000_000)
        if name == "mixed":
            want["adversarial"] = write_adversarial(folder, text)
    if "known" in megabytes:
        write_known(folder, megabytes["known"] * 1_000_000)
    if real:
        write_real(folder, real, megabytes["mixed"] * 1_000_000 // 8)
    with open(about_file, "w", encoding="ascii") as file:
        json.dump(want, file, indent=1)
    return want


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--megabytes", type=int)
    parser.add_argument("--real", default=os.environ.get("PHISIEVE_LOGHUB"))
    arguments = parser.parse_args()
    ensure(arguments.folder, sizes(arguments.quick, arguments.megabytes), arguments.real)


if __name__ == "__main__":
    main()
