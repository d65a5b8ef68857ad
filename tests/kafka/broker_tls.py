# SPDX-License-Identifier: Apache-2.0
"""More listeners for broker.py: TLS, TLS with client certificates, SCRAM over TLS. Keys and
certificates are made by openssl for this run and lie in the broker's folder."""
import os
import subprocess

from broker import free_ports

USER, PASSWORD = "phisieve", "test-only"
PROTOCOLS = {"ssl": "SSL", "mtls": "SSL", "sasl_ssl": "SASL_SSL"}


def _openssl(*words):
    subprocess.run(["openssl", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)


def _authority(folder, name):
    key, certificate = os.path.join(folder, name + ".key"), os.path.join(folder, name + ".pem")
    _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name, "-keyout", key,
             "-out", certificate)
    return key, certificate


def _signed(folder, name, authority):
    key, request, certificate = (os.path.join(folder, name + end) for end in (".key", ".csr", ".pem"))
    names = os.path.join(folder, name + ".ext")
    with open(names, "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", key, "-out", request)
    _openssl("x509", "-req", "-in", request, "-CA", authority[1], "-CAkey", authority[0], "-CAcreateserial", "-days",
             "2", "-extfile", names, "-out", certificate)
    return key, certificate


class Secure:
    """secure = Secure(broker), then broker.start(); secure.bootstrap["mtls"] and secure.client("mtls")."""

    def __init__(self, broker, more=""):
        """more: further lines for server.properties."""
        self.folder = os.path.join(broker.folder, "tls")
        os.makedirs(self.folder)
        authority = _authority(self.folder, "authority")
        self.ca = authority[1]
        self.stranger = _authority(self.folder, "stranger")[1]
        self.key, self.certificate = _signed(self.folder, "client", authority)
        self._keystore(*_signed(self.folder, "broker", authority))
        ports = dict(zip(PROTOCOLS, free_ports(len(PROTOCOLS))))
        self.bootstrap = {name: "127.0.0.1:%d" % port for name, port in ports.items()}
        broker.listen(self._settings(broker) + more,
                      ["--add-scram", "SCRAM-SHA-256=[name=%s,password=%s]" % (USER, PASSWORD)])

    def _keystore(self, key, certificate):
        self.store = os.path.join(self.folder, "broker-store.pem")
        with open(self.store, "w", encoding="ascii") as store:
            for part in (key, certificate):
                with open(part, encoding="ascii") as file:
                    store.write(file.read())

    def _settings(self, broker):
        more = ",".join("%s://%s" % (name.upper(), address) for name, address in self.bootstrap.items())
        kinds = ",".join("%s:%s" % (name.upper(), kind) for name, kind in PROTOCOLS.items())
        return "\n".join([
            "listeners=PLAINTEXT://%s,CONTROLLER://127.0.0.1:%d,%s" % (broker.bootstrap, broker.controller, more),
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT," + kinds,
            "ssl.keystore.type=PEM", "ssl.keystore.location=" + self.store,
            "ssl.truststore.type=PEM", "ssl.truststore.location=" + self.ca,
            "listener.name.mtls.ssl.client.auth=required", "sasl.enabled.mechanisms=SCRAM-SHA-256,PLAIN,OAUTHBEARER",
            "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config="
            "org.apache.kafka.common.security.scram.ScramLoginModule required;",
            "listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule "
            'required user_%s="%s";' % (USER, PASSWORD),
            "listener.name.sasl_ssl.oauthbearer.sasl.server.callback.handler.class=org.apache.kafka.common.security."
            "oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler",
            "listener.name.sasl_ssl.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer."
            'OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";', ""])

    def client(self, name):
        """What a client of that listener must set, as librdkafka names it."""
        settings = {"security.protocol": PROTOCOLS[name], "ssl.ca.location": self.ca}
        if name == "mtls":
            settings.update({"ssl.key.location": self.key, "ssl.certificate.location": self.certificate})
        if name == "sasl_ssl":
            settings.update({"sasl.mechanisms": "SCRAM-SHA-256", "sasl.username": USER, "sasl.password": PASSWORD})
        return settings
