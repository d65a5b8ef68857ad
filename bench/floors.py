# SPDX-License-Identifier: Apache-2.0
"""What no change of ours to the rest can pass, measured in the same run: our two lenses alone, and two
separate processes. A target above such a floor says so in its note; neither target nor verdict moves."""

import concurrent.futures
import statistics
import time

NAMES = {
    "words": "our keyword lens alone does",
    "digits": "our digits lens alone does",
    "both": "both our lenses, one after the other, do",
}


def of_log(speeds):
    """{name: MB/s} of the floors that were measured on this log; speeds: {engine: Speed}."""
    found = {name: speeds[name].mbs() for name in ("words", "digits") if speeds.get(name)}
    if len(found) == 2:
        found["both"] = 1 / sum(1 / mbs for mbs in found.values())
    return found


def passed_by(target, floors):
    """The name of a floor that is slower than the target, in MB/s: the slower lens, which says most, or both
    where either alone is fast enough. None if none is slower."""
    lenses = [name for name in floors if name != "both" and floors[name] < target]
    if lenses:
        return min(lenses, key=floors.get)
    return "both" if floors.get("both", target) < target else None


def words(how, target, floors):
    """'; 20 times is 368: our keyword lens alone does 224', or nothing when the target is below the floors.
    how: what stands for the target, '20 times'; empty where the target is itself in MB/s."""
    name = passed_by(target, floors)
    if not name:
        return ""
    return "; %s%s %.0f" % ("%s is %.0f: " % (how, target) if how else "", NAMES[name], floors[name])


def left_by_both(floors):
    """Percent of the keyword lens's speed that is left when the digits lens runs, too; None: not measured."""
    return 100 * floors["both"] / floors["words"] if "both" in floors else None


def side_by_side(bench, file, rounds=3):
    """How many times as much two separate processes get through at once as one by itself: what cores, memory
    and neighbours of this machine allow two threads. By the wall clock, interleaved, of the medians."""
    command = bench.filter("--threads", "1")

    def wall(count):
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            began = time.monotonic()
            list(pool.map(lambda _: bench.process(command, file), range(count)))
            return time.monotonic() - began

    took = [(wall(1), wall(2)) for _ in range(rounds)]
    one, two = (statistics.median(t[i] for t in took) for i in (0, 1))
    return 2 * one / two
