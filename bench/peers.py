# SPDX-License-Identifier: Apache-2.0
"""Redactors of others, from PyPI, each in a folder of its own below build/bench."""

import os
import subprocess
import sys

import engines

HERE = os.path.dirname(os.path.abspath(__file__))
SECRETHIDER = "secrethider==0.1.2"
PRESIDIO = "presidio-analyzer==2.2.360"


def installed(folder, package, seconds):
    """The folder it is in; raises RuntimeError with pip's last words."""
    where = os.path.join(folder, package.split("=")[0])
    if os.path.exists(os.path.join(where, "installed")):
        return where
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", where, package]
    try:
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        raise RuntimeError("pip took more than %d s" % seconds) from late
    if run.returncode != 0:
        raise RuntimeError(run.stdout.decode("utf-8", "replace").strip().splitlines()[-1])
    with open(os.path.join(where, "installed"), "w", encoding="ascii"):
        return where


def secrethider(folder):
    where = installed(folder, SECRETHIDER, 60)
    command = [sys.executable, "-c", "from secrethider.cli import main; raise SystemExit(main())", "--pii"]
    return engines.Engine("secrethider", "filter", "secretHider 0.1.2 --pii", command=command, places=rb"(\[REDACTED\])",
                          env={"PYTHONPATH": where})


def presidio(folder):
    """Its pattern recognisers; the models that find names are not on PyPI."""
    where = installed(folder, PRESIDIO, 600)
    command = [sys.executable, os.path.join(HERE, "presidio_filter.py")]
    return engines.Engine("presidio", "filter", "Presidio, without a language model", command=command,
                          places=rb"(<[A-Z_]+>)", env={"PYTHONPATH": where}, most=100_000)


def all_of_them(folder, heavy, say):
    os.makedirs(folder, exist_ok=True)
    out = []
    for make in (secrethider, presidio) if heavy else (secrethider,):
        try:
            out.append(make(folder))
        except (RuntimeError, OSError) as problem:
            say("%s: cannot be installed: %s" % (make.__name__, problem))
    return out
