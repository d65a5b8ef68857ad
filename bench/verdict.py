# SPDX-License-Identifier: Apache-2.0
"""How right an engine is: what it took away, against the truth of a sample.

A value counts as found when no letter or digit of it is left. False are characters that were taken
although no value stood there."""

import json
import os
import re


def gone_by_places(size, places):
    """`places`: bytes, lines of "from to"."""
    gone = bytearray(size)
    for line in places.splitlines():
        a, b = map(int, line.split())
        gone[a:b] = b"\1" * (b - a)
    return gone


def gone_in_line(before, after, placeholder):
    """What of a line its clean form lacks: the pieces between placeholders are looked for in order."""
    parts = re.split(placeholder, after)
    pieces, marks = parts[::2], parts[1::2]
    gone = bytearray(len(before))
    if len(pieces) == 1:
        return gone if before == after else None
    if not before.startswith(pieces[0]) or not before.endswith(pieces[-1]):
        return None
    at, end = len(pieces[0]), len(before) - len(pieces[-1])
    for i, mark in enumerate(marks):
        last = i == len(marks) - 1
        if before.startswith(mark + pieces[i + 1], at):
            to = at + len(mark)  # it stood there before
        elif last:
            to = end
        else:
            to = before.find(pieces[i + 1], at + 1)
        if to < at or to > end:
            return None
        if before[at:to] != mark:
            gone[at:to] = b"\1" * (to - at)
        at = end if last else to + len(pieces[i + 1])
    return gone


def gone_by_output(text, output, placeholder):
    """Where lines cannot be laid beside each other, all of a line counts as gone."""
    before, after = text.split(b"\n"), output.split(b"\n")
    if len(after) == len(before) + 1 and not after[-1]:
        after.pop()
    if len(before) != len(after):
        raise RuntimeError("%d lines went in, %d came out" % (len(before), len(after)))
    out, lost = bytearray(), 0
    for a, b in zip(before, after):
        gone = bytearray(len(a)) if a == b else gone_in_line(a, b, placeholder)
        if gone is None:
            gone, lost = bytearray(b"\1" * len(a)), lost + 1
        out += gone + b"\0"
    return out[:-1], lost


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
    if engine.kind == "scan":  # Hyperscan does not say where a match begins; PCRE2 does, of the same patterns
        bench.inside("pcre2", sample, engine.places, 1, out)
    else:
        bench.run(engine, sample, out)
    with open(out, "rb") as file:
        output = file.read()
    if engine.kind == "scan":
        return judge(text, spans, gone_by_places(len(text), output))
    gone, lost = gone_by_output(text, output, engine.places)
    return {**judge(text, spans, gone), "lines_lost": lost}
