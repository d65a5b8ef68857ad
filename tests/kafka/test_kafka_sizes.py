# SPDX-License-Identifier: Apache-2.0
"""Records around every limit: what the target does not take never gets there, and its neighbours do."""
import base64
import os
import random
import re
import time

import kafka_case
import traffic
from clients import admin
from kafka_case import KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE, Check, marker_of

LIMIT = 20_000
PLAIN = ("-X", "producer.compression.type=none")
HUGE = 50 << 20
WIDE = {"message.max.bytes": 64_000_000}


def noise(size):
    """Text that no compression makes much smaller, and that holds nothing."""
    made = random.Random(size)
    return base64.b32encode(made.randbytes(size)).translate(None, b"=234567Q")[:size]


class Sizes(KafkaCase):
    def feeds(self, limit=LIMIT, source="64000000"):
        traffic.create(self.bootstrap, 4, self.target, **{"max.message.bytes": str(limit)})
        traffic.create(self.bootstrap, 4, self.source, **{"max.message.bytes": source})
        self.feeder = traffic.Feeder(self.bootstrap, self.source, 4, **WIDE)
        return self.feeder.feed(8)  # both are there now

    def put(self, size, planted=b"", fate="same", reason=None, out=None):
        """So many bytes of noise, and more in front."""
        rest = noise(size)
        self.feeder.put(lambda n: b"seq=%06d " % n + planted + rest, fate=fate, reason=reason,
                        out=None if out is None else lambda n: b"seq=%06d " % n + out + rest)

    def done(self, reader, sidecar, mode=EXACTLY_ONCE, seconds=60):
        self.feeder.settle()
        self.assertTrue(self.all_out(reader, seconds), sidecar.last_words())
        self.ends(sidecar)
        return self.check(reader, mode)

    def never_undone(self, sidecar):
        self.assertEqual(sidecar.events("transaction_undone") + sidecar.events("deliveries_failed"), [])

    def through(self, *args, mode=EXACTLY_ONCE):
        reader = self.reader()
        sidecar = self.sidecar(*args, mode=mode)
        self.done(reader, sidecar, mode)
        self.never_undone(sidecar)
        return reader

    def test_batches_are_no_larger_than_what_the_target_takes(self):
        """Else they would be refused as a whole, and with them records that fit."""
        self.feeds().feed(4000)
        self.through(*PLAIN)

    def test_batches_at_least_once(self):
        self.feeds().feed(4000)
        self.through(*PLAIN, mode=AT_LEAST_ONCE)

    def test_too_large_before_it_is_sent(self):
        for mode in (EXACTLY_ONCE, AT_LEAST_ONCE):
            with self.subTest(mode):
                self.source, self.target = self.source + "." + mode, self.target + "." + mode
                self.feeds().feed(100)
                self.put(2 * LIMIT, fate="withheld", reason="size")
                self.feeder.feed(100)
                self.group += mode
                self.through(mode=mode)

    def test_what_redaction_made_too_large(self):
        short, long = b"patient_name=Al " * 700, b"patient_name=[NAME] " * 700
        self.feeds()
        self.put(LIMIT - 200 - len(short), short, fate="withheld", reason="size")
        self.put(LIMIT - 200 - len(long), short, fate="redacted", out=long)
        self.put(LIMIT - 200)
        self.through(*PLAIN)

    def test_compressed_it_fits(self):
        """The limit is one of what travels: nothing is withheld that would have been taken."""
        self.feeds()
        reader = self.reader()
        for codec in ("lz4", "zstd", "gzip", "snappy"):
            self.put(100, b"all is well " * 4000)
            self.put(2 * LIMIT, fate="withheld", reason="size")
            self.feeder.settle()
            sidecar = self.sidecar("-X", "producer.compression.type=" + codec)
            self.assertTrue(self.all_out(reader), sidecar.last_words())
            self.never_undone(sidecar)
            self.ends(sidecar)
        self.check(reader)

    def test_each_size_around_the_limit(self):
        """The batch has a head of its own: which size is the last to fit is the broker's to say."""
        self.feeds()
        step = 1 if kafka_case.LONG else 9
        sizes = range(LIMIT - 150, LIMIT + 30, step)
        for size in sizes:
            self.put(size)
        self.feeder.settle()
        reader = self.reader()
        sidecar = self.sidecar(*PLAIN)
        self.assertTrue(self.all_out(reader), sidecar.last_words())
        self.ends(sidecar)
        fates = [marker_of(output) is None for output in reader.to_end() if len(output.value or b"") > 99]
        self.assertEqual(len(fates), len(sizes))
        self.assertTrue(fates[0] and not fates[-1], fates)
        self.assertEqual(fates, sorted(fates, reverse=True), "larger ones fit, and smaller ones do not")

    def alter(self, topic, limit):
        client = admin.AdminClient({"bootstrap.servers": self.bootstrap})
        changed = admin.ConfigResource(admin.ConfigResource.Type.TOPIC, topic,
                                       set_config={"max.message.bytes": str(limit)})
        for done in client.alter_configs([changed]).values():
            done.result(30)

    def test_a_limit_that_changes(self):
        self.feeds()
        reader = self.reader()
        sidecar = self.sidecar()
        self.put(2 * LIMIT, fate="withheld", reason="size")
        self.feeder.settle()
        self.assertTrue(self.all_out(reader), sidecar.last_words())
        self.never_undone(sidecar)
        self.alter(self.target, 3 * LIMIT)
        time.sleep(11)
        self.put(2 * LIMIT)
        self.feeder.settle()
        self.assertTrue(self.all_out(reader), sidecar.last_words())
        self.never_undone(sidecar)
        self.alter(self.target, LIMIT // 2)  # not known to the sidecar: it is found out
        self.put(LIMIT, fate="withheld", reason="size")
        self.done(reader, sidecar)
        self.assertTrue(sidecar.events("deliveries_failed"))

    def crowded(self, mode):
        """Batches that are refused together: no record is withheld for its neighbours."""
        self.feeds(limit=1_000_000)
        reader = self.reader()
        sidecar = self.sidecar(*PLAIN, mode=mode)
        self.alter(self.target, LIMIT)  # not known to the sidecar
        self.feeder.feed(4000)
        self.put(2 * LIMIT, fate="withheld", reason="size")
        self.feeder.feed(4000)
        self.assertTrue(self.all_out(reader), sidecar.last_words())
        self.ends(sidecar)
        self.assertTrue(sidecar.events("batches"))
        return Check(self.feeder.ledger, reader.to_end(), mode)

    def test_crowded_exactly_once(self):
        self.assertEqual(self.crowded(EXACTLY_ONCE).problems[:20], [])

    def test_crowded_at_least_once(self):
        """What stood behind the refused batch is out before it is tried again."""
        self.assertLessEqual(set(self.crowded(AT_LEAST_ONCE).kinds()), {"gap"})

    def test_what_the_client_does_not_take(self):
        self.feeds(limit=1_000_000)
        self.put(50_000, fate="withheld", reason="size")
        self.put(20_000)
        self.through("-X", "producer.message.max.bytes=40000")

    def test_larger_than_the_whole_queue_of_the_producer(self):
        self.feeds(limit=1_000_000)
        self.put(50_000, fate="withheld", reason="size")
        self.put(20_000)
        self.through("-X", "queue.buffering.max.kbytes=40")

    def test_a_marker_that_is_larger_than_its_record(self):
        """Its key, which alone is nearly as large as the limit, stays out."""
        self.feeds().feed(50)
        for length in range(LIMIT - 200, LIMIT - 60, 20):
            self.feeder.put(lambda n: b"\xfe\xff\x00\x01seq=%06d" % n, fate="withheld", reason="binary",
                            key=noise(length))
        self.feeder.feed(50)
        self.through(*PLAIN)

    # ---- 50 MB ----

    def peak(self, sidecar):
        with open("/proc/%d/status" % sidecar.process.pid, encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) // 1024

    def huge(self, *args, mib, **fate):
        feeder = self.feeds("64000000")
        feeder.feed(100)
        filler = (b"all is well and nothing is here " * (HUGE // 32 + 1))[:HUGE]
        feeder.put(lambda n: b"seq=%06d ssn=900-01-0001 " % n + filler, out=lambda n: b"seq=%06d ssn=[SSN] " % n + filler,
                   **fate)
        feeder.feed(100)
        reader = self.reader()
        sidecar = self.sidecar(*args)
        self.assertTrue(self.all_out(reader, 120), sidecar.last_words())
        peak = self.peak(sidecar)
        print("memory with a record of 50 MiB: %d MiB" % peak, flush=True)
        if not os.environ.get("PHISIEVE_SANITIZED"):
            self.assertLess(peak, mib)
        self.never_undone(sidecar)
        self.ends(sidecar)
        return reader

    def test_50_mb(self):
        self.check(self.huge("--max-line", "60M", mib=600, fate="redacted"))

    def test_50_mb_over_the_limit_of_the_engine(self):
        self.check(self.huge(mib=300, fate="withheld", reason="limit"))


if __name__ == "__main__":
    kafka_case.main()
