# SPDX-License-Identifier: Apache-2.0
"""phisieve forward between peers that are not ours: all modes, handshakes, TLS, outages, kills, the end."""
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import peers
from peers import Client, Server, event_time, packed

PROGRAM = os.environ.get("PHISIEVE", "phisieve")
SSN = "987-65-4320"


class Sidecar:
    def __init__(self, *words, to=None, doors=("127.0.0.1:0",), env=None):
        args = [PROGRAM, "forward", "--stats=json", "--drain-timeout", "5", *words]
        for door in doors:
            args += ["--from", door]
        if to is not None:
            args += ["--to", to if isinstance(to, str) else ",".join("127.0.0.1:%d" % port for port in to)]
        self.process = subprocess.Popen(args, stderr=subprocess.PIPE, text=True, env=env)
        self.lines, self.port = [], None
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append(line)
            if '"event":"door"' in line:
                self.port = json.loads(line)["port"]
            if '"event":"listening"' in line:
                self.ready.set()
        self.ready.set()

    def said(self):
        return "".join(self.lines)

    def wait(self):
        assert self.ready.wait(60) and self.process.poll() is None, self.said()
        return self

    def end(self, code=0, by=signal.SIGTERM):
        if by:
            self.process.send_signal(by)
        got = self.process.wait(30)
        self.reader.join(10)
        assert got == code, (got, self.said())
        stats = [line for line in self.lines if line.startswith('{"events_in"')]
        return json.loads(stats[-1]) if stats else None

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def certificates(folder):
    """An authority, and a certificate for 127.0.0.1 of it."""
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, cwd=folder, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
            "-out", "ca.pem", "-subj", "/CN=test authority", "-days", "2")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "a.key", "-out",
            "a.csr", "-subj", "/CN=a")
    with open(os.path.join(folder, "san"), "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "a.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "a.pem",
            "-days", "2", "-extfile", "san")
    return lambda name: os.path.join(folder, name)


