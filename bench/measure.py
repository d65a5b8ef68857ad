# SPDX-License-Identifier: Apache-2.0
"""Interleaved runs, so that what the machine does meanwhile meets all engines alike."""

import os
import statistics

MB = 1_000_000


def beginning(file, size):
    """The first so many bytes of a log, as a file of its own, of whole lines if it has any; the log itself
    when it is no longer."""
    if os.path.getsize(file) <= size * 1.1:
        return file
    part = "%s.%d" % (file, size)
    if not os.path.exists(part) or os.path.getmtime(part) < os.path.getmtime(file):
        with open(file, "rb") as whole:
            text = whole.read(size)
        with open(part, "wb") as out:
            out.write(text[: text.rfind(b"\n") + 1] or text)
    return part


class Speed:
    """Of an engine on one log. `cpu` is user and system time: on an idle machine the same as the wall
    for all that run on one thread, and not moved by what else a busy one does."""

    def __init__(self, size):
        self.bytes = size
        self.runs = []

    def seconds(self, clock):
        return statistics.median(r[clock] for r in self.runs)

    def mbs(self, clock="cpu"):
        return self.bytes / 1e6 / max(self.seconds(clock), 1e-6)

    def spread(self, clock="cpu"):
        """(slowest - fastest) / median, in percent."""
        all_of_them = [r[clock] for r in self.runs]
        return 100.0 * (max(all_of_them) - min(all_of_them)) / max(self.seconds(clock), 1e-6)

    def rss(self):
        return max(r["rss_kib"] for r in self.runs) / 1024.0

    def figures(self):
        return {
            "bytes": self.bytes,
            "runs": self.runs,
            "mb_per_cpu_second": round(self.mbs(), 1),
            "mb_per_second": round(self.mbs("wall"), 1),
            "spread_percent": round(self.spread(), 1),
            "rss_mib": round(self.rss(), 1),
        }


def fitting(bench, engine, file, seconds):
    """The beginning of the log that the engine gets through in about so many seconds."""
    if engine.most:
        return beginning(file, engine.most)
    probe = beginning(file, 2 * MB)
    took = bench.run(engine, probe)["wall"]
    for size in (os.path.getsize(file), 128 * MB, 64 * MB, 32 * MB, 16 * MB, 8 * MB, 4 * MB):
        if took * size / os.path.getsize(probe) <= seconds:
            return beginning(file, size)
    return probe


def interleave(bench, engines, file, rounds, seconds, say):
    """{name: Speed}. An engine that fails says so and is left out."""
    files, speeds = {}, {}
    for engine in engines:
        try:
            files[engine.name] = fitting(bench, engine, file, seconds)
            speeds[engine.name] = Speed(os.path.getsize(files[engine.name]))
        except (RuntimeError, ValueError) as problem:
            say("%s: not measured: %s" % (engine.name, problem))
    for _ in range(rounds):
        for engine in engines:
            if engine.name in speeds:
                speeds[engine.name].runs.append(bench.run(engine, files[engine.name]))
    return speeds
