# SPDX-License-Identifier: Apache-2.0
"""`phisieve kafka check`: what the sidecar needs of the cluster, asked without leaving a trace there."""
import os
import subprocess

import broker
import broker_tls
import kafka_case
import traffic
from clients import admin
from kafka_case import KafkaCase

IO = 3
AUTHORIZER = ("authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
              "super.users=User:ANONYMOUS\n")  # who comes over the plain listener: the test and the broker


class Check(KafkaCase):
    @classmethod
    def setUpClass(cls):
        broker.fetch()
        cls.own = broker.Broker()
        cls.addClassCleanup(cls.own.close)
        cls.secure = broker_tls.Secure(cls.own, AUTHORIZER)
        cls.own.start()

    def setUp(self):
        super().setUp()
        self.bootstrap = self.own.bootstrap

    def look(self, code, *args, words=("check",), **replaced):
        options = {"-b": self.bootstrap, "--from": self.source, "--to": "clean.${topic}", "--group": self.group}
        options.update(replaced)
        given = [word for name, value in options.items() for word in (name, value)]
        done = subprocess.run([kafka_case.PHISIEVE, "kafka", *words, *given, *args], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout.decode())
        return done.stdout.decode()

    def nothing_was_written(self):
        for isolation in ("read_committed", "read_uncommitted"):
            self.assertEqual(traffic.dump(self.bootstrap, self.target, isolation=isolation), [])
        self.assertEqual(traffic.committed(self.bootstrap, self.group, self.source), {})

    def test_all_is_well(self):
        self.topics().feed(10)
        said = self.look(0)
        self.assertIn("%s -> %s: 4 partitions" % (self.source, self.target), said)
        self.assertNotIn("PROBLEM", said)
        self.nothing_was_written()

    def test_topics(self):
        traffic.create(self.bootstrap, 4, self.source)
        self.assertIn(self.target + " is not there", self.look(IO))
        traffic.create(self.bootstrap, 2, self.target)
        self.assertIn("only 2", self.look(IO))
        self.assertIn("no topic matches", self.look(IO, **{"--from": "nothing"}))

    def test_limits(self):
        traffic.create(self.bootstrap, 4, self.source, **{"max.message.bytes": "2000000"})
        traffic.create(self.bootstrap, 4, self.target, **{"max.message.bytes": "1000000", "cleanup.policy": "compact"})
        self.assertIn("1000000 bytes, its source", self.look(IO))
        self.assertIn("compacted", self.look(IO, "--keys", "drop"))

    def test_quarantine(self):
        self.topics()
        kept = "kept." + self.source
        words = ("--quarantine", kept)
        self.assertIn(kept + " is not there", self.look(IO, *words))
        traffic.create(self.bootstrap, 1, kept, **{"max.message.bytes": "1000"})
        self.assertIn(kept + " takes 1000 bytes; its max.message.bytes must be 1536", self.look(IO, *words))
        traffic.create(self.bootstrap, 1, kept + ".2")
        self.assertIn("ok: quarantine " + kept, self.look(0, "--quarantine", kept + ".2"))

    def test_no_broker(self):
        address = "127.0.0.1:%d" % broker.free_ports(1)[0]
        self.assertIn("no broker", self.look(IO, **{"-b": address}))

    def allow(self, kind, name, operation):
        binding = admin.AclBinding(kind, name, admin.ResourcePatternType.LITERAL, "User:" + broker_tls.USER, "*",
                                   operation, admin.AclPermissionType.ALLOW)
        client = admin.AdminClient({"bootstrap.servers": self.bootstrap})
        for done in client.create_acls([binding]).values():
            done.result(30)

    def test_permissions(self):
        """Each one is missed, named, and then given."""
        self.topics().feed(10)
        kinds, may = admin.ResourceType, admin.AclOperation
        conf = os.path.join(self.folder, "kafka.conf")
        with open(conf, "w", encoding="ascii") as file:
            for key, value in self.secure.client("sasl_ssl").items():
                file.write("%s=%s\n" % (key, value))

        def refused(word):
            said = self.look(IO, "--kafka-conf", conf, **{"-b": self.secure.bootstrap["sasl_ssl"]})
            problems = [line for line in said.splitlines() if line.startswith("PROBLEM")]
            self.assertTrue(any(word in line for line in problems), (word, said))
        refused("no topic matches")
        self.allow(kinds.TOPIC, self.source, may.DESCRIBE)
        refused(self.target)
        self.allow(kinds.TOPIC, self.target, may.DESCRIBE)
        refused("group " + self.group)
        self.allow(kinds.GROUP, self.group, may.READ)
        refused("topic " + self.source)
        self.allow(kinds.TOPIC, self.source, may.READ)
        refused("transactional id phisieve-" + self.group + "-check")
        self.allow(kinds.TRANSACTIONAL_ID, "phisieve-%s-check" % self.group, may.WRITE)
        refused("transaction")
        self.allow(kinds.TOPIC, self.target, may.WRITE)
        said = self.look(0, "--kafka-conf", conf, **{"-b": self.secure.bootstrap["sasl_ssl"]})
        self.assertNotIn("PROBLEM", said)
        self.assertNotIn(broker_tls.PASSWORD, said)
        self.nothing_was_written()

    def test_settings_for_people(self):
        self.assertIn("sasl.mechanisms", self.look(0, words=("-X", "list")))
        said = self.look(0, "-X", "sasl.password=hunter-not-real", "-X", "dump", words=())
        self.assertIn("consumer.sasl.password=(masked)", said)
        self.assertIn("producer.transactional.id=phisieve-%s" % self.group, said)
        self.assertNotIn("hunter-not-real", said)


if __name__ == "__main__":
    kafka_case.main()
