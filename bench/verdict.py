# SPDX-License-Identifier: Apache-2.0
"""How right an engine is: what it took away, against the truth of a sample.

A value counts as found when no letter or digit of it is left. False are characters that were taken
although no value stood there."""

import json
import os
import re

import measure


def gone_by_places(size, places):
    """`places`: bytes, lines of "from to"."""
    gone = bytearray(size)
    for line in places.splitlines():
        a, b = map(int, line.split())
        gone[a:b] = b"\1" * (b - a)
    return gone


def places_in_order(before, pieces):
    """[(from, to)] of the pieces in the line, each behind the one before; stops where one is missing."""
    places, at = [], 0
    for i, piece in enumerate(pieces):
        found = before.find(piece, at + (i > 0)) if i else (0 if before.startswith(piece) else -1)
        if found < 0:
            break
        at = found + len(piece)
        places.append((found, at))
    return places


def gone_in_line(before, after, placeholder):
    """What of a line its clean form lacks: the pieces between placeholders are looked for in order, and
    where one cannot be found, in order from the end. What no piece covers is gone."""
    pieces = re.split(placeholder, after)[::2]
    marks = [m.span() for m in re.finditer(placeholder, before)]
    gone = bytearray(b"\1" * len(before))
    places = places_in_order(before, pieces[:-1])
    if len(places) == len(pieces) - 1 and before.endswith(pieces[-1]):
        places.append((max(len(before) - len(pieces[-1]), places[-1][1] if places else 0), len(before)))
    else:
        backward = places_in_order(before[::-1], [p[::-1] for p in pieces[: len(places) : -1]])
        end = places[-1][1] if places else 0
        places += [(len(before) - b, len(before) - a) for a, b in backward if len(before) - b >= end]
    for a, b in places + marks:  # a placeholder that stood there before has not gone
        gone[a:b] = bytes(b - a)
    return gone


def gone_by_output(text, output, placeholder):
    before, after = text.split(b"\n"), output.split(b"\n")
    if len(before) != len(after):
        raise RuntimeError("%d lines went in, %d came out" % (len(before), len(after)))
    out = bytearray()
    for a, b in zip(before, after):
        out += (bytearray(len(a)) if a == b else gone_in_line(a, b, placeholder)) + b"\0"
    return out[:-1]


def judge(text, spans, gone):
    alnum = bytes(1 if chr(c).isalnum() or c > 127 else 0 for c in range(256))
    free = bytearray(len(text))
    values = found = chars = chars_found = 0
    for a, b, core in spans:
        free[a:b] = b"\1" * (b - a)
        if not core:
            continue
        inside = [gone[i] for i in range(a, b) if alnum[text[i]]]
        values += 1
        found += all(inside)
        chars += len(inside)
        chars_found += sum(inside)
    number = lambda ones: int.from_bytes(ones, "big")
    removed = gone.count(1)
    false = (number(gone) & ~number(free)).bit_count()
    share = lambda part, whole: round(100.0 * part / whole, 2) if whole else None
    return {
        "values": values,
        "found": found,
        "recall": share(found, values),
        "recall_chars": share(chars_found, chars),
        "removed": removed,
        "false_chars": false,
        "false_share": share(false, removed),
        "false_per_mb": round(false * 1e6 / len(text)) if text else 0,
    }


def of(bench, engine, folder, log, scratch):
    """The verdict on an engine over the sample of a log; None for what finds nothing by design."""
    if engine.kind == "floor":
        return None
    sample, out = os.path.join(folder, log + ".sample.log"), os.path.join(scratch, "verdict")
    with open(sample, "rb") as file:
        text = file.read()
    with open(os.path.join(folder, log + ".sample.json"), encoding="ascii") as file:
        spans = json.load(file)
    if engine.most:
        sample = measure.beginning(sample, engine.most)
        text = text[: os.path.getsize(sample)]
        spans = [s for s in spans if s[1] <= len(text)]
    if engine.kind == "scan":  # Hyperscan does not say where a match begins; PCRE2 does, of the same patterns
        bench.inside("pcre2", sample, engine.places, 1, out)
    else:
        bench.run(engine, sample, out)
    with open(out, "rb") as file:
        output = file.read()
    if engine.kind == "scan":
        return judge(text, spans, gone_by_places(len(text), output))
    return judge(text, spans, gone_by_output(text, output, engine.places))
