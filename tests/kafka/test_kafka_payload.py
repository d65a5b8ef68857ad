# SPDX-License-Identifier: Apache-2.0
"""Values that are not plain text, through the real broker: made and read by others' encoders."""
import base64
import bz2
import gzip
import hmac
import json
import os
import struct
import sys

import clients
import kafka_case
import traffic
from kafka_case import KafkaCase

try:
    import lz4.frame
    import snappy
    import zstandard
except ImportError as missing:
    print("skipped: no %s; pip installs %s" % (missing.name, " ".join(clients.ENCODERS)), flush=True)
    sys.exit(kafka_case.SKIPPED)

PHI = b'{"ssn":"306-30-2348","mrn":"40718322"}\n'
CLEAN = b'{"note":"nothing here","n":1}\n'
SECRETS = (b"306-30-2348", b"40718322")


def snappy_java(data):
    block = bytes(snappy.compress(data))
    return b"\x82SNAPPY\0" + struct.pack(">III", 1, 1, len(block)) + block


def snappy_java_open(data):
    at, out = 16, b""
    while at < len(data):
        size = struct.unpack_from(">I", data, at)[0]
        out += bytes(snappy.decompress(data[at + 4:at + 4 + size]))
        at += 4 + size
    return out


CODECS = {
    "gzip": (lambda data: gzip.compress(data, mtime=0), gzip.decompress),
    "zstd": (lambda data: zstandard.ZstdCompressor().compress(data),
             lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data)),
    "lz4": (lz4.frame.compress, lz4.frame.decompress),
    "snappy": (lambda data: bytes(snappy.StreamCompressor().add_chunk(data)),
               lambda data: bytes(snappy.StreamDecompressor().decompress(data))),
    "snappy-java": (snappy_java, snappy_java_open),
}


class Payload(KafkaCase):
    def through(self, records, *args, mode=kafka_case.EXACTLY_ONCE):
        """What came of (key, value, headers) records of one partition, in their order."""
        traffic.create(self.bootstrap, kafka_case.PARTITIONS, self.source, self.target)
        producer = clients.confluent_kafka.Producer({"bootstrap.servers": self.bootstrap})
        for key, value, headers in records:
            producer.produce(self.source, key=key, value=value, headers=headers, partition=0)
        self.assertEqual(producer.flush(30), 0)
        sidecar = self.sidecar(*args, mode=mode)
        reader = self.reader()
        self.assertTrue(reader.more(len(records), 60), sidecar.last_words())
        self.ends(sidecar)
        out = sorted(reader.outputs, key=lambda output: output.offset)
        self.assertEqual(len(out), len(records))
        for output in out:
            for secret in SECRETS:
                self.assertNotIn(secret, output.value or b"")
        return out

    def reason(self, output):
        marker = json.loads(output.value)
        self.assertEqual(marker["phisieve"], "withheld")
        return marker["reason"]

    def test_compressed_values(self):
        records, names = [], []
        for name, (close, _) in CODECS.items():
            records += [(b"k", close(PHI), []), (b"k", close(CLEAN), []), (b"k", close(close(PHI)), []),
                        (b"k", close(PHI)[:-3], [])]
            names.append(name)
        records.append((b"k", bz2.compress(PHI), []))
        records.append((b"k", gzip.compress(b" " * (1 << 26)), []))
        out = self.through(records)
        texts = set()
        for i, name in enumerate(names):
            close, unpack = CODECS[name]
            redacted, clean, nested, cut = out[4 * i:4 * i + 4]
            self.assertEqual(json.loads(unpack(redacted.value))["ssn"], "[SSN]", name)
            self.assertEqual(clean.value, close(CLEAN), name)
            self.assertEqual(unpack(unpack(nested.value)), unpack(redacted.value), name)
            self.assertEqual(self.reason(cut), "compressed", name)
            texts.add(unpack(redacted.value))
        self.assertEqual(len(texts), 1, "every codec holds the same text")
        self.assertEqual(self.reason(out[-2]), "compressed")
        self.assertEqual(self.reason(out[-1]), "limit")

    def test_tokens_for_keys(self):
        secret = os.path.join(self.folder, "secret")
        with open(secret, "wb") as file:
            file.write(b"a secret of the tests, no more than that")
        records = [(b"ssn=306-30-2348", b"1", []), (b"order-17", b"2", []), (b"ssn=306-30-2348", None, []),
                   (b"ssn=536-90-4399", b"4", []), (b"\x00\x01\x02\x03\xff", b"5", []), (None, b"6", []),
                   (b"ssn=306-30-2348", b"\x00\x00\x00\x00\x01\x02", []), (b"", b"8", [])]
        out = self.through(records, "--keys", "token", "--token-key-file", secret)
        keys = [output.key for output in out]
        token = keys[0]
        self.assertRegex(token, rb"^KEY:[a-z2-7]{26}$")
        want = hmac.new(b"a secret of the tests, no more than that", b"KEY\x1essn=306-30-2348", "sha256").digest()
        self.assertEqual(token, b"KEY:" + base64.b32encode(want).lower()[:26])
        self.assertEqual([keys[1], keys[2], keys[5], keys[6], keys[7]], [b"order-17", token, None, token, b""])
        self.assertIsNone(out[2].value, "the tombstone stays one")
        self.assertEqual(self.reason(out[6]), "schema")
        self.assertEqual(len({token, keys[3], keys[4]}), 3)

    def test_no_token_without_a_secret(self):
        sidecar = self.sidecar("--keys", "token", ready=False)
        self.assertEqual(sidecar.wait(), 2)
        self.assertIn(b"--token-key-file", sidecar.said())


if __name__ == "__main__":
    kafka_case.main()
