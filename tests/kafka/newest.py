#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sidecar with the newest librdkafka, where Debian 12 has 2.0.2.

    newest.py BUILD

Its C source ships in an npm package of its makers. It is built once for each version into
BUILD/kafka-newest; then the sources of the sidecar are compiled against its headers, and the programs of
BUILD run with it in place of Debian's: the mock cluster's tests, and some against a real broker.
What keeps it from being had is `skipped: why` and code 77, with CI=true a failure."""

import ctypes
import glob
import json
import os
import shlex
import shutil
import subprocess
import sys
import tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "@confluentinc/kafka-javascript"
INSIDE = "package/deps/librdkafka/"
MOCK = "test_kafka_mock"
BROKER = ("test_kafka_fidelity.py", "test_kafka_drain.py")
SKIPPED = 77
JOBS = str(os.cpu_count() or 1)


class Unavailable(Exception):
    """It cannot be had here; the text says why."""


def last_line(output):
    """The last that speaks of an error, else the last."""
    lines = output.decode(errors="replace").strip().splitlines() or ["no message"]
    return ([line for line in lines if "rror" in line] or lines)[-1][:200]


def said(words, **more):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          **more)
    return done.returncode, done.stdout


def need(words, doing, **more):
    code, output = said(words, **more)
    if code:
        raise Unavailable("%s: %s" % (doing, last_line(output)))
    return output


def unpack(archive, folder):
    """The C library alone; names that lead out of the folder are refused."""
    with tarfile.open(archive) as tar:
        members = [m for m in tar.getmembers() if m.name.startswith(INSIDE)]
        if not any(m.name == INSIDE + "configure" for m in members):
            raise Unavailable("the package holds no " + INSIDE)
        for member in members:
            member.name = member.name[len(INSIDE):]
            if not member.name or ".." in member.name.split("/") or not (member.isfile() or member.isdir()):
                continue
            tar.extract(member, folder, filter="data") if hasattr(tarfile, "data_filter") else tar.extract(member, folder)


def fetch(folder):
    """Its version, built into a folder of that name."""
    if not shutil.which("npm"):
        raise Unavailable("no npm (package npm)")
    os.makedirs(folder, exist_ok=True)
    need(["npm", "pack", "--silent", "--ignore-scripts", PACKAGE], "npm pack", cwd=folder)
    archive = max(glob.glob(os.path.join(folder, "*.tgz")), key=os.path.getmtime)
    source = archive[:-len(".tgz")]
    if not os.path.exists(library(source)):
        shutil.rmtree(source, ignore_errors=True)
        unpack(archive, source)
        print("building %s ..." % os.path.basename(source), flush=True)
        need(["./configure"], "configure", cwd=source)
        need(["make", "-j", JOBS, "-C", "src"], "make", cwd=source)
    return source


def library(source):
    return os.path.join(source, "src", "librdkafka.so.1")


def version_of(path):
    loaded = ctypes.CDLL(path)
    loaded.rd_kafka_version_str.restype = ctypes.c_char_p
    return loaded.rd_kafka_version_str().decode()


def headers(source, build):
    """<librdkafka/rdkafka.h> of the source tree is src/rdkafka.h."""
    include = os.path.join(source, "include")
    os.makedirs(include, exist_ok=True)
    if not os.path.exists(os.path.join(include, "librdkafka")):
        os.symlink(os.path.join("..", "src"), os.path.join(include, "librdkafka"))
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        every = [entry for entry in json.load(file) if "/src/io/kafka/" in entry["file"]]
    bad = []
    for entry in every:
        words = shlex.split(entry["command"])
        out = words.index("-o")
        del words[out:out + 2]
        code, output = said([words[0], "-isystem", include, *words[1:], "-fsyntax-only"], cwd=entry["directory"])
        if code:
            bad.append(output.decode(errors="replace"))
    print("".join(bad), end="")
    print("%d of %d sources compile against its headers" % (len(every) - len(bad), len(every)), flush=True)
    return bool(every) and not bad


def taken(phisieve, env, version):
    """Does the program run with it? It names its librdkafka where it knows no setting."""
    _, output = said([phisieve, "kafka", "-b", "127.0.0.1:1", "--from", "a", "--to", "b.${topic}", "-X", "no.such=1"],
                     env=env)
    if ("librdkafka %s " % version).encode() in output:
        return True
    print("the sidecar did not take it: " + last_line(output))
    return False


def run(words, env):
    name = os.path.basename(words[-1])
    code, output = said(words, env=env)
    print("%s: %s" % (name, "ok" if code == 0 else "skipped" if code == SKIPPED else "FAILED"), flush=True)
    if code:
        print(output.decode(errors="replace")[-6000:])
    return code == 0 or (code == SKIPPED and os.environ.get("CI") != "true")


def main(build):
    build = os.path.abspath(build)
    try:
        source = fetch(os.path.join(build, "kafka-newest"))
    except Unavailable as why:
        print("skipped: %s" % why)
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    version = version_of(library(source))
    print("librdkafka %s" % version, flush=True)
    phisieve = os.path.join(build, "phisieve")
    env = {**os.environ, "LD_LIBRARY_PATH": os.path.join(source, "src"), "PHISIEVE": phisieve,
           "PHISIEVE_SOURCE": os.path.dirname(os.path.dirname(HERE)), "PYTHONDONTWRITEBYTECODE": "1"}
    good = headers(source, build) and taken(phisieve, env, version)
    mock = glob.glob(os.path.join(build, "tests", "**", MOCK), recursive=True)
    if not mock:
        print("%s is not built" % MOCK)
        good = False
    # All of them, so that one look shows all that is wrong.
    results = [run(words, env) for words in [*([path] for path in mock),
                                             *([sys.executable, os.path.join(HERE, name)] for name in BROKER)]]
    return 0 if good and all(results) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
