# SPDX-License-Identifier: Apache-2.0
"""A real Apache Kafka for the tests: one KRaft node on 127.0.0.1, from the jars of pom.xml.

    broker.py fetch     jars and class archive into build/kafka-libs, once
    broker.py run       starts one, prints its address, stops it at SIGTERM or SIGINT

PHISIEVE_TEST_BOOTSTRAP=HOST:PORT names one that runs already; it is then used and never stopped.
Debian packages: default-jre-headless (17 or newer), maven."""
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from clients import SOURCE, WHY, admin, confluent_kafka

HERE = os.path.dirname(os.path.abspath(__file__))
LIBS = os.path.join(SOURCE, "build", "kafka-libs")
ARCHIVE = os.path.join(LIBS, "kafka.jsa")
LOGGING = """log4j.rootLogger=WARN, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d %p %c %m%n
log4j.logger.kafka.server.KafkaRaftServer=INFO
"""
# The two times of the broker's session: else one that is restarted after kill -9 waits 12 s for its
# own old registration.
SETTINGS = """process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
auto.create.topics.enable=false
message.max.bytes=64000000
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
"""


class Unavailable(Exception):
    """There is no broker and none can be made here; the text says why."""


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _with_parent():
    """In the child: ends when the tests end, however they end."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _behind():
    """Lets the sidecar go first."""
    _with_parent()
    os.nice(5)


def _jars():
    return sorted(name for name in os.listdir(LIBS) if name.endswith(".jar")) if os.path.isdir(LIBS) else []


def _fetch_jars():
    if any(name.startswith("kafka_2.13-") for name in _jars()):
        return
    if not shutil.which("mvn"):
        raise Unavailable("no jars in build/kafka-libs and no mvn to fetch them (package maven)")
    fresh = LIBS + ".new"
    shutil.rmtree(fresh, ignore_errors=True)
    done = subprocess.run(["mvn", "-B", "-q", "-f", os.path.join(HERE, "pom.xml"), "dependency:copy-dependencies",
                           "-DincludeScope=runtime", "-DoutputDirectory=" + fresh],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        last = done.stdout.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise Unavailable("mvn could not fetch the broker: " + last[0])
    shutil.rmtree(LIBS, ignore_errors=True)
    os.rename(fresh, LIBS)


def fetch():
    """Jars and class archive, once; several test programs may ask at the same time."""
    if WHY:
        raise Unavailable(WHY)
    if not shutil.which("java"):
        raise Unavailable("no java (package default-jre-headless)")
    os.makedirs(os.path.dirname(LIBS), exist_ok=True)
    with open(LIBS + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _fetch_jars()
        if not os.path.exists(ARCHIVE):
            first = Broker(record=True)
            try:
                first.start()
            finally:
                first.close()


class Broker:
    """One node with a data folder of its own. All calls from the main thread only: the broker ends
    with the thread that started it."""

    def __init__(self, listeners="", record=False, fast=False):
        """listeners: server.properties lines that add more of them (broker_tls.py makes such); fast: with
        the second compiler and the same priority as its clients, for the bench."""
        self.folder = tempfile.mkdtemp(prefix="phisieve-kafka-")
        self.port, self.controller = free_ports(2)
        self.bootstrap = "127.0.0.1:%d" % self.port
        self.process = None
        self.record, self.fast = record, fast
        self.format_more = []
        self._settings = listeners or self._plain()
        self.formatted = False

    def _plain(self):
        return "listeners=PLAINTEXT://%s,CONTROLLER://127.0.0.1:%d\n" % (self.bootstrap, self.controller)

    def path(self, name):
        return os.path.join(self.folder, name)

    def listen(self, settings, format_more=()):
        """More listeners before the first start; settings has the whole listeners= line."""
        self._settings = settings
        self.format_more = list(format_more)

    def _java(self, *words):
        libs = ":".join(os.path.join(LIBS, name) for name in _jars())
        flags = ["-Xmx400m", "-XX:+UseSerialGC", "-Xshare:auto",
                 "-Dlog4j.configuration=file:" + self.path("log4j.properties")]
        if not self.fast:
            flags.append("-XX:TieredStopAtLevel=1")
        if words[0] == "kafka.Kafka":
            if self.record:
                flags.append("-XX:ArchiveClassesAtExit=" + ARCHIVE)
            elif os.path.exists(ARCHIVE):
                flags.append("-XX:SharedArchiveFile=" + ARCHIVE)
        return ["java", *flags, "-cp", libs, *words]

    def _format(self):
        with open(self.path("log4j.properties"), "w", encoding="ascii") as file:
            file.write(LOGGING)
        with open(self.path("server.properties"), "w", encoding="ascii") as file:
            file.write(SETTINGS + self._settings + "controller.quorum.voters=1@127.0.0.1:%d\nlog.dirs=%s\n"
                       % (self.controller, self.path("data")))
        # A fixed id will do: each broker has a data folder of its own.
        done = subprocess.run(self._java("kafka.tools.StorageTool", "format", "-t", "cGhpc2lldmUtdGVzdHMtMQ", "-c",
                                         self.path("server.properties"), *self.format_more),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            raise Unavailable("the broker's folder cannot be formatted: " + done.stdout.decode(errors="replace")[-300:])
        self.formatted = True

    def start(self, wait=60):
        if not self.formatted:
            self._format()
        with open(self.path("broker.log"), "ab") as log:
            self.process = subprocess.Popen(self._java("kafka.Kafka", self.path("server.properties")), stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL, preexec_fn=_with_parent if self.fast else _behind,
                                            cwd=self.folder)
        if wait:
            self.wait(wait)
        return self

    def wait(self, seconds=60):
        end = time.monotonic() + seconds
        client = admin.AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0,
                                    "reconnect.backoff.max.ms": 200})
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Unavailable("the broker ended: " + self.last_words())
            try:
                if client.list_topics(timeout=1).brokers:
                    return
            except confluent_kafka.KafkaException:
                time.sleep(0.05)
        raise Unavailable("the broker does not answer: " + self.last_words())

    def last_words(self):
        with open(self.path("broker.log"), "rb") as log:
            return log.read()[-600:].decode(errors="replace")

    def stop(self, seconds=30):
        """By SIGTERM; the data stays for the next start."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Foreign:
    """One that somebody else runs: it can be used, not stopped."""

    def __init__(self, bootstrap):
        self.bootstrap = bootstrap
        self.process = None

    def close(self):
        pass


def find(fast=False):
    """The broker to test with, running; raises Unavailable."""
    if WHY:
        raise Unavailable(WHY)
    if os.environ.get("PHISIEVE_TEST_BOOTSTRAP"):
        return Foreign(os.environ["PHISIEVE_TEST_BOOTSTRAP"])
    fetch()
    broker = Broker(fast=fast)
    try:
        return broker.start()
    except BaseException:
        broker.close()
        raise


def run():
    broker = find()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        print(broker.bootstrap, flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        broker.close()


def main(words):
    if words not in (["fetch"], ["run"]):
        sys.exit("broker.py: say fetch or run")
    try:
        fetch() if words == ["fetch"] else run()
    except Unavailable as why:
        sys.exit("broker.py: %s" % why)


if __name__ == "__main__":
    main(sys.argv[1:])
