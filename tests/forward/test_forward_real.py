# SPDX-License-Identifier: Apache-2.0
"""phisieve forward between the two ends of the npm package @fluent-org/logger, which others wrote: all modes,
acknowledgements, handshakes, TLS.

The package is fetched once into BUILD/forward-npm. What keeps it from being had is `skipped: why` and code 77,
with CI=true a failure."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

import test_forward
from test_forward import SSN, Sidecar, certificates

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE, VERSION = "@fluent-org/logger", "1.0.10"
MODES = ("Message", "Forward", "PackedForward", "CompressedPackedForward")
SKIPPED = 77
LOGGER = ""


class Unavailable(Exception):
    """It cannot be had here; the text says why."""


def fetch(folder):
    """Where the package stands."""
    place = os.path.join(folder, "node_modules", *PACKAGE.split("/"))
    if not (shutil.which("node") and shutil.which("npm")):
        raise Unavailable("no npm (package npm)")
    if not os.path.exists(place):
        os.makedirs(folder, exist_ok=True)
        done = subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder,
                               PACKAGE + "@" + VERSION], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=180, check=False)
        if done.returncode or not os.path.exists(place):
            raise Unavailable("npm install: code %d" % done.returncode)
    return place


class Real:
    """A process of real_peer.js, and what it says."""

    def __init__(self, role, **options):
        words = json.dumps({"logger": LOGGER, **{k: v for k, v in options.items() if v}})
        self.process = subprocess.Popen(["node", os.path.join(HERE, "real_peer.js"), role, words],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.said, self.news = [], threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.news:
                self.said.append(json.loads(line))
                self.news.notify_all()

    def wait(self, count, seconds=30):
        with self.news:
            assert self.news.wait_for(lambda: len(self.said) >= count, seconds), self.said
            return self.said[:count]

    def end(self):
        self.process.kill()
        self.process.wait()
        self.reader.join(10)
        self.process.stdout.close()


class RealPeers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="phisieve-real-")
        self.addCleanup(self.folder.cleanup)

    def real(self, role, **options):
        peer = Real(role, **options)
        self.addCleanup(peer.end)
        return peer

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def passes(self, words=(), to=None, senders=None):
        """Sends events in every mode from one real end to the other."""
        server = self.real("server", **(to or {}))
        sidecar = Sidecar(*words, to=[server.wait(1)[0]["port"]])
        self.addCleanup(sidecar.kill)
        sidecar.wait()
        records = [{"n": n, "log": "patient ssn=%s ok" % SSN} for n in range(40)]
        for mode in MODES:
            for milliseconds in (False, True):
                client = self.real("client", mode=mode, milliseconds=milliseconds, port=sidecar.port, records=records,
                                   **(senders or {}))
                self.assertEqual(client.wait(1), [{"sent": len(records)}], (mode, sidecar.said()))
        events = server.wait(1 + 2 * len(MODES) * len(records))[1:]
        self.assertEqual([event[2]["n"] for event in events], 2 * len(MODES) * [*range(len(records))])
        self.assertEqual({event[2]["log"] for event in events}, {"patient ssn=[SSN] ok"})
        self.assertEqual({event[0] for event in events}, {"real.app"})
        stats = sidecar.end()
        self.assertEqual((stats["events_in"], stats["redacted"]), (len(events), len(events)))

    def test_plain(self):
        self.passes()

    def test_gzip_to_the_server(self):
        self.passes(["--to-gzip"])

    def test_shared_key(self):
        self.passes(["--shared-key-file", self.file("a", "near"), "--to-shared-key-file", self.file("b", "far")],
                    {"sharedKey": "far"}, {"sharedKey": "near"})

    def test_users(self):
        self.passes(["--shared-key-file", self.file("a", "near"), "--users-file", self.file("u", "ann:one\nbob:two\n"),
                     "--to-shared-key-file", self.file("b", "far"), "--to-user-file", self.file("t", "me:pass")],
                    {"sharedKey": "far", "users": {"me": "pass"}},
                    {"sharedKey": "near", "user": "bob", "password": "two"})

    def test_tls(self):
        at = certificates(self.folder.name)
        self.passes(["--tls-cert", at("a.pem"), "--tls-key", at("a.key"), "--to-tls", "--to-ca", at("ca.pem")],
                    {"certificate": at("a.pem"), "key": at("a.key")}, {"ca": at("ca.pem")})


def main():
    global LOGGER
    test_forward.PROGRAM = sys.argv.pop(1)
    try:
        LOGGER = fetch(os.path.abspath(sys.argv.pop(1)))
    except Unavailable as why:
        print("skipped:", why)
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    return unittest.main(verbosity=2)


if __name__ == "__main__":
    sys.exit(main())
