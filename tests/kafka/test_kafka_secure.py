# SPDX-License-Identifier: Apache-2.0
"""TLS, TLS with client certificates, SCRAM over TLS, each on a real listener."""
import base64
import json
import os
import threading
import time

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

    def through(self, name, **changed):
        self.topics().feed(500)
        reader = self.reader()
        sidecar = self.sidecar("--kafka-conf", self.conf(name, **changed), **{"-b": self.secure.bootstrap[name]})
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

    def test_plain(self):
        self.through("sasl_ssl", **{"sasl.mechanisms": "PLAIN"})

    def write_token(self, seconds, subject="sidecar"):
        """Unsecured, as the broker of the test takes it; whole at once, as whoever renews it writes it."""
        def part(value):
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")
        now = time.time()
        path = os.path.join(self.folder, "token")
        with open(path + ".new", "wb") as file:
            claims = {"sub": subject, "iat": now, "exp": now + seconds}
            file.write(part({"alg": "none"}) + b"." + part(claims) + b".\n")
        os.rename(path + ".new", path)
        return {"sasl.mechanisms": "OAUTHBEARER", "sasl.username": None, "sasl.password": None,
                "sasl.oauthbearer.config": "token-file=" + path}

    def test_token(self):
        self.through("sasl_ssl", **self.write_token(600))

    def test_a_token_that_is_renewed(self):
        """Each lives 4 s; clients take the next before it ends, and go on."""
        settings, over = self.write_token(4), threading.Event()

        def renew():
            while not over.wait(1):
                self.write_token(4)

        renewer = threading.Thread(target=renew, daemon=True)
        renewer.start()
        self.topics().start(200)
        reader = self.reader()
        sidecar = self.sidecar("--kafka-conf", self.conf("sasl_ssl", **settings),
                               **{"-b": self.secure.bootstrap["sasl_ssl"]})
        time.sleep(10)
        self.feeder.stop()
        self.all_out(reader)
        over.set()
        renewer.join()
        self.ends(sidecar)
        self.check(reader)

    def test_no_token(self):
        settings = self.write_token(600)
        os.remove(settings["sasl.oauthbearer.config"].split("=")[1])
        self.refused("sasl_ssl", **settings)

    def test_an_authority_that_did_not_sign_the_broker(self):
        self.refused("ssl", **{"ssl.ca.location": self.secure.stranger})

    def test_no_client_certificate(self):
        self.refused("mtls", **{"ssl.key.location": None, "ssl.certificate.location": None})

    def test_a_wrong_password(self):
        self.refused("sasl_ssl", **{"sasl.password": "not-" + broker_tls.PASSWORD})


if __name__ == "__main__":
    kafka_case.main()
