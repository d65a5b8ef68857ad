# SPDX-License-Identifier: Apache-2.0
"""Spoils batches in the log of a broker that is stopped: what a bad disk or a bad producer leaves.

The batch of Kafka's message format 2: offset of the first record 8, length of what follows 4, leader
epoch 4, version 1, CRC-32C of what follows 4, attributes 2, last offset delta 4, ... records."""
import os
import struct
from collections import namedtuple

HEAD, CRC_AT, CHECKED_AT, COUNT_AT, RECORDS_AT = 12, 17, 21, 57, 61

# Batch: where it stands in the file, its bytes in all, first and last offset.
Batch = namedtuple("Batch", "at size first last")

_TABLE = []
for _n in range(256):
    for _ in range(8):
        _n = _n >> 1 ^ (0x82F63B78 if _n & 1 else 0)
    _TABLE.append(_n)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def segment(broker, topic, partition):
    return os.path.join(broker.path("data"), "%s-%d" % (topic, partition), "%020d.log" % 0)


def batches(path):
    with open(path, "rb") as file:
        data = file.read()
    found, at = [], 0
    while at + RECORDS_AT <= len(data):
        first, length = struct.unpack_from(">qi", data, at)
        if length <= 0:
            break
        delta = struct.unpack_from(">i", data, at + CHECKED_AT + 2)[0]
        found.append(Batch(at, HEAD + length, first, first + delta))
        at += HEAD + length
    return found


def _change(path, batch, fn, checksum):
    with open(path, "r+b") as file:
        file.seek(batch.at)
        data = bytearray(file.read(batch.size))
        fn(data)
        if checksum:
            struct.pack_into(">I", data, CRC_AT, crc32c(data[CHECKED_AT:]))
        file.seek(batch.at)
        file.write(data)


def flip(path, batch):
    """One bit of a record: the checksum does not hold any more."""
    def one(data):
        data[RECORDS_AT + (len(data) - RECORDS_AT) // 2] ^= 4
    _change(path, batch, one, False)


def garble(path, batch):
    """What is compressed does not even begin as it should; the checksum holds."""
    def one(data):
        for at in range(RECORDS_AT, RECORDS_AT + 4):
            data[at] ^= 0xA5
    _change(path, batch, one, True)


def overcount(path, batch):
    """It says that it has one record more than it has; the checksum holds."""
    def one(data):
        struct.pack_into(">i", data, COUNT_AT, struct.unpack_from(">i", data, COUNT_AT)[0] + 1)
    _change(path, batch, one, True)


def cut(path, batch):
    """The last record says that it is longer than what is there; the checksum holds."""
    def one(data):
        at = RECORDS_AT
        while True:
            length, size = _varint(data, at)
            if at + size + length >= len(data):
                break
            at += size + length
        data[at] = data[at] & 0x80 | 0x7E if size == 1 else data[at]
        if size > 1:
            data[at + size - 1] = 0x3F
    _change(path, batch, one, True)


def _varint(data, at):
    """(zigzag value, bytes)"""
    value = shift = size = 0
    while True:
        byte = data[at + size]
        value |= (byte & 0x7F) << shift
        shift, size = shift + 7, size + 1
        if not byte & 0x80:
            return value >> 1 ^ -(value & 1), size
