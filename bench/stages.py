#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where the instructions of a pass go: by layer, by folder and by file, as valgrind counts them.

    stages.py [--build BUILD] [LOG]     LOG: the gate's mixed log unless named; keep it below 2 MB

What a file calls of the C library counts as its own; Hyperscan and PCRE2 stand for themselves."""

import argparse
import bisect
import collections
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, HERE)
import corpus  # noqa: E402

LIBRARIES = (("libhs", "Hyperscan"), ("vectorscan", "Hyperscan"), ("libpcre2", "PCRE2"), ("libc", "C library"),
             ("ld-linux", "C library"), ("libm", "C library"))


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def sources():
    """file name -> its folder below src; names are unique over the tree"""
    return {name: os.path.relpath(folder, os.path.join(ROOT, "src"))
            for folder, _, names in os.walk(os.path.join(ROOT, "src")) for name in names if name.endswith(".c")}


class Symbols:
    """Which source file an address of the program belongs to. Static names follow the name of their file
    in the table; the archive tells those of the others."""

    def __init__(self, program, archive):
        home = {m.group(2): m.group(1) for m in re.finditer(r":([\w.-]+\.c)\.o:\w+ T (\S+)$",
                                                            output("nm", "-A", "--defined-only", archive), re.M)}
        rows, file = [], ""
        for line in output("readelf", "-sW", program).splitlines():
            parts = line.split()
            if len(parts) < 8 or not parts[0].endswith(":"):
                continue
            if parts[3] == "FILE":
                file = parts[7]
            elif parts[3] == "FUNC" and parts[6] != "UND":
                rows.append((int(parts[1], 16), home.get(parts[7], "" if file == "crtstuff.c" else file)))
        self.rows = sorted(rows)
        self.starts = [r[0] for r in self.rows]

    def file_of(self, address):
        i = bisect.bisect_right(self.starts, address) - 1
        return self.rows[i][1] if i >= 0 else ""


class Profile:
    """Reads callgrind's output: lines of "address line cost", each but the first relative to the last."""

    def __init__(self, symbols, program):
        self.symbols, self.program = symbols, program
        self.names = {}
        self.cost = collections.Counter()
        self.charged = 0

    def name(self, text):
        number, _, name = text.partition(" ")
        if name:
            self.names[number] = name
        return self.names.get(number, "")

    def owner(self, where, address):
        if where.endswith(self.program):
            return self.symbols.file_of(address) or "others"
        return next((name for piece, name in LIBRARIES if piece in os.path.basename(where)), "PCRE2")  # its JIT

    def read(self, path):
        here, there, address, is_call = "", "", 0, False
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("ob="):
                    here = there = self.name(line[3:].rstrip())
                elif line.startswith("cob="):
                    there = self.name(line[4:].rstrip())
                elif line.startswith("calls="):
                    is_call = True
                elif line[0] in "0123456789+-*":
                    first, _, cost = line.split()[:3]
                    address = (int(first, 16) if first.startswith("0x") else
                               address + (0 if first == "*" else int(first)))
                    self.add(here, there, address, int(cost), is_call)
                    is_call, there = False, here
        self.cost["C library"] -= self.charged

    def add(self, here, there, address, cost, is_call):
        ours = here.endswith(self.program)
        if not is_call:
            self.cost[self.owner(here, address)] += cost
        elif ours and self.symbols.file_of(address) and self.owner(there, 0) == "C library":
            self.cost[self.owner(here, address)] += cost
            self.charged += cost


def measure(build, log):
    driver = os.path.join(build, "bench", "phisieve_bench")
    with tempfile.TemporaryDirectory(prefix="phisieve-stages-") as scratch:
        out = os.path.join(scratch, "out")
        subprocess.run(["valgrind", "--tool=callgrind", "--dump-instr=yes", "--toggle-collect=library_pass",
                        "--callgrind-out-file=" + out, driver, "engine", "library", log],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        profile = Profile(Symbols(driver, os.path.join(build, "libphisieve.a")), "phisieve_bench")
        profile.read(out)
    return profile.cost


def shown(title, counter, size, most=1000):
    total = sum(counter.values())
    print("%-34s %14s %7s" % (title, "instr. a byte", "share"))
    for name, cost in counter.most_common(most):
        print("%-34s %14.2f %6.1f%%" % (name, cost / size, 100.0 * cost / total))
    print("%-34s %14.2f\n" % ("all", total / size))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", nargs="?")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="phisieve-stages-") as scratch:
        log = arguments.log or os.path.join(scratch, "mixed.log")
        if not arguments.log:
            with open(log, "wb") as file:
                file.write(corpus.gate_texts()[0])
        files, size = measure(arguments.build, log), os.path.getsize(log)
    folder = sources()
    layers, folders = collections.Counter(), collections.Counter()
    for file, cost in files.items():
        layers[folder.get(file, file).split("/")[0]] += cost
        folders[folder.get(file, file)] += cost
    shown("layer", layers, size)
    shown("folder", folders, size)
    shown("file", collections.Counter({os.path.join(folder.get(f, ""), f): c for f, c in files.items()}), size, 25)


if __name__ == "__main__":
    main()
