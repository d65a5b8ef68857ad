# SPDX-License-Identifier: Apache-2.0
"""A line to a broker on which what is produced can be held or delayed, and nothing else is: fetches,
heartbeats and transactions go on. To be advertised by the broker as its address (listener())."""
import socket
import struct
import threading
import time

from broker import free_ports

PRODUCE = 0  # the key of the request


def _exactly(end, size):
    """None at the end of the connection."""
    parts = []
    while size:
        part = end.recv(min(size, 1 << 16))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class SlowLine:
    """line = SlowLine(broker), then broker.start(); clients use line.bootstrap."""

    def __init__(self, broker):
        self.delay = 0.0  # seconds, before each request that produces
        self.held = 0  # requests that wait, or have waited, since hold()
        self._go = threading.Event()
        self._go.set()
        port, self._behind = free_ports(2)
        self.bootstrap = "127.0.0.1:%d" % port
        self._door = socket.create_server(("127.0.0.1", port), backlog=50)
        broker.listen("listeners=PLAINTEXT://%s,SLOW://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d\n"
                      "advertised.listeners=PLAINTEXT://%s,SLOW://%s\n"
                      "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SLOW:PLAINTEXT\n"
                      % (broker.bootstrap, self._behind, broker.controller, broker.bootstrap, self.bootstrap))
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self):
        if self._go.is_set():
            self.held = 0
        self._go.clear()

    def release(self):
        self._go.set()

    def close(self):
        self.release()
        self._door.close()

    def _accept(self):
        while True:
            try:
                client = self._door.accept()[0]
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._behind), 10)
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.settimeout(None)
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client, server):
        back = threading.Thread(target=self._until_end, args=(self._answers, client, server), daemon=True)
        back.start()
        self._until_end(self._requests, client, server)
        back.join()
        client.close()
        server.close()

    @staticmethod
    def _until_end(work, client, server):
        try:
            work(client, server)
        except OSError:
            pass
        for end in (client, server):  # wakes the other direction
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _requests(self, client, server):
        """Each is its length (4), the key of what is asked for (2), and more."""
        while True:
            head = _exactly(client, 6)
            if head is None:
                return
            length, key = struct.unpack(">ih", head)
            body = _exactly(client, length - 2)
            if body is None:
                return
            if key == PRODUCE:
                self.held += not self._go.is_set()
                self._go.wait()
                time.sleep(self.delay)
            server.sendall(head + body)

    @staticmethod
    def _answers(client, server):
        while True:
            part = server.recv(1 << 16)
            if not part:
                return
            client.sendall(part)
