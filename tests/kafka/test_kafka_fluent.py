# SPDX-License-Identifier: Apache-2.0
"""The output plugin of Fluent Bit in mode kafka, in a host that loads it as Fluent Bit does, with the real broker."""
import json
import os
import struct
import subprocess
import time

import kafka_case
import traffic
from kafka_case import PARTITIONS, KafkaCase

HOST, OUT = os.environ.get("PHISIEVE_HOST_MAIN", ""), os.environ.get("PHISIEVE_OUT", "")
SSN = "306-30-2348"
ERROR, OK, RETRY = 0, 1, 2


def text(value):
    return b"\xd9" + bytes([len(value)]) + value.encode()


def event(number):
    """[time, {"n": .., "log": ..}]"""
    return b"\x92\xce" + struct.pack(">I", 1700000000 + number) + b"\x82" + text("n") + b"\xce" + struct.pack(">I", number) + \
        text("log") + text("patient ssn=%s ok" % SSN)


class Fluent(KafkaCase):
    def host(self, *words):
        """Its answers are read in time; what it said is in a file."""
        log = os.path.join(self.folder, "said")
        with open(log, "wb") as said:
            host = subprocess.Popen([HOST, "out", OUT, "app/ssn " + SSN, "mode=kafka", "brokers=" + self.bootstrap, *words],
                                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
        self.addCleanup(host.wait)
        self.addCleanup(lambda: host.poll() is None and host.kill())
        return host

    def flush(self, host, chunk):
        host.stdin.write(struct.pack("<I", len(chunk)) + chunk)
        host.stdin.flush()
        answer = host.stdout.read(1)
        self.assertEqual(len(answer), 1, self.said())
        return answer[0]

    def ends_well(self, host):
        host.stdin.close()
        host.stdout.close()
        self.assertEqual(host.wait(60), 0, self.said())
        self.assertNotIn(SSN, self.said())

    def said(self):
        with open(os.path.join(self.folder, "said"), encoding="utf-8") as file:
            return file.read()[-1500:]

    def records(self, count, topic=None):
        reader = self.reader(topic)
        self.assertTrue(reader.more(count, 60))
        found = [json.loads(out.value) for out in reader.to_end()]
        self.assertEqual({r["record"]["log"] for r in found}, {"patient ssn=[SSN] ok"})
        return sorted(r["record"]["n"] for r in found)

    def test_delivered(self):
        self.topics()
        host = self.host("topic=" + self.target)
        for chunk in range(10):
            self.assertEqual(self.flush(host, b"".join(event(n) for n in range(chunk * 200, chunk * 200 + 200))), OK, self.said())
        self.ends_well(host)
        self.assertEqual(self.records(2000), [*range(2000)])

    def test_topic_of_the_tag(self):
        """What was found in the tag is no part of the name."""
        name = "tag-%d." % os.getpid()
        traffic.create(self.bootstrap, PARTITIONS, name + "app-ssn--SSN-")
        host = self.host("topic=%s$TAG" % name)
        self.assertEqual(self.flush(host, event(1)), OK, self.said())
        self.ends_well(host)
        self.assertEqual(self.records(1, name + "app-ssn--SSN-"), [1])

    def test_broker_goes_and_comes(self):
        """Nothing that was said to be delivered is lost."""
        self.only_own_broker()
        self.topics()
        conf = os.path.join(self.folder, "conf")
        with open(conf, "w", encoding="ascii") as file:
            file.write("# as the sidecar's\ncompression.type=lz4\nlinger.ms = 1\nreconnect.backoff.max.ms=500\n")
        host = self.host("topic=" + self.target, "timeout=3", "kafka_conf=" + conf)
        delivered = []
        self.assertEqual(self.flush(host, event(1)), OK, self.said())
        self.broker.kill()
        self.assertEqual(self.flush(host, event(2)), RETRY)
        self.broker.start()
        end = time.monotonic() + 60
        while self.flush(host, event(2)) != OK:
            self.assertLess(time.monotonic(), end, self.said())
        delivered = [1, 2]
        self.ends_well(host)
        self.assertEqual(sorted(set(self.records(len(delivered)))), delivered)


if __name__ == "__main__":
    kafka_case.main()
