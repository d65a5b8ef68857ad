#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench of the Kafka sidecar: against a loop that does nothing but carry records over.

    kafka_rows.py [--quick] [--only mixed,clean,latency]

One real broker for all of it; loop and sidecar run in turn, each with a fresh group and a fresh target,
and the median of their pairs counts. Told in docs/performance.md."""

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(SOURCE, "tests", "score"), os.path.join(SOURCE, "tests", "kafka")]
import corpus  # noqa: E402
import report  # noqa: E402
import rows  # noqa: E402

SIZE, PARTITIONS = 300, 4
MODES = ("exactly-once", "at-least-once")
RATIO, LATENCY_MS, RATE = 0.85, 5.0, 20000
# What the settings allow librdkafka to hold (docs/kafka.md), and the batches of two workers twice.
BUDGET = (32768 + 65536) * 1024
BATCH = 1 << 20
TICK = os.sysconf("SC_CLK_TCK")


def cut(lines, padding, count, size=SIZE):
    """`count` records of `size` bytes: each a line of a log, followed by lines of a clean one. A line that is
    longer is cut; those that would be broken in the middle of a value count as what they are then."""
    fill = 0
    for i in range(count):
        text = lines[i % len(lines)]
        while len(text) < size:
            text += b" " + padding[fill % len(padding)]
            fill += 1
        yield text[:size]


def usable(text):
    return [line for line in text.replace(b"\r", b"").split(b"\n") if line.strip() and b"\0" not in line]


def of_stat(text):
    """CPU seconds of /proc/PID/stat; the name in it may hold anything but its last bracket."""
    fields = text[text.rindex(")") + 2:].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_of(pid):
    with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
        return of_stat(file.read())


def peak_of(pid):
    """Bytes."""
    with open("/proc/%d/status" % pid, encoding="ascii", errors="replace") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


class Ran:
    """One run over a topic. `seen`: (seconds, records committed) as they were looked at."""

    def __init__(self, seen, cpu=0.0, broker_cpu=0.0, peak=0):
        self.cpu, self.broker_cpu, self.peak = cpu, broker_cpu, peak
        self.records = seen[-1][1]
        started = next((i for i, (_, count) in enumerate(seen) if count), len(seen) - 1)
        took = seen[-1][0] - seen[started][0]
        # From the first commit on: joining the group and loading the rules are no throughput.
        self.rate = (self.records - seen[started][1]) / took if took else 0.0


class Pairs:
    def __init__(self, topic, mode):
        self.topic, self.mode, self.loop, self.sidecar = topic, mode, [], []

    def ratio(self):
        return statistics.median(s.rate / l.rate for s, l in zip(self.sidecar, self.loop))

    def of(self, which, what):
        return statistics.median(getattr(ran, what) for ran in getattr(self, which))

    def row(self):
        per = {which: 1e6 * self.of(which, "cpu") / self.of(which, "records") for which in ("loop", "sidecar")}
        note = "%.0f against %.0f records/s; CPU a record %.2f against %.2f us, broker %.1f s in either" % (
            self.of("sidecar", "rate"), self.of("loop", "rate"), per["sidecar"], per["loop"],
            self.of("sidecar", "broker_cpu"))
        return rows.Row("%s, %s" % (self.topic, self.mode), ">= %.2f of a bare loop" % RATIO, self.ratio(), least=RATIO,
                        note=note)


def latency_row(sidecar, loop):
    added = sidecar["p99_ms"] - loop["p99_ms"]
    note = "p99 %.2f against %.2f ms, p50 %.2f against %.2f ms" % (
        sidecar["p99_ms"], loop["p99_ms"], sidecar["p50_ms"], loop["p50_ms"])
    return rows.Row("added latency at %d/s, at-least-once" % RATE, "p99 < %.0f ms" % LATENCY_MS, added, "ms",
                    most=LATENCY_MS, note=note)


def memory_row(peak, idle):
    most = (idle + BUDGET + 2 * BATCH) / 2**20
    return rows.Row("memory, peak", "< rules + budget + 2 batches", peak / 2**20, "MiB", most=most,
                    note="%.0f of rules and program, %.0f budget of librdkafka, 2 of batches" % (idle / 2**20,
                                                                                                BUDGET / 2**20))


class Bench:
    def __init__(self, arguments):
        self.arguments, self.build = arguments, arguments.build
        self.records = 200_000 if arguments.quick else 1_000_000
        self.rounds = arguments.rounds or 3
        self.folder = os.path.join(self.build, "bench", "kafka")
        self.phisieve = os.path.join(self.build, "phisieve")
        self.helper = os.path.join(self.build, "bench", "phisieve_bench_kafka")
        self.number, self.began = 0, time.monotonic()
        os.makedirs(self.folder, exist_ok=True)

    def say(self, words):
        print("bench %4.0f s: %s" % (time.monotonic() - self.began, words), file=sys.stderr, flush=True)

    # --- records ---

    def file(self, name):
        return os.path.join(self.folder, "%s-%d.records" % (name, self.records))

    def make_records(self):
        if all(os.path.exists(self.file(name)) for name in ("mixed", "clean")):
            return
        self.say("records")
        megabytes = max(8, self.records * SIZE // 1_000_000 // 2)
        with contextlib.redirect_stdout(sys.stderr):
            corpus.ensure(os.path.join(self.folder, "corpus"), {"mixed": megabytes, "clean": megabytes})
        lines = {}
        for name in ("mixed", "clean"):
            with open(os.path.join(self.folder, "corpus", name + ".log"), "rb") as log:
                lines[name] = usable(log.read())
        for name, padding in (("mixed", lines["clean"]), ("clean", lines["clean"][::-1])):
            with open(self.file(name) + ".new", "wb") as out:
                out.writelines(record + b"\n" for record in cut(lines[name], padding, self.records))
            os.rename(self.file(name) + ".new", self.file(name))

    # --- the broker ---

    def topic(self, name):
        import traffic
        client = traffic.create(self.broker.bootstrap, PARTITIONS, name)
        while len(client.list_topics(name, timeout=20).topics[name].partitions) < PARTITIONS:
            time.sleep(0.05)  # made, but not yet known to everybody
        time.sleep(0.2)
        return name

    def fresh(self, source):
        """A target and a group that nobody has used."""
        self.number += 1
        return self.topic("out%d.%s" % (self.number, source)), "group%d" % self.number

    def start(self, which, source, target, group, mode):
        if which == "loop":
            words = [self.helper, "loop", self.broker.bootstrap, source, target, group, mode]
        else:
            words = [self.phisieve, "kafka", "-b", self.broker.bootstrap, "--from", source.replace(".", r"\."), "--to",
                     target[:-len(source)] + "${topic}", "--group", group, "--instance", "bench", "--delivery", mode, *self.arguments.sidecar]
        log = os.path.join(self.folder, which + ".log")
        with open(log, "ab") as file:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=file, stderr=file)

    def watch(self, process, group, source):
        from clients import confluent_kafka
        reader = confluent_kafka.Consumer({"bootstrap.servers": self.broker.bootstrap, "group.id": group,
                                           "isolation.level": "read_uncommitted", "log_level": 0})
        places = [confluent_kafka.TopicPartition(source, p) for p in range(PARTITIONS)]
        seen, end = [(time.monotonic(), 0)], time.monotonic() + 300
        try:
            while seen[-1][1] < self.records:
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError("ended early; see %s" % self.folder)
                time.sleep(0.02)
                count = sum(max(0, place.offset) for place in reader.committed(places, timeout=20))
                seen.append((time.monotonic(), count))
        finally:
            reader.close()
        return seen

    def run(self, which, source, mode):
        target, group = self.fresh(source)
        broker_pid = self.broker.process.pid if self.broker.process else None
        before = cpu_of(broker_pid) if broker_pid else 0.0
        process = self.start(which, source, target, group, mode)
        try:
            seen = self.watch(process, group, source)
            broker_cpu = cpu_of(broker_pid) - before if broker_pid else 0.0
            ran = Ran(seen, cpu_of(process.pid), broker_cpu, peak_of(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        self.drop(target)
        self.say("%s, %s, %s: %.0f records/s, CPU %.2f s, broker %.2f s, peak %.0f MiB" % (
            source, mode, which, ran.rate, ran.cpu, ran.broker_cpu, ran.peak / 2**20))
        return ran

    def drop(self, topic):
        """So that the broker's disk and page cache hold one target at a time."""
        from clients import admin
        client = admin.AdminClient({"bootstrap.servers": self.broker.bootstrap})  # held until it has answered
        for done in client.delete_topics([topic]).values():
            done.result(30)

    # --- the rows ---

    def throughput(self, name):
        source = self.topic("raw." + name)
        subprocess.run([self.helper, "fill", self.broker.bootstrap, source, self.file(name), str(self.records)], check=True)
        self.run("loop", source, MODES[0])  # the broker compiles itself in its first run
        for mode in MODES:
            pairs = Pairs(name, mode)
            for _ in range(self.rounds):
                pairs.loop.append(self.run("loop", source, mode))
                pairs.sidecar.append(self.run("sidecar", source, mode))
            yield pairs
        self.drop(source)

    def latency(self, which):
        source = self.topic("paced%d" % self.number)
        target, group = self.fresh(source)
        process = self.start(which, source, target, group, "at-least-once")
        time.sleep(3)  # joined, rules loaded
        try:
            said = subprocess.run([self.helper, "latency", self.broker.bootstrap, source, target, self.file("mixed"),
                                   str(RATE), "10" if self.arguments.quick else "15"], stdout=subprocess.PIPE, check=True)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        self.say("latency, %s: %s" % (which, said.stdout.decode().strip()))
        self.drop(source)
        self.drop(target)
        return json.loads(said.stdout)

    def latencies(self):
        """The best of each: what else the machine does makes records late, never early."""
        found = {"loop": [], "sidecar": []}
        for _ in range(self.rounds):
            for which, of_it in found.items():
                of_it.append(self.latency(which))
        best = {which: min(of_it, key=lambda one: one["p99_ms"]) for which, of_it in found.items()}
        return latency_row(best["sidecar"], best["loop"])

    def alone(self, name):
        """The floor: what one thread of the filter takes for the same records as lines, without Kafka."""
        used = [os.times()]
        with open(self.file(name), "rb") as log:
            subprocess.run([self.phisieve, "-q", "--threads", "1"], stdin=log, stdout=subprocess.DEVNULL, check=True)
        used.append(os.times())
        cpu = sum(getattr(used[1], what) - getattr(used[0], what) for what in ("children_user", "children_system"))
        return rows.Row("%s, the filter alone" % name, "-", 1e6 * cpu / self.records, "us CPU a record",
                        note="as lines from a file, one thread: what the sieve takes of the sidecar's")

    def idle(self):
        """Memory of a sidecar that has read nothing."""
        source = self.topic("idle")
        target, group = self.fresh(source)
        process = self.start("sidecar", source, target, group, MODES[0])
        time.sleep(3)
        if process.poll() is not None:
            raise RuntimeError("the sidecar ended; see %s" % self.folder)
        peak = peak_of(process.pid)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        return peak

    def all(self):
        import broker
        only = self.arguments.only.split(",")
        self.make_records()
        self.broker = broker.find(fast=True)
        try:
            idle, peak, found = self.idle(), 0, []
            for name in ("mixed", "clean"):
                for pairs in self.throughput(name) if name in only else ():
                    found.append(pairs.row())
                    peak = max([peak, *(ran.peak for ran in pairs.sidecar)])
                found += [self.alone(name)] if name in only else []
            if "latency" in only:
                found.append(self.latencies())
            if peak:
                found.append(memory_row(peak, idle))
        finally:
            self.broker.close()
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="200 000 records a run in place of a million")
    parser.add_argument("--rounds", type=int, help="pairs (3)")
    parser.add_argument("--only", default="mixed,clean,latency", help="some of mixed,clean,latency")
    parser.add_argument("--build", default=os.path.join(SOURCE, "build"), help="the build folder")
    parser.add_argument("sidecar", nargs="*", help="more options of the sidecar, after --")
    bench = Bench(parser.parse_args())
    import clients
    if clients.WHY:
        sys.exit("bench: skipped: " + clients.WHY)
    found = bench.all()
    print(report.targets(found))
    with open(os.path.join(bench.folder, "report.json"), "w", encoding="ascii") as file:
        json.dump({"machine": report.machine(), "rows": [row.figures() for row in found]}, file, indent=1)


if __name__ == "__main__":
    main()
