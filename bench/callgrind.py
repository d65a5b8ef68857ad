# SPDX-License-Identifier: Apache-2.0
"""Instructions a byte, counted by valgrind: the same on an idle and on a busy machine. Valgrind has no
AVX-512, so that what runs is the AVX2 path."""

import os
import re
import shutil
import subprocess

import corpus


def there():
    return shutil.which("valgrind") is not None


def count(command, file, env=None):
    """Instructions of one run with `file` as its input."""
    with open(file, "rb") as text:
        run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                             stdin=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    words = run.stderr.decode("utf-8", "replace")
    found = re.search(r"Collected : (\d+)", words)
    if run.returncode != 0 or not found:
        raise RuntimeError("valgrind: " + (words.strip().splitlines() or ["no output"])[-1])
    return int(found.group(1))


def of_process(command, text, scratch, env=None, start=None):
    """(a byte, start): the start is what an empty input costs."""
    empty, full = os.path.join(scratch, "empty"), os.path.join(scratch, "full")
    for path, content in ((empty, b""), (full, text)):
        with open(path, "wb") as file:
            file.write(content)
    start = start or count(command, empty, env)
    return (count(command, full, env) - start) / len(text), start


def of_inside(bench, engine, text, scratch):
    """Of one pass: two passes less one."""
    full = os.path.join(scratch, "full")
    with open(full, "wb") as file:
        file.write(text)
    name, argument = engine.inside
    passes = [count([bench.driver, "engine", name, full, argument, rounds], os.devnull) for rounds in ("1", "2")]
    return (passes[1] - passes[0]) / len(text)


def of_engines(bench, all_of_them, scratch, say):
    """{name: instructions a byte} on the gate's corpus."""
    if not there():
        say("instructions: valgrind is not installed")
        return {}
    out, text = {}, b"".join(corpus.gate_texts())
    for engine in all_of_them:
        if engine.name in ("secrethider", "presidio", "phisieve-2"):
            continue
        try:
            out[engine.name] = (of_inside(bench, engine, text, scratch) if engine.inside
                                else of_process(engine.command, text, scratch, engine.env)[0])
        except RuntimeError as problem:
            say("instructions of %s: %s" % (engine.name, problem))
    return out
