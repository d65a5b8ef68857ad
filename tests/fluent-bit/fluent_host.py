# SPDX-License-Identifier: Apache-2.0
"""A plugin in host_main, which loads it as Fluent Bit does; and chunks by an independent MessagePack."""
import io
import os
import struct
import subprocess
import sys

import msgpack

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "forward"))
ERROR, OK, RETRY = 0, 1, 2  # of the output
MODIFIED, NOTOUCH = 1, 2  # of the filter
REFUSED = 3  # the code of host_main when the plugin did not begin
SMALL_STACK_MAY_USE = 8192
HOST, FILTER, OUT = (os.environ.get("PHISIEVE_HOST_MAIN", ""), os.environ.get("PHISIEVE_FILTER", ""),
                     os.environ.get("PHISIEVE_OUT", ""))


def at(seconds, nanoseconds=0):
    return msgpack.ExtType(0, struct.pack(">II", seconds, nanoseconds))


def pack(*objects):
    return b"".join(msgpack.packb(o, use_bin_type=True, unicode_errors="surrogateescape") for o in objects)


def unpack(chunk):
    return list(msgpack.Unpacker(io.BytesIO(chunk), raw=False, strict_map_key=False, unicode_errors="surrogateescape",
                                 max_buffer_size=1 << 28))


class Host:
    """One instance. Words: NAME=VALUE."""

    def __init__(self, kind, *words, tag="app", env=None):
        self.kind, self.said = kind, ""
        plugin = FILTER if kind == "filter" else OUT
        self.process = subprocess.Popen([HOST, kind, plugin, tag, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env={**os.environ, **(env or {})})

    def _read(self, size):
        data = self.process.stdout.read(size)
        assert len(data) == size, (self.end(), self.said)
        return data

    def send(self, chunk):
        self.process.stdin.write(struct.pack("<I", len(chunk)) + chunk)
        self.process.stdin.flush()

    def answer(self):
        """The code; for the filter with the bytes that the host goes on with."""
        code = self._read(1)[0]
        if self.kind != "filter":
            return code
        return code, self._read(struct.unpack("<I", self._read(4))[0])

    def give(self, chunk):
        self.send(chunk)
        return self.answer()

    def end(self):
        """The code; what was said is in self.said."""
        _, said = self.process.communicate(timeout=120)
        self.said = said.decode("utf-8", "replace")
        return self.process.returncode

    def deepest(self):
        return int(self.said.rsplit("deepest ", 1)[1])


def through_filter(chunk, *words):
    """What the host goes on with."""
    host = Host("filter", *words)
    code, out = host.give(chunk)
    assert code in (MODIFIED, NOTOUCH) and host.end() == 0, host.said
    return out
