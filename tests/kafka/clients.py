# SPDX-License-Identifier: Apache-2.0
"""confluent_kafka for the tests: of this Python, or of a virtual environment below build/ that this
module makes with pip, once; the program then starts again under that Python.

Debian 12's python3-confluent-kafka (1.7.0) will not do: with it the interpreter aborted in these
tests (deallocating None), it seems after many headers with null values."""
import fcntl
import os
import subprocess
import sys

SOURCE = os.environ.get("PHISIEVE_SOURCE") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
VENV = os.path.join(SOURCE, "build", "kafka-venv")
PYTHON = os.path.join(VENV, "bin", "python")
WANTED = "confluent-kafka==2.6.1"
# Encoders of others, for what stands in values (test_kafka_payload.py).
ENCODERS = ("fastavro==1.13.1", "protobuf==7.36.2", "lz4==4.4.5", "python-snappy==0.7.3", "zstandard==0.25.0")
AGAIN = "PHISIEVE_KAFKA_PYTHON"


def _quietly(*command):
    """False also where there is no such program (no virtual environment yet)."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def _make():
    """False when there is no venv (package python3-venv) or nothing to fetch from."""
    os.makedirs(os.path.dirname(VENV), exist_ok=True)
    with open(VENV + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (_quietly(PYTHON, "-c", "import confluent_kafka")
                or (_quietly(sys.executable, "-m", "venv", "--clear", VENV)
                    and _quietly(PYTHON, "-m", "pip", "install", "-q", WANTED))):
            return False
        if not _quietly(PYTHON, "-c", "import fastavro, google.protobuf, lz4, snappy, zstandard"):
            _quietly(PYTHON, "-m", "pip", "install", "-q", *ENCODERS)  # their test says when they are missing
        return True


try:
    import confluent_kafka
    from confluent_kafka import admin
    if confluent_kafka.version()[1] < 0x02000000:
        raise ImportError
except ImportError:
    if AGAIN not in os.environ and _make():
        os.environ[AGAIN] = "1"
        os.execv(PYTHON, [PYTHON, *sys.argv])
    confluent_kafka = admin = None
WHY = "" if confluent_kafka else "no %s: needs python3-venv and pip's index, or install it" % WANTED
