# SPDX-License-Identifier: Apache-2.0
"""The output plugin and a server of the Forward protocol that others wrote (the npm package @fluent-org/logger)."""
import os
import sys
import tempfile
import unittest

from fluent_host import OK, RETRY, Host, at, pack
import test_forward_real
from test_forward import certificates
from test_forward_real import SKIPPED, Real, Unavailable, fetch

SSN = "306-30-2348"


class RealServer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="phisieve-real-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def secret(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def passes(self, words=(), **options):
        server = Real("server", **options)
        self.addCleanup(server.end)
        host = Host("out", "mode=forward", "to=127.0.0.1:%d" % server.wait(1)[0]["port"], *words)
        for start in (0, 50):
            chunk = pack(*([at(1700000000 + n), {"n": n, "log": "patient ssn=%s ok" % SSN}] for n in range(start, start + 50)))
            self.assertEqual(host.give(chunk), OK, host.said)
        self.assertEqual(host.end(), 0, host.said)
        events = server.wait(101)[1:]
        self.assertEqual([event[2]["n"] for event in events], [*range(100)])
        self.assertEqual({event[2]["log"] for event in events}, {"patient ssn=[SSN] ok"})

    def test_plain(self):
        self.passes()

    def test_gzip(self):
        self.passes(["gzip=on"])

    def test_shared_key_and_user(self):
        self.passes(["to_shared_key_file=" + self.secret("key", "far\n"), "to_user_file=" + self.secret("user", "me:pass\n")],
                    sharedKey="far", users={"me": "pass"})

    def test_wrong_key(self):
        server = Real("server", sharedKey="far")
        self.addCleanup(server.end)
        host = Host("out", "mode=forward", "to=127.0.0.1:%d" % server.wait(1)[0]["port"],
                    "to_shared_key_file=" + self.secret("key", "near\n"), "timeout=3")
        self.assertEqual(host.give(pack([at(1), {"log": "x"}])), RETRY)
        self.assertEqual(host.end(), 0)

    def test_tls(self):
        pem = certificates(self.folder)
        self.passes(["to_tls=on", "to_ca=" + pem("ca.pem")], certificate=pem("a.pem"), key=pem("a.key"))


def main():
    try:
        test_forward_real.LOGGER = fetch(os.path.abspath(sys.argv.pop(1)))
    except Unavailable as why:
        print("skipped:", why)
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    return unittest.main(verbosity=2)


if __name__ == "__main__":
    sys.exit(main())
