# SPDX-License-Identifier: Apache-2.0
"""Both ends of the Forward protocol, written from its specification with an independent MessagePack
(python3-msgpack): what stands before and behind the sidecar in the tests."""
import gzip
import hashlib
import os
import socket
import ssl
import struct
import threading

import msgpack


def event_time(seconds, nanoseconds=0):
    return msgpack.ExtType(0, struct.pack(">II", seconds, nanoseconds))


def sha(*parts):
    return hashlib.sha512(b"".join(p if isinstance(p, bytes) else p.encode() for p in parts)).hexdigest()


def unpacker():
    return msgpack.Unpacker(raw=False, strict_map_key=False, unicode_errors="surrogateescape", max_buffer_size=1 << 28)


class Peer:
    """Objects over a socket."""

    def __init__(self, sock):
        self.sock = sock
        self.parts = unpacker()

    def write(self, value):
        self.sock.sendall(msgpack.packb(value))

    def read(self):
        """None at the end."""
        while True:
            for value in self.parts:
                return value
            data = self.sock.recv(1 << 16)
            if not data:
                return None
            self.parts.feed(data)

    def close(self):
        self.sock.close()


class Server:
    """Keeps every event as (tag, time, metadata or None, record). fail: called for each message, True
    hangs up instead of answering."""

    def __init__(self, port=0, key=None, users=None, tls=None, fail=None, path=None, answer=True):
        self.key, self.users, self.tls, self.fail, self.answer = key, users, tls, fail, answer
        self.events, self.messages, self.chunks = [], 0, []
        self.lock = threading.Lock()
        self.listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(path or ("127.0.0.1", port))
        self.listener.listen(64)
        self.port = None if path else self.listener.getsockname()[1]
        self.open = []
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.open.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, sock):
        try:
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
                self.open.append(sock)
            peer = Peer(sock)
            if self.key and not self._shake(peer):
                return
            while True:
                message = peer.read()
                if message is None or not self._take(peer, message):
                    return
        except (OSError, ssl.SSLError):
            pass
        finally:
            sock.close()

    def _shake(self, peer):
        nonce, auth = os.urandom(8).hex(), os.urandom(8).hex() if self.users else ""
        peer.write(["HELO", {"nonce": nonce, "auth": auth, "keepalive": True}])
        ping = peer.read()
        if ping is None:
            return False
        _, host, salt, proof, user, password = ping
        good = proof == sha(salt, host, nonce, self.key)
        if good and self.users:
            good = user in self.users and password == sha(auth, user, self.users[user])
        peer.write(["PONG", good, "" if good else "no", "server", sha(salt, "server", nonce, self.key)])
        return good

    def _take(self, peer, message):
        tag, second = message[:2]
        option = message[-1] if isinstance(message[-1], dict) and len(message) > 2 else {}
        if isinstance(second, (bytes, str)):
            data = second if isinstance(second, bytes) else second.encode("utf-8", "surrogateescape")
            if option.get("compressed") == "gzip":
                data = gzip.decompress(data)
            parts = unpacker()
            parts.feed(data)
            entries = list(parts)
            assert option.get("size", len(entries)) == len(entries), "size is wrong"
        else:
            entries = second if isinstance(second, list) else [message[1:3]]
        if self.fail and self.fail(self):
            return False
        with self.lock:
            self.messages += 1
            self.chunks.append(option.get("chunk"))
            for head, record in entries:
                time, metadata = head if isinstance(head, list) else (head, None)
                self.events.append((tag, time, metadata, record))
        if "chunk" in option and self.answer:
            peer.write({"ack": option["chunk"]})
        return True

    def kill(self):
        """As a process that is gone: what it had is kept here."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for sock in self.open:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()


class Client(Peer):
    def __init__(self, port=None, path=None, key=None, user="", password="", tls=None, timeout=30):
        sock = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        sock.settimeout(timeout)
        sock.connect(path or ("127.0.0.1", port))
        if tls:
            sock = tls.wrap_socket(sock, server_hostname="127.0.0.1")
        super().__init__(sock)
        if key:
            self._shake(key, user, password)

    def _shake(self, key, user, password):
        hello = self.read()
        assert hello[0] == "HELO", hello
        nonce, auth = hello[1]["nonce"], hello[1].get("auth", "")
        salt = os.urandom(8).hex()
        proof = sha(auth, user, password) if auth else ""
        self.write(["PING", "client", salt, sha(salt, "client", nonce, key), user if auth else "", proof])
        pong = self.read()
        if not (pong and pong[0] == "PONG" and pong[1]):
            raise PermissionError(pong and pong[2])
        assert pong[4] == sha(salt, pong[3], nonce, key), "the server does not know the key"

    def ack(self, chunk):
        answer = self.read()
        assert answer == {"ack": chunk}, answer


def packed(events):
    return b"".join(msgpack.packb(event) for event in events)