class Forward(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="phisieve-forward-")
        self.addCleanup(self.folder.cleanup)
        self.sidecars = []
        self.addCleanup(self.finish)

    def finish(self):
        for sidecar in self.sidecars:
            sidecar.kill()
            self.assertNotIn(SSN, sidecar.said())
            self.assertNotIn("Zorblat", sidecar.said())

    def sidecar(self, *words, **named):
        sidecar = Sidecar(*words, **named)
        self.sidecars.append(sidecar)
        return sidecar

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def until(self, what, seconds=30):
        end = time.monotonic() + seconds
        while not what():
            self.assertLess(time.monotonic(), end, "it did not come: " + "".join(s.said() for s in self.sidecars))
            time.sleep(0.02)

    # ---- modes ----

    def test_all_modes(self):
        server = Server()
        sidecar = self.sidecar("--tag-prefix", "clean.", to=[server.port]).wait()
        client = Client(sidecar.port)
        record = {"log": "ssn=" + SSN, "n": 7}
        clean = {"log": "ssn=[SSN]", "n": 7}
        entries = [[event_time(5, 6), record], [[event_time(6), {"user": "zorblat@example.com"}], record], [7, record]]
        client.write(["t", 4, record, {"chunk": "1"}])
        client.ack("1")
        client.write(["t", event_time(4), record])  # nobody asks for an answer
        client.write(None)
        client.write(["t", entries, {"chunk": "2"}])
        client.ack("2")
        client.write(["t", packed(entries), {"chunk": "3", "size": 3}])
        client.ack("3")
        client.write(["t", packed(entries).decode("latin-1").encode("latin-1"), {"chunk": b"\xff\x00"}])
        self.assertEqual(client.read(), {"ack": "\udcff\x00"})
        squeezed = peers.gzip.compress(packed(entries[:1])) + peers.gzip.compress(packed(entries[1:]))
        client.write(["t", squeezed, {"chunk": "5", "compressed": "gzip"}])
        client.ack("5")
        times = [4, event_time(4)] + 4 * [event_time(5, 6), event_time(6), 7]
        self.assertEqual(server.events, [("clean.t", at, None, clean) for at in times])
        stats = sidecar.end()
        self.assertEqual((stats["events_in"], stats["redacted"], stats["messages"]), (14, 14, 6))

    def test_zstd(self):
        squeezed = subprocess.run(["zstd", "-q", "-c"], input=packed([[1, {"ssn": SSN}]]), stdout=subprocess.PIPE,
                                  check=True).stdout
        server = Server()
        client = Client(self.sidecar(to=[server.port]).wait().port)
        client.write(["t", squeezed, {"chunk": "z", "compressed": "zstd"}])
        client.ack("z")
        self.assertEqual(server.events, [("t", 1, None, {"ssn": "[SSN]"})])

    def test_metadata_and_groups(self):
        begin, end = peers.msgpack.ExtType(0, b"\xff\xff\xff\xff" + bytes(4)), peers.msgpack.ExtType(
            0, b"\xff\xff\xff\xfe" + bytes(4))
        entries = [[[begin, {"schema": "otlp"}], {"host": "a", "user": "zorblat@example.com"}],
                   [[event_time(1), {"patient_name": "Zorblat Quimb"}], {"a": 1}], [[end, {}], {}]]
        for words, want in (((), [("t", event_time(1), None, {"a": 1})]),
                            (("--send-metadata",),
                             [("t", begin, {"schema": "otlp"}, {"host": "a", "user": "[EMAIL]"}),
                              ("t", event_time(1), {"patient_name": "[NAME]"}, {"a": 1}), ("t", end, {}, {})])):
            server = Server()
            sidecar = self.sidecar(*words, to=[server.port]).wait()
            client = Client(sidecar.port)
            client.write(["t", packed(entries), {"chunk": "g"}])
            client.ack("g")
            self.assertEqual(server.events, want)
            stats = sidecar.end()
            self.assertEqual(stats["filtered"], 0 if words else 2)
            self.assertEqual(stats["events_in"], sum(stats[k] for k in ("clean", "redacted", "withheld", "filtered")))

    def test_message_with_metadata(self):
        server = Server()
        client = Client(self.sidecar("--send-metadata", to=[server.port]).wait().port)
        client.write(["t", event_time(1), {"a": 1}, {"chunk": "m", "metadata": {"ssn": SSN}}])
        client.ack("m")
        self.assertEqual(server.events, [("t", event_time(1), {"ssn": "[SSN]"}, {"a": 1})])

    def test_tags_are_examined(self):
        server = Server()
        client = Client(self.sidecar(to=[server.port]).wait().port)
        client.write(["app.ssn=" + SSN, 1, {"a": 1}, {"chunk": "t"}])
        client.ack("t")
        self.assertEqual(server.events[0][0], "app.ssn=[SSN]")

    def test_many_tags_in_one_go(self):
        server = Server()
        client = Client(self.sidecar(to=[server.port]).wait().port)
        client.sock.sendall(b"".join(peers.msgpack.packb(["t%d" % (n // 3), n, {"n": n, "ssn": SSN}])
                                     for n in range(999)))
        client.write(["end", 0, {}, {"chunk": "e"}])
        client.ack("e")
        self.assertEqual([event[3].get("n") for event in server.events], [*range(999), None])
        self.assertLess(server.messages, 999)

    def test_any_cut_of_the_stream(self):
        server = Server()
        client = Client(self.sidecar(to=[server.port]).wait().port)
        message = peers.msgpack.packb(["t", packed([[1, {"ssn": SSN}], [2, {"b": "x"}]]), {"chunk": "c"}])
        for at in range(1, len(message)):
            client.sock.sendall(message[:at])
            if at % 8 == 0:
                time.sleep(0.005)
            client.sock.sendall(message[at:])
            client.ack("c")
        self.assertEqual(len(server.events), 2 * (len(message) - 1))

    def test_large(self):
        server = Server()
        sidecar = self.sidecar(to=[server.port]).wait()
        client = Client(sidecar.port, timeout=120)
        events = [[n, {"log": "all is well here %d" % n, "n": n, **({"ssn": SSN} if n % 100 == 0 else {})}]
                  for n in range(60000)]
        client.write(["t", packed(events), {"chunk": "L"}])
        client.ack("L")
        self.assertEqual([e[1] for e in server.events], [*range(60000)])
        self.assertTrue(all(e[3].get("ssn", "[SSN]") == "[SSN]" for e in server.events))

    def test_real_peers_sizes(self):
        """Gzip on the way out, several connections, unix sockets on both sides."""
        path, door = os.path.join(self.folder.name, "s"), os.path.join(self.folder.name, "d")
        server = Server(path=path)
        sidecar = self.sidecar("--to-gzip", to="unix:" + path, doors=("unix:" + door, "127.0.0.1:0")).wait()
        self.assertEqual(os.stat(door).st_mode & 0o777, 0o600)
        clients = [Client(path=door), Client(sidecar.port), Client(path=door)]
        for n in range(30):
            for i, client in enumerate(clients):
                client.write(["t%d" % i, n, {"ssn": SSN}, {"chunk": "x"}])
        for n in range(30):
            for client in clients:
                client.ack("x")
        for i in range(3):
            self.assertEqual([e[1] for e in server.events if e[0] == "t%d" % i], [*range(30)])
        sidecar.end()
        self.assertFalse(os.path.exists(door))

    # ---- what is wrong ----

    def test_what_is_no_message(self):
        server = Server()
        sidecar = self.sidecar("--max-message", "1M", to=[server.port]).wait()
        for data in (b"\xc1", b"GET / HTTP/1.0\r\n\r\n", peers.msgpack.packb({"ssn": SSN}),
                     peers.msgpack.packb(["t"]), peers.msgpack.packb(["t", 5]),
                     peers.msgpack.packb(["t", b"x", {"compressed": "gzip", "chunk": "c"}]),
                     peers.msgpack.packb(["t", b"x", {"compressed": "lz4", "chunk": "c"}]),
                     b"\x93\xa1t\xdb\x7f\xff\xff\xff" + bytes(3 << 20),
                     peers.msgpack.packb(["t", 1, {"a": "b" * (2 << 20)}])):
            client = Client(sidecar.port)
            try:
                client.sock.sendall(data)
                self.assertIsNone(client.read())
            except OSError:
                pass
            client.close()
        client = Client(sidecar.port)
        client.write(["metrics", b"\x80", {"fluent_signal": 1, "chunk": "no"}])
        client.write(["t", packed([[1, {"ssn": SSN}]]) + b"\x01\xa3ssn\x92\xd7", {"chunk": "c"}])
        client.ack("c")
        self.assertEqual(server.events, [("t", 1, None, {"ssn": "[SSN]"})])
        stats = sidecar.end()
        self.assertGreaterEqual(stats["refused"], 9)
        self.assertEqual(stats["withheld"], 3)
        self.assertEqual(stats["events_in"], 4)

    def test_what_cannot_be_examined_is_withheld(self):
        server = Server()
        sidecar = self.sidecar("--max-line", "4K", to=[server.port]).wait()
        client = Client(sidecar.port)
        client.write(["t", [[1, {"log": "ssn=" + SSN + " " * 5000}], [2, {"a": 1}]], {"chunk": "c"}])
        client.ack("c")
        self.assertEqual(server.events, [("t", 1, None, {"phisieve": "[WITHHELD:not-examined]"}),
                                         ("t", 2, None, {"a": 1})])
        self.assertEqual(sidecar.end()["withheld"], 1)

    def test_wrong_words(self):
        for words, what in (([], "--to"), (["--to", "nobody:x"], "no address"), (["--to", "a:1", "rest"], "words"),
                            (["--to", "a:1", "--users-file", self.file("u", "a:b")], "--shared-key-file"),
                            (["--to", "a:1", "--to-ca", "x"], "--to-tls"),
                            (["--to", "a:1", "--tls-cert", "x"], "key"),
                            (["--to", "a:1", "--tls-cert", "/none", "--tls-key", "/none"], "certificate")):
            done = subprocess.run([PROGRAM, "forward", *words], stderr=subprocess.PIPE, text=True, timeout=60)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(what, done.stderr)
        taken = Server()
        done = subprocess.run([PROGRAM, "forward", "--to", "127.0.0.1:1", "--from", "127.0.0.1:%d" % taken.port],
                              stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(done.returncode, 3)
        self.assertIn("listen", done.stderr)

    # ---- secrets ----

    def test_shared_key_and_users(self):
        server = Server(key="far", users={"me": "pass"})
        sidecar = self.sidecar("--shared-key-file", self.file("k", "near\n"), "--users-file",
                               self.file("u", "ann:one\nbob:t:wo\n"), "--to-shared-key-file", self.file("fk", "far"),
                               "--to-user-file", self.file("fu", "me:pass\n"), to=[server.port]).wait()
        for user, password in (("ann", "one"), ("bob", "t:wo")):
            client = Client(sidecar.port, key="near", user=user, password=password)
            client.write(["t", 1, {"ssn": SSN}, {"chunk": "c"}])
            client.ack("c")
        for key, user, password in (("wrong", "ann", "one"), ("near", "ann", "two"), ("near", "eve", "")):
            with self.assertRaises(PermissionError):
                Client(sidecar.port, key=key, user=user, password=password)
        client = Client(sidecar.port)  # no handshake at all
        client.write(["t", 1, {"a": SSN}, {"chunk": "no"}])
        self.assertEqual(client.read()[0], "HELO")
        self.assertIsNone(client.read())
        self.assertEqual(len(server.events), 2)

    def test_a_server_that_does_not_know_the_key(self):
        server = Server(key="other")
        sidecar = self.sidecar("--to-shared-key-file", self.file("k", "mine"), to=[server.port]).wait()
        client = Client(sidecar.port, timeout=2)
        client.write(["t", 1, {"a": 1}, {"chunk": "c"}])
        with self.assertRaises(OSError):
            client.read()
        self.assertEqual(server.events, [])
        self.assertIn("shared key", sidecar.said())

    def test_tls(self):
        at = certificates(self.folder.name)
        context = peers.ssl.SSLContext(peers.ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(at("a.pem"), at("a.key"))
        context.load_verify_locations(at("ca.pem"))
        context.verify_mode = peers.ssl.CERT_REQUIRED
        server = Server(tls=context)
        sidecar = self.sidecar("--tls-cert", at("a.pem"), "--tls-key", at("a.key"), "--tls-client-ca", at("ca.pem"),
                               "--to-tls", "--to-ca", at("ca.pem"), "--to-cert", at("a.pem"), "--to-key", at("a.key"),
                               to=[server.port]).wait()
        mine = peers.ssl.create_default_context(cafile=at("ca.pem"))
        mine.load_cert_chain(at("a.pem"), at("a.key"))
        client = Client(sidecar.port, tls=mine)
        client.write(["t", packed([[n, {"ssn": SSN, "fill": "x" * 3000}] for n in range(500)]), {"chunk": "c"}])
        client.ack("c")
        self.assertEqual(len(server.events), 500)
        nobody = peers.ssl.create_default_context(cafile=at("ca.pem"))
        with self.assertRaises(OSError):
            other = Client(sidecar.port, tls=nobody)
            other.write(["t", 1, {"a": 1}, {"chunk": "c"}])
            if other.read() is None:
                raise OSError("hung up")
        plain = Client(sidecar.port)
        plain.write(["t", 1, {"a": 1}, {"chunk": "c"}])
        try:
            self.assertIn(plain.read(), (None, 21))  # nothing, or the alert of TLS
        except (OSError, ValueError):
            pass

    def test_a_server_whose_certificate_is_not_trusted(self):
        at = certificates(self.folder.name)
        context = peers.ssl.SSLContext(peers.ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(at("a.pem"), at("a.key"))
        server = Server(tls=context)
        sidecar = self.sidecar("--to-tls", to=[server.port]).wait()
        client = Client(sidecar.port, timeout=2)
        client.write(["t", 1, {"a": 1}, {"chunk": "c"}])
        with self.assertRaises(OSError):
            client.read()
        self.assertIn("TLS", sidecar.said())
        self.assertEqual(server.events, [])

    # ---- outages ----

    def test_the_server_goes_and_comes(self):
        server = Server()
        port, seen = server.port, []
        sidecar = self.sidecar(to=[port]).wait()
        acked = []

        def feed():
            client = Client(sidecar.port, timeout=60)
            for n in range(300):
                client.write(["t", n, {"ssn": SSN, "n": n}, {"chunk": str(n)}])
                client.ack(str(n))
                acked.append(n)
                time.sleep(0.005)

        feeder = threading.Thread(target=feed)
        feeder.start()
        for _ in range(3):
            have = len(acked) + 20
            self.until(lambda: len(acked) > have)
            server.kill()
            time.sleep(0.3)
            seen += server.events
            server = Server(port)
        feeder.join(90)
        seen += server.events
        numbers = [event[3]["n"] for event in seen]
        self.assertEqual(acked, [*range(300)])
        self.assertEqual(sorted(set(numbers)), [*range(300)])
        first = [n for i, n in enumerate(numbers) if n not in numbers[:i]]
        self.assertEqual(first, [*range(300)])
        self.assertLess(len(numbers), 310)
        self.assertTrue(all(event[3]["ssn"] == "[SSN]" for event in seen))
        sidecar.end()

    def test_a_server_that_hangs_up_without_an_answer(self):
        server = Server(fail=lambda s: len(s.chunks) < 0 or s.__dict__.setdefault("tries", []).append(1) or
                        len(s.tries) < 4)
        client = Client(self.sidecar(to=[server.port]).wait().port)
        client.write(["t", 1, {"a": 1}, {"chunk": "c"}])
        client.ack("c")
        self.assertEqual((len(server.tries), len(server.events)), (4, 1))

    def test_several_servers(self):
        servers = [Server() for _ in range(3)]
        sidecar = self.sidecar("--threads", "3", to=[server.port for server in servers]).wait()
        clients = [Client(sidecar.port) for _ in range(6)]

        def round_of(n):
            for client in clients:
                client.write(["t", n, {"n": n}, {"chunk": "c"}])
            for client in clients:
                client.ack("c")

        for n in range(40):
            round_of(n)
        self.assertGreater(sum(bool(server.events) for server in servers), 1)
        servers[0].kill()
        for n in range(40, 60):
            round_of(n)
        self.assertEqual(sum(len(server.events) for server in servers), 360)

    # ---- the spool ----

    def spool(self):
        """Options of one, with a new key; the folder."""
        folder, key = os.path.join(self.folder.name, "spool"), os.path.join(self.folder.name, "spool.key")
        if not os.path.exists(key):
            subprocess.run([PROGRAM, "key", "new", key], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return folder, ["--spool", folder, "--spool-key", key]

    def chunks(self, folder):
        return sorted(name for name in os.listdir(folder) if name.endswith(".chunk"))

    def give(self, sidecar, numbers, tag="app"):
        """Each a message of its own, acknowledged."""
        client = peers.Client(sidecar.port)
        for n in numbers:
            client.write([tag, [[n, {"n": n, "log": "ssn " + SSN}]], {"chunk": "c%d" % n}])
            client.ack("c%d" % n)
        client.close()

    def test_spool(self):
        """Nobody listens: senders go on, what is on the disk tells nothing; a server comes, and all arrives in order."""
        folder, words = self.spool()
        server = peers.Server()
        port = server.port
        server.kill()
        sidecar = self.sidecar(*words, to=[port]).wait()
        self.give(sidecar, range(30))
        self.assertEqual(len(self.chunks(folder)), 30)
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        for name in self.chunks(folder):
            with open(os.path.join(folder, name), "rb") as file:
                sealed = file.read()
            self.assertNotIn(b"[SSN]", sealed)
            self.assertNotIn(b"app", sealed)
        server = peers.Server(port=port)
        self.addCleanup(server.kill)
        self.give(sidecar, range(30, 40))
        self.until(lambda: len(server.events) == 40)
        self.assertEqual([e[3]["n"] for e in server.events], [*range(40)])
        self.until(lambda: not self.chunks(folder))
        stats = sidecar.end()
        self.assertEqual((stats["events_in"], stats["redacted"], stats["spooled"]), (40, 40, 0))
        self.assertEqual({e[3]["log"] for e in server.events}, {"ssn [SSN]"})

    def test_spool_survives(self):
        """SIGTERM and kill -9 with a full hand: the next process sends what was acknowledged."""
        folder, words = self.spool()
        for start, end in ((0, signal.SIGTERM), (10, signal.SIGKILL)):
            sidecar = self.sidecar(*words, to=[1]).wait()
            self.give(sidecar, range(start, start + 10))
            if end == signal.SIGKILL:
                sidecar.kill()
            else:
                self.assertEqual(sidecar.end()["spooled"], 10)
        self.assertEqual(len(self.chunks(folder)), 20)
        with open(os.path.join(folder, ".00000000000000000099.chunk.phisieve-abcdef"), "w") as file:
            file.write("half")  # as a process leaves it that is killed while it writes
        server = peers.Server()
        self.addCleanup(server.kill)
        sidecar = self.sidecar(*words, to=[server.port]).wait()
        self.until(lambda: len(server.events) >= 20)
        self.assertEqual([e[3]["n"] for e in server.events], [*range(20)])
        self.until(lambda: os.listdir(folder) == ["lock"])
        self.assertEqual(sidecar.end()["redacted"], 20)

    def test_spool_full(self):
        """Then senders wait, and nothing is lost."""
        folder, words = self.spool()
        server = peers.Server()
        port = server.port
        server.kill()
        sidecar = self.sidecar(*words, "--spool-size", "4K", to=[port]).wait()
        client = peers.Client(sidecar.port, timeout=2)
        answered = 0
        with self.assertRaises(OSError):
            for n in range(100):
                client.write(["app", [[n, {"n": n}]], {"chunk": "c%d" % n}])
                client.ack("c%d" % n)
                answered += 1
        self.assertTrue(5 < answered < 60, answered)
        self.assertLessEqual(sum(os.path.getsize(os.path.join(folder, name)) for name in self.chunks(folder)), 4096)
        client.sock.settimeout(30)
        server = peers.Server(port=port)
        self.addCleanup(server.kill)
        client.ack("c%d" % answered)
        self.until(lambda: len(server.events) == answered + 1)
        self.assertEqual([e[3]["n"] for e in server.events], [*range(answered + 1)])
        client.close()
        sidecar.end()

    def test_spool_damaged(self):
        """A file that was changed, two that changed places: put aside, kept, told; the others arrive."""
        folder, words = self.spool()
        sidecar = self.sidecar(*words, to=[1]).wait()
        self.give(sidecar, range(6))
        sidecar.end()
        names = [os.path.join(folder, name) for name in self.chunks(folder)]
        with open(names[1], "r+b") as file:
            file.seek(40)
            file.write(b"?")
        os.rename(names[3], names[3] + ".x")
        os.rename(names[4], names[3])
        os.rename(names[3] + ".x", names[4])
        server = peers.Server()
        self.addCleanup(server.kill)
        sidecar = self.sidecar(*words, to=[server.port]).wait()
        self.until(lambda: len(server.events) == 3)
        self.assertEqual([e[3]["n"] for e in server.events], [0, 2, 5])
        self.until(lambda: not self.chunks(folder))
        sidecar.end()
        self.assertEqual(sum(name.endswith(".bad") for name in os.listdir(folder)), 3)
        self.assertEqual(sidecar.said().count("damaged"), 3)

    def test_spool_under_kills(self):
        """A server that comes and goes, a sidecar that is killed: of what was acknowledged nothing is lost, and what came first
        arrives first."""
        folder, words = self.spool()
        server, rng, n, acked, events = peers.Server(), random.Random(20261123), 0, [], []
        port, up = server.port, True
        for _ in range(12):
            sidecar = self.sidecar(*words, to=[port]).wait()
            last, end = n + rng.randrange(60, 250), rng.choice(("kill", "term"))
            client = peers.Client(sidecar.port, timeout=10)
            while n < last:
                if rng.random() < 0.02:
                    if up:
                        server.kill()
                        time.sleep(0.05)  # what it has taken it notes
                        events += server.events
                    else:
                        server = peers.Server(port=port)
                    up = not up
                client.write(["app", [[n, {"n": n, "log": "ssn " + SSN}]], {"chunk": "c%d" % n}])
                if n + 1 == last and end == "kill":
                    sidecar.kill()  # with one under way
                else:
                    client.ack("c%d" % n)
                    acked.append(n)
                n += 1
            client.close()
            if end == "term":
                sidecar.end()
        if not up:
            server = peers.Server(port=port)
        self.addCleanup(server.kill)
        sidecar = self.sidecar(*words, to=[port]).wait()
        self.until(lambda: not self.chunks(folder))
        sidecar.end()
        numbers = [e[3]["n"] for e in events + server.events]
        first = list(dict.fromkeys(numbers))
        self.assertEqual(set(acked) - set(numbers), set())
        self.assertEqual(first, sorted(first))
        self.assertNotIn(SSN, repr(events + server.events))
        self.assertFalse([name for name in os.listdir(folder) if name.endswith(".bad")])

    def test_spool_wrong_words(self):
        folder, words = self.spool()
        for args, text in ((["--spool", folder], "--spool-key"), (words[2:], "--spool"), ([*words[:2], "--spool-key", "/none/such"], "/none/such"),
                           (["--spool", "/proc/none/such", *words[2:]], "/proc/none/such")):
            done = subprocess.run([PROGRAM, "forward", "--to", "127.0.0.1:1", "--from", "127.0.0.1:0", *args], capture_output=True, text=True,
                                  timeout=60)
            self.assertIn(done.returncode, (2, 3), args)
            self.assertIn(text, done.stderr)
        first = self.sidecar(*words, to=[1]).wait()
        done = subprocess.run([PROGRAM, "forward", "--to", "127.0.0.1:1", "--from", "127.0.0.1:0", *words], capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("another process", done.stderr)
        first.end()

    def test_killed(self):
        """A sender that asks for answers loses nothing with kill -9; what it has not heard of it sends again."""
        server = Server()
        sidecar = self.sidecar(to=[server.port]).wait()
        acked, kills = -1, 0
        client = Client(sidecar.port)
        while acked < 400:
            try:
                for n in range(acked + 1, min(acked + 6, 401)):
                    client.write(["t", n, {"n": n, "ssn": SSN}, {"chunk": str(n)}])
                for n in range(acked + 1, min(acked + 6, 401)):
                    client.ack(str(n))
                    acked = n
            except (OSError, AssertionError):
                client = Client(sidecar.port)
            if acked > 60 * (kills + 1) and kills < 5:
                kills += 1
                client.write(["t", acked + 1, {"n": acked + 1, "ssn": SSN}, {"chunk": str(acked + 1)}])
                sidecar.kill()
                sidecar = self.sidecar(to=[server.port], doors=("127.0.0.1:%d" % sidecar.port,)).wait()
        numbers = [event[3]["n"] for event in server.events]
        self.assertEqual(sorted(set(numbers)), [*range(401)])
        self.assertTrue(all(event[3]["ssn"] == "[SSN]" for event in server.events))

    def test_back_pressure(self):
        """A server that takes nothing makes the sender wait, and memory does not grow."""
        server = Server(answer=False)
        sidecar = self.sidecar(to=[server.port]).wait()
        client = Client(sidecar.port, timeout=3)
        data = packed([[n, {"log": "all is well " * 20}] for n in range(1000)])
        sent = 0
        with self.assertRaises(OSError):
            for _ in range(2000):
                client.write(["t", data, {}])
                sent += 1
        self.assertLess(sent, 400)
        with open("/proc/%d/status" % sidecar.process.pid) as file:
            rss = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
        if "PHISIEVE_SANITIZED" not in os.environ:
            self.assertLess(rss, 200 << 10)

    # ---- the end ----

    def test_the_end_takes_what_has_come(self):
        server = Server()
        sidecar = self.sidecar(to=[server.port]).wait()
        client = Client(sidecar.port)
        for n in range(500):
            client.write(["t", n, {"n": n}])
        sidecar.end()
        self.assertEqual([event[3]["n"] for event in server.events], [*range(500)])

    def test_the_end_without_a_server(self):
        sidecar = self.sidecar("--drain-timeout", "1", to="127.0.0.1:1").wait()
        client = Client(sidecar.port)
        client.write(["t", 1, {"a": 1}, {"chunk": "c"}])
        self.until(lambda: "not_taken" in sidecar.said())
        sidecar.end(5)
        try:
            self.assertIsNone(client.read())
        except OSError:
            pass

    def test_health_and_metrics(self):
        import urllib.error
        import urllib.request
        probe = socket.socket()
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = Server()
        sidecar = self.sidecar("--listen", "127.0.0.1:%d" % port, to=[server.port]).wait()

        def get(path):
            try:
                with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path), timeout=10) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read().decode()

        client = Client(sidecar.port)
        client.write(["t", [[1, {"ssn": SSN}], [2, {"a": 1}]], {"chunk": "c"}])
        client.ack("c")
        self.assertEqual(get("/readyz")[0], 200)
        text = get("/metrics")[1]
        self.assertIn('phisieve_records_consumed_total{door="forward"} 2\n', text)
        self.assertIn('phisieve_records_in_flight{door="forward"} 0\n', text)
        self.assertIn('outcome="redacted"} 1\n', text)
        self.assertNotIn("transactions", text)
        server.kill()
        client.write(["t", 1, {"a": 1}, {"chunk": "d"}])
        self.until(lambda: get("/readyz")[0] == 503)
        self.assertIn("no server", get("/readyz")[1])
        self.assertIn('phisieve_records_in_flight{door="forward"} 1\n', get("/metrics")[1])


if __name__ == "__main__":
    if len(sys.argv) > 1 and os.path.exists(sys.argv[1]):
        PROGRAM = sys.argv.pop(1)
    unittest.main(verbosity=2)
