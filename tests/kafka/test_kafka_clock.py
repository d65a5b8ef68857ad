# SPDX-License-Identifier: Apache-2.0
"""The clock of the machine jumps by an hour, there and back: nothing ends early, nothing is lost, no
latency is below zero, and the timestamps of records stay."""
import os
import re
import struct
import time
import unittest
import urllib.request

import broker
import kafka_case
from kafka_case import KafkaCase
from ledger import AT_LEAST_ONCE, EXACTLY_ONCE

SHIM = os.environ.get("CLOCK_SHIM_LIB", os.path.join(broker.SOURCE, "build", "tests", "kafka", "clock_shim.so"))


@unittest.skipIf(os.environ.get("PHISIEVE_SANITIZED"), "a sanitizer wants to be loaded first")
class Clock(KafkaCase):
    def jump(self, by):
        with open(self.offset, "r+b" if os.path.exists(self.offset) else "wb") as file:
            file.write(struct.pack("=q", by))

    def jumps(self, mode):
        self.offset = os.path.join(self.folder, "offset")
        self.jump(0)
        port = broker.free_ports(1)[0]
        feeder = self.topics().start(500)
        reader = self.reader()
        sidecar = self.sidecar("--listen", "127.0.0.1:%d" % port, mode=mode, env={
            "LD_PRELOAD": SHIM, "CLOCK_SHIM": self.offset})
        for by in (3600, -3600, 0, -1, 86400):
            time.sleep(1.5)
            self.jump(by)
        time.sleep(1.5)
        feeder.stop()
        self.assertTrue(self.all_out(reader), sidecar.last_words())
        with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=10) as answer:
            text = answer.read().decode()
        stamps = [event["ts"] for event in sidecar.events("ready")]
        self.ends(sidecar)
        self.check(reader, mode)
        self.assertEqual(sidecar.events("transaction_undone"), [])
        sums = [float(value) for value in re.findall(r"^phisieve_\w+_seconds_sum\S* (\S+)$", text, re.MULTILINE)]
        self.assertTrue(sums and all(0 <= value < 1e9 for value in sums), sums)
        self.assertTrue(stamps)
        # It was the sidecar's own clock that jumped: its last words are from tomorrow.
        self.assertGreater(sidecar.events("draining")[0]["ts"], time.strftime("%FT%T", time.gmtime(time.time() + 80000)))

    def test_exactly_once(self):
        self.jumps(EXACTLY_ONCE)

    def test_at_least_once(self):
        self.jumps(AT_LEAST_ONCE)


if __name__ == "__main__":
    kafka_case.main()
