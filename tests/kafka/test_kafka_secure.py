# SPDX-License-Identifier: Apache-2.0
"""TLS, TLS with client certificates, SCRAM over TLS, each on a real listener."""
import os

import broker
import broker_tls
import kafka_case
from kafka_case import KafkaCase


class Secure(KafkaCase):
    @classmethod
    def setUpClass(cls):
        broker.fetch()
        cls.own = broker.Broker()
        cls.addClassCleanup(cls.own.close)
        cls.secure = broker_tls.Secure(cls.own)
        cls.own.start()

    def setUp(self):
        super().setUp()
        self.bootstrap = self.own.bootstrap

    def conf(self, name, **changed):
        path = os.path.join(self.folder, "kafka.conf")
        with open(path, "w", encoding="ascii") as file:
            os.chmod(path, 0o600)
            file.write("# a client of the test\n")
            for key, value in dict(self.secure.client(name), **changed).items():
                if value is not None:
                    file.write("%s=%s\n" % (key, value))
        return path

    def through(self, name):
        self.topics().feed(500)
        reader = self.reader()
        sidecar = self.sidecar("--kafka-conf", self.conf(name), **{"-b": self.secure.bootstrap[name]})
        self.all_out(reader)
        self.ends(sidecar)
        self.check(reader)
        self.assertNotIn(broker_tls.PASSWORD.encode(), sidecar.said())

    def refused(self, name, **changed):
        sidecar = self.sidecar("--kafka-conf", self.conf(name, **changed), ready=False,
                               **{"-b": self.secure.bootstrap[name]})
        self.ended(sidecar, 3, 120)
        self.assertNotIn(broker_tls.PASSWORD.encode(), sidecar.said())
        self.assertIn(self.secure.bootstrap[name].encode(), sidecar.said())

    def test_tls(self):
        self.through("ssl")

    def test_client_certificate(self):
        self.through("mtls")

    def test_scram(self):
        self.through("sasl_ssl")

    def test_an_authority_that_did_not_sign_the_broker(self):
        self.refused("ssl", **{"ssl.ca.location": self.secure.stranger})

    def test_no_client_certificate(self):
        self.refused("mtls", **{"ssl.key.location": None, "ssl.certificate.location": None})

    def test_a_wrong_password(self):
        self.refused("sasl_ssl", **{"sasl.password": "not-" + broker_tls.PASSWORD})


if __name__ == "__main__":
    kafka_case.main()
