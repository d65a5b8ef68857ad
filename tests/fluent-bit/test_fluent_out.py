# SPDX-License-Identifier: Apache-2.0
"""out_phisieve.so: chunks in, clean events in files and at servers of the Forward protocol; what the host is told when
they cannot be had there."""
import json
import os
import ssl
import subprocess
import sys
import tempfile
import unittest

import fluent_host
from fluent_host import ERROR, OK, OUT, REFUSED, RETRY, SMALL_STACK_MAY_USE, Host, at, pack, unpack
import peers

SSN = "306-30-2348"
CHUNK = pack([[at(1700000000, 5), {}], {"log": "patient ssn " + SSN, "n": 5}],
             [[at(1700000001), {"otlp": {"ssn": SSN}}], {"log": "hello"}])
CLEAN = [{"log": "patient ssn [SSN]", "n": 5}, {"log": "hello"}]


class Output(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="phisieve-fluent-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)
        return path

    def server(self, **named):
        server = peers.Server(**named)
        self.addCleanup(lambda: server.listener.fileno() == -1 or server.kill())
        return server

    def forward(self, server, *words, tag="app", to=None):
        return Host("out", "mode=forward", "to=" + (to or "127.0.0.1:%d" % server.port), *words, tag=tag)

    def flush(self, host, *answers, chunk=CHUNK):
        for answer in answers:
            self.assertEqual(host.give(chunk), answer)
        self.assertEqual(host.end(), 0, host.said)
        self.assertNotIn(SSN, host.said)

    # ---- files ----

    def test_file(self):
        path = self.path("out.log", '{"before":1}\n')
        self.flush(Host("out", "mode=file", "path=" + path, tag="ssn " + SSN), OK, OK)
        with open(path, encoding="utf-8") as f:
            lines = [json.loads(line) for line in f]
        self.assertEqual(lines[0], {"before": 1})
        self.assertEqual(len(lines), 5)
        self.assertEqual(lines[1], {"time": 1700000000.000000005, "tag": "ssn [SSN]", "record": CLEAN[0]})
        self.assertEqual(lines[2]["metadata"], {"otlp": {"ssn": "[SSN]"}})

    def test_file_of_msgpack(self):
        path = self.path("out.msgpack")
        self.flush(Host("out", "mode=file", "format=msgpack", "path=" + path), OK)
        with open(path, "rb") as f:
            self.assertEqual([e[1] for e in unpack(f.read())], CLEAN)

    def test_file_moved_away(self):
        path = self.path("out.log")
        host = Host("out", "mode=file", "path=" + path)
        self.assertEqual(host.give(CHUNK), OK)
        os.rename(path, path + ".1")
        self.flush(host, OK)
        for name in (path, path + ".1"):
            with open(name, encoding="utf-8") as f:
                self.assertEqual(len(f.readlines()), 2)

    def test_full(self):
        """A full disk: the chunk comes again, and nothing of it is left in the file."""
        self.flush(Host("out", "mode=file", "path=/dev/full"), RETRY)
        path = self.path("small")
        big = pack(*[[at(1), {"log": "x" * 1000}] for _ in range(2000)])
        limited = ["sh", "-c", 'ulimit -f 200; trap "" XFSZ; exec "$@"', "sh"]
        host = Host.__new__(Host)
        host.kind, host.said = "out", ""
        host.process = subprocess.Popen(limited + [fluent_host.HOST, "out", OUT, "app", "mode=file", "path=" + path],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(host.give(CHUNK), OK)
        size = os.path.getsize(path)
        self.assertEqual(host.give(big), RETRY)
        self.assertEqual(os.path.getsize(path), size)
        self.flush(host, OK)

    def test_stdout(self):
        host = Host("out", "mode=stdout")
        host.send(CHUNK)
        lines = [host.process.stdout.readline() for _ in range(2)]
        self.assertEqual([json.loads(line)["record"] for line in lines], CLEAN)
        self.assertEqual(host.answer(), OK)
        self.assertEqual(host.end(), 0)

    # ---- Forward ----

    def test_forward(self):
        server = self.server()
        self.flush(self.forward(server, "tag_prefix=clean.", tag="log.ssn=" + SSN), OK, OK)
        self.assertEqual([e[3] for e in server.events], CLEAN * 2)
        self.assertEqual({e[0] for e in server.events}, {"clean.log.ssn=[SSN]"})
        self.assertEqual([e[2] for e in server.events], [None] * 4)
        self.assertTrue(all(server.chunks))

    def test_forward_metadata_and_gzip(self):
        server = self.server()
        self.flush(self.forward(server, "send_metadata=on", "gzip=on"), OK)
        self.assertEqual([e[2] for e in server.events], [{}, {"otlp": {"ssn": "[SSN]"}}])

    def test_forward_large(self):
        """A chunk of 9 MB goes in messages that servers take."""
        server = self.server()
        events = [[at(i), {"log": "line %d ssn %s" % (i, SSN) + " x" * 200}] for i in range(20000)]
        self.flush(self.forward(server), OK, chunk=pack(*events))
        self.assertEqual(len(server.events), len(events))
        self.assertGreater(server.messages, 3)
        self.assertFalse(any(SSN in e[3]["log"] for e in server.events))

    def test_no_server(self):
        """Nobody listens; somebody hangs up in the middle; somebody never answers."""
        self.flush(self.forward(None, to="127.0.0.1:1"), RETRY)
        self.flush(self.forward(self.server(fail=lambda s: True), "timeout=5"), RETRY)
        self.flush(self.forward(self.server(answer=False), "timeout=1"), RETRY)
        self.flush(self.forward(self.server(answer=False), "require_ack=off"), OK)

    def test_comes_back(self):
        server = self.server()
        host = self.forward(server)
        self.assertEqual(host.give(CHUNK), OK)
        server.kill()
        self.assertEqual(host.give(CHUNK), RETRY)
        again = self.server(port=server.port)
        self.flush(host, OK)
        self.assertEqual([e[3] for e in again.events], CLEAN)

    def test_shared_key_and_user(self):
        server = self.server(key="s3cret", users={"anna": "pw"})
        key, user = self.path("key", "s3cret\n"), self.path("user", "anna:pw\n")
        self.flush(self.forward(server, "to_shared_key_file=" + key, "to_user_file=" + user), OK)
        self.assertEqual([e[3] for e in server.events], CLEAN)
        wrong = self.path("wrong", "other\n")
        self.flush(self.forward(server, "to_shared_key_file=" + wrong, "to_user_file=" + user), RETRY)
        self.assertEqual(len(server.events), 2)

    def test_tls(self):
        from test_forward import certificates
        pem = certificates(self.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem("a.pem"), pem("a.key"))
        server = self.server(tls=context)
        self.flush(self.forward(server, "to_tls=on", "to_ca=" + pem("ca.pem")), OK)
        self.assertEqual([e[3] for e in server.events], CLEAN)
        self.flush(self.forward(server, "to_tls=on"), RETRY)  # a certificate that nobody trusts
        self.assertEqual(len(server.events), 2)

    def test_several_servers(self):
        one, other = self.server(), self.server()
        to = "127.0.0.1:%d,127.0.0.1:1,127.0.0.1:%d" % (one.port, other.port)
        self.flush(self.forward(None, to=to), *[OK] * 6)
        self.assertEqual(len(one.events) + len(other.events), 12)

    # ---- answers ----

    def test_what_cannot_be_examined(self):
        path = self.path("out.log")
        self.flush(Host("out", "mode=file", "path=" + path), ERROR, chunk=CHUNK[:-1][:20])
        self.flush(Host("out", "mode=file", "path=" + path), OK, chunk=CHUNK + b"\xc1")
        self.flush(Host("out", "mode=file", "path=" + path, "on_error=drop"), ERROR, chunk=CHUNK + b"\xc1")
        with open(path, encoding="utf-8") as f:
            self.assertEqual(len(f.readlines()), 2)

    def test_wrong_settings(self):
        for words, text in (([], "mode"), (["mode=tcp"], "write forward or kafka or file or stdout"), (["mode=file"], "path"),
                            (["mode=file", "path=/none/such/file"], "/none/such/file"), (["mode=forward"], "`to`"),
                            (["mode=forward", "to=x:y:z"], "x:y:z"), (["mode=forward", "to=a:1", "timeout=0"], "from 1 to 3600"),
                            (["mode=forward", "to=a:1", "to_ca=/none"], "to_tls"), (["mode=stdout", "format=xml"], "json or msgpack"),
                            (["mode=kafka"], "brokers"), (["mode=kafka", "brokers=127.0.0.1:1"], "topic")):
            host = Host("out", *words)
            self.assertEqual(host.end(), REFUSED, (words, host.said))
            self.assertIn(text, host.said)

    def test_kafka_settings(self):
        """Properties that hold the promise cannot be taken away; a wrong one is named and its value is not."""
        for line, text in (("acks=0", "acks is set by phisieve"), ("no.such=s3cret", "no.such"), ("nonsense", "property=value")):
            host = Host("out", "mode=kafka", "brokers=127.0.0.1:1", "topic=t", "kafka_conf=" + self.path("conf", line + "\n"))
            self.assertEqual(host.end(), REFUSED, host.said)
            self.assertIn(text, host.said)
            self.assertNotIn("s3cret", host.said)
        if os.environ.get("PHISIEVE_SANITIZED") != "thread":  # which librdkafka is not built for
            self.flush(Host("out", "mode=kafka", "brokers=127.0.0.1:1", "topic=$TAG", "timeout=1"), RETRY)

    def test_stack(self):
        host = self.forward(self.server())
        self.flush(host, OK)
        self.assertLessEqual(host.deepest(), SMALL_STACK_MAY_USE)

    def test_nothing_of_ours_is_seen(self):
        def names(*words):
            out = subprocess.run(["nm", "-D", *words, OUT], capture_output=True, text=True, check=True).stdout
            return {line.split()[-1] for line in out.splitlines()}
        self.assertTrue(all(name.startswith("FLBPlugin") for name in names("--defined-only")))
        if not os.environ.get("PHISIEVE_SANITIZED"):
            foreign = {n for n in names("--undefined-only") if "@" not in n and not n.startswith(("_ITM", "__gmon"))}
            self.assertEqual(foreign, {"flb_log_print"})


if __name__ == "__main__":
    unittest.main()
