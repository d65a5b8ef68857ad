#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench of what stands in and beside Fluent Bit, with records of 143 bytes: lines of the mixed and the clean log, cut
and filled; and what one service writes, a dozen kinds of lines.

    fluent_rows.py [--quick]

The filter against msgpack-c that unpacks and packs the same chunks; the Forward sidecar with acknowledgements, packed,
on one core; with FLUENT_BIT=/path/to/fluent-bit also the real one. Told in docs/performance.md. Needs python3-msgpack."""

import argparse
import contextlib
import importlib.util
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(SOURCE, "tests", "score")]
import msgpack  # noqa: E402

import corpus  # noqa: E402
import loglines  # noqa: E402
import kafka_rows  # noqa: E402
import report  # noqa: E402
import rows  # noqa: E402


def peers_of_the_tests():
    """Not the bench's own module of that name, which has other peers."""
    spec = importlib.util.spec_from_file_location("forward_peers", os.path.join(SOURCE, "tests", "forward", "peers.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


peers = peers_of_the_tests()

SIZE, LOGS = 143, ("mixed", "clean", "service")
FILTER_RATIO, RATE, TAIL_RATIO, OUTPUT_RATIO = 1.0, 300_000, 0.6, 0.7


def events_of(records):
    """As Fluent Bit has them: [[time, {}], {"log": line}]."""
    for n, record in enumerate(records):
        yield msgpack.packb([[peers.event_time(1700000000, n), {}], {"log": record}])


def text(record):
    return record.decode("utf-8", "surrogateescape")


class Sink(threading.Thread):
    """A server that acknowledges and looks at nothing."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(8)
        self.port, self.taken = self.listener.getsockname()[1], 0
        self.start()

    def run(self):
        while True:
            link, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(link,), daemon=True).start()

    def serve(self, link):
        peer = peers.Peer(link)
        peer.parts = msgpack.Unpacker(raw=True, strict_map_key=False, max_buffer_size=1 << 28, read_size=1 << 20)
        while True:
            message = peer.read()
            if message is None:
                return
            options = message[2]
            self.taken += options[b"size"]
            peer.write({"ack": options[b"chunk"]})


def service_lines(count):
    """What one service writes: a dozen kinds of lines, as long as they are, one in thirty with PHI."""
    clean = corpus.made(loglines.CLEAN[:12], count, "service")
    phi = corpus.made(loglines.PHI[:4], count // 30 + 1, "service phi")
    return [text((phi[n // 30] if n % 30 == 0 else record).text.rstrip(b"\n")) for n, record in enumerate(clean)]


class Bench:
    def __init__(self, arguments):
        self.quick, self.build = arguments.quick, arguments.build
        self.folder = os.path.join(self.build, "bench", "fluent")
        self.phisieve = os.path.join(self.build, "phisieve")
        self.plugins = os.path.join(self.build, "plugins", "fluent-bit")
        self.began = time.monotonic()
        os.makedirs(self.folder, exist_ok=True)

    def say(self, words):
        print("bench %4.0f s: %s" % (time.monotonic() - self.began, words), file=sys.stderr, flush=True)

    def records(self, name, count):
        """Lines of a log, of `mixed` and `clean` all of one size."""
        if name == "service":
            return service_lines(count)
        with contextlib.redirect_stdout(sys.stderr):
            corpus.ensure(os.path.join(self.folder, "corpus"), {"mixed": 16, "clean": 16})
        lines = {}
        for log in ("mixed", "clean"):
            with open(os.path.join(self.folder, "corpus", log + ".log"), "rb") as file:
                lines[log] = kafka_rows.usable(file.read())
        padding = lines["clean"] if name == "mixed" else lines["clean"][::-1]
        return [text(r) for r in kafka_rows.cut(lines[name], padding, count, SIZE)]

    # --- the filter in a host ---

    def filter_rows(self):
        for name in LOGS:
            events = list(events_of(self.records(name, 14000)))
            for what, count in (("chunks of 2 MB", len(events)), ("of 32 KB", 200)):
                self.say("filter, %s, %s" % (name, what))
                path = os.path.join(self.folder, "chunk")
                with open(path, "wb") as file:
                    file.write(b"".join(events[:count]))
                out = subprocess.run([os.path.join(self.build, "bench", "phisieve_bench_fluent"),
                                      os.path.join(self.plugins, "flb-filter_phisieve.so"), path, "2" if self.quick else "6"],
                                     stdout=subprocess.PIPE, check=True).stdout
                found = json.loads(out)
                yield rows.Row("filter, %s, %s" % (name, what), ">= %.1f of unpack and repack" % FILTER_RATIO,
                               found["repack_ns"] / found["filter_ns"], least=FILTER_RATIO,
                               note="%.0f against %.0f ns an event" % (found["filter_ns"], found["repack_ns"]))

    # --- the sidecar ---

    def send(self, port, messages, seconds):
        """How many events were acknowledged, and how long it took. Two messages under way."""
        client = peers.Client(port)
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began, sent, done = time.monotonic(), 0, 0
        while done < sent or time.monotonic() - began < seconds:
            if sent - done < 2 and time.monotonic() - began < seconds:
                client.sock.sendall(messages[sent % len(messages)][1])
                sent += 1
            else:
                client.ack(messages[done % len(messages)][0])
                done += 1
        took = time.monotonic() - began
        client.close()
        return done, took

    def forward_rows(self):
        for name in LOGS:
            self.say("sidecar, " + name)
            events = list(events_of(self.records(name, 28000)))
            messages = []
            for at in range(0, len(events), 14000):
                part, chunk = events[at:at + 14000], "chunk%d" % at
                messages.append((chunk, msgpack.packb(["app", b"".join(part), {"size": len(part), "chunk": chunk}])))
            sink = Sink()
            words = ["taskset", "-c", "0", self.phisieve, "forward", "--from", "127.0.0.1:0", "--to", "127.0.0.1:%d" % sink.port,
                     "--threads", "1"]
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                port = next(json.loads(line)["port"] for line in process.stderr if b'"event":"door"' in line)
                self.send(port, messages, 1)
                before = kafka_rows.cpu_of(process.pid)
                done, took = self.send(port, messages, 4 if self.quick else 10)
                cpu = kafka_rows.cpu_of(process.pid) - before
            finally:
                process.send_signal(signal.SIGKILL)
                process.wait()
            rate = done * 14000 / took
            yield rows.Row("sidecar, %s, packed with acks" % name, ">= %d records/s on a core" % RATE, rate, "records/s",
                           least=RATE, note="%.2f us of CPU a record" % (1e6 * cpu / (done * 14000)))

    # --- the real one ---

    def run_real(self, fluent_bit, log, words):
        """CPU seconds of Fluent Bit until it has read the log and let it out."""
        took = []
        for _ in range(1 if self.quick else 3):
            with open(os.path.join(self.folder, "fluent-bit.log"), "wb") as said:
                process = subprocess.Popen([fluent_bit, "-q", "-f", "0.1", *words[0], "-i", "tail", "-p", "path=" + log, "-p",
                                            "read_from_head=true", "-p", "exit_on_eof=true", *words[1]],
                                           stdin=subprocess.DEVNULL, stdout=said, stderr=said)
                _, _, used = os.wait4(process.pid, 0)
                process.returncode = 0
            took.append(used.ru_utime + used.ru_stime)
        return statistics.median(took)

    def real_rows(self, fluent_bit):
        count = 400_000 if self.quick else 2_000_000
        for name in LOGS:
            log = os.path.join(self.folder, name + ".log")
            base = self.records(name, 200_000)
            with open(log, "w", encoding="utf-8", errors="surrogateescape") as file:
                for _ in range(count // len(base)):
                    file.write("\n".join(base) + "\n")
            self.say("Fluent Bit, " + name)
            flb, out, unpack = ([os.path.join(self.plugins, "flb-filter_phisieve.so")], [os.path.join(self.plugins, "out_phisieve.so")],
                                [os.path.join(self.build, "bench", "out_unpack.so")])
            null = self.run_real(fluent_bit, log, ([], ["-o", "null", "-m", "*"]))
            filtered = self.run_real(fluent_bit, log, (["-e", *flb], ["-F", "phisieve", "-m", "*", "-o", "null", "-m", "*"]))
            dropped = self.run_real(fluent_bit, log, (["-e", *unpack], ["-o", "unpack", "-m", "*"]))
            passed = self.run_real(fluent_bit, log, (["-e", *out], ["-o", "phisieve", "-m", "*", "-p", "mode=file", "-p", "path=/dev/null",
                                                                      "-p", "format=msgpack"]))
            yield rows.Row("Fluent Bit: tail, filter, null, " + name, ">= %.1f of tail, null" % TAIL_RATIO, null / filtered,
                           least=TAIL_RATIO, note="%.2f against %.2f us of CPU a record" % (1e6 * filtered / count, 1e6 * null / count))
            yield rows.Row("Fluent Bit: tail, output, " + name, ">= %.1f of unpack and drop" % OUTPUT_RATIO, dropped / passed,
                           least=OUTPUT_RATIO, note="%.2f against %.2f us of CPU a record" % (1e6 * passed / count, 1e6 * dropped / count))

    def all(self):
        found = [*self.filter_rows(), *self.forward_rows()]
        if os.environ.get("FLUENT_BIT"):
            found += self.real_rows(os.environ["FLUENT_BIT"])
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="seconds in place of minutes")
    parser.add_argument("--build", default=os.path.join(SOURCE, "build"), help="the build folder")
    bench = Bench(parser.parse_args())
    found = bench.all()
    print(report.targets(found))
    with open(os.path.join(bench.folder, "report.json"), "w", encoding="ascii") as file:
        json.dump({"machine": report.machine(), "rows": [row.figures() for row in found]}, file, indent=1)


if __name__ == "__main__":
    main()
