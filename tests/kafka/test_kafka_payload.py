# SPDX-License-Identifier: Apache-2.0
"""Values that are not plain text, through the real broker: made and read by others' encoders."""
import base64
import bz2
import datetime
import gzip
import hmac
import io
import json
import os
import struct
import sys
import uuid
import zlib

import clients
import kafka_case
import traffic
from kafka_case import KafkaCase

try:
    import fastavro
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

    def schema_dir(self, **files):
        folder = os.path.join(self.folder, "schemas")
        os.mkdir(folder)
        for name, schema in files.items():
            with open(os.path.join(folder, name.lstrip("_") + ".avsc"), "w", encoding="ascii") as file:
                json.dump(schema, file)
        return "--schema-dir", folder

    def test_avro(self):
        schema = {"type": "record", "name": "Visit", "fields": [
            {"name": "patient_name", "type": "string"},
            {"name": "mrn", "type": ["null", "long"]},
            {"name": "birth_date", "type": {"type": "int", "logicalType": "date"}},
            {"name": "notes", "type": {"type": "array", "items": "string"}},
            {"name": "extra", "type": {"type": "map", "values": "string"}},
            {"name": "weight", "type": "double"}]}
        key_schema = {"type": "record", "name": "Key", "fields": [{"name": "id", "type": "string"}]}

        def avro(frame, written, value):
            out = io.BytesIO(frame)
            out.seek(len(frame))
            fastavro.schemaless_writer(out, fastavro.parse_schema(written), value)
            return out.getvalue()

        phi = {"patient_name": "Maria Lopez", "mrn": 40718322, "birth_date": datetime.date(1980, 5, 17),
               "notes": ["ssn 306-30-2348", "quiet"], "extra": {"ssn": "306-30-2348"}, "weight": 71.5}
        want = dict(phi, patient_name="[NAME]", mrn=None, birth_date=datetime.date(1970, 1, 1),
                    notes=["ssn [SSN]", "quiet"], extra={"ssn": "[SSN]"})
        guid = uuid.UUID("01234567-89ab-cdef-0123-456789abcdef").bytes
        frames = (b"\0\0\0\0\7", b"\1" + guid, b"\3\0" + guid)
        key = avro(b"\0\0\0\0\x08", key_schema, {"id": "order-17"})
        bad_key = avro(b"\0\0\0\0\x08", key_schema, {"id": "ssn=306-30-2348"})
        records = [(key, avro(frame, schema, phi), []) for frame in frames]
        packed = b"\3\5" + guid + zlib.compress(avro(b"", schema, phi))
        clean = avro(frames[0], schema, want)
        records += [(key, packed, []), (key, clean, []), (bad_key, clean, []), (key, clean[:-1], []),
                    (key, avro(b"\0\0\0\0\x09", schema, phi), [])]
        out = self.through(records, *self.schema_dir(_7=schema, _8=key_schema,
                                                     **{"01234567-89ab-cdef-0123-456789abcdef": schema}))
        for output, frame in zip(out, frames):
            self.assertEqual(output.value[:len(frame)], frame)
            read = fastavro.schemaless_reader(io.BytesIO(output.value[len(frame):]), schema)
            self.assertEqual(read, want)
            self.assertEqual(output.key, key)
        self.assertEqual(out[3].value[:18], b"\3\5" + guid)
        self.assertEqual(zlib.decompress(out[3].value[18:]), out[0].value[5:])
        self.assertEqual(out[4].value, clean)
        self.assertEqual([self.reason(output) for output in out[5:]], ["key", "schema", "schema"])
        self.assertIsNone(out[5].key)

    def test_protobuf(self):
        def stretch(field, content):
            return bytes([field << 3 | 2, len(content)]) + content

        frame = b"\0\0\0\0\7\0"
        phi = stretch(1, b"ssn 306-30-2348") + stretch(2, stretch(1, b"see x@example.com") + b"\x10\x05") + b"\x18\x07"
        out = self.through([(b"k", frame + phi, []), (b"k", frame + b"\x18\x07", []), (b"k", frame + phi[:-3], []),
                            (b"k", frame + stretch(1, b"\0\1\xff"), [])], "--frames", "protobuf")
        self.assertEqual(out[0].value, frame + stretch(1, b"ssn [SSN]") +
                         stretch(2, stretch(1, b"see [EMAIL]") + b"\x10\x05") + b"\x18\x07")
        self.assertEqual(out[1].value, frame + b"\x18\x07")
        self.assertEqual([self.reason(output) for output in out[2:]], ["schema", "schema"])

    def test_no_start_with_a_bad_schema(self):
        sidecar = self.sidecar(*self.schema_dir(_7={"type": "record", "name": "R"}), ready=False)
        self.assertEqual(sidecar.wait(), 2)
        self.assertIn(b"7.avsc:1: a record needs a list of `fields`", sidecar.said())


if __name__ == "__main__":
    kafka_case.main()
