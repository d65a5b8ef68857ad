# SPDX-License-Identifier: Apache-2.0
"""Records into a broker and out of it again: topics, a producer that keeps the ledger, a dump as
read_committed readers see it."""
import threading
import time

from clients import admin, confluent_kafka
from ledger import FIRST_TIME, Ledger, Output, Record, make, number_of

QUIET = {"log_level": 2, "reconnect.backoff.max.ms": 200}


def create(bootstrap, partitions, *topics, **config):
    client = admin.AdminClient({"bootstrap.servers": bootstrap, **QUIET})
    new = [admin.NewTopic(topic, num_partitions=partitions, replication_factor=1, config=config) for topic in topics]
    for done in client.create_topics(new, operation_timeout=20).values():
        done.result(30)
    return client


class Feeder:
    """Writes numbered records into one topic, in a thread when a rate is given."""

    def __init__(self, bootstrap, topic, partitions=4, **config):
        self.ledger = Ledger(topic, partitions)
        self.failed = []
        self.next = 0
        self._thread, self._stop = None, threading.Event()
        # Delivery must not end by time: a broker that was killed comes back.
        self.producer = confluent_kafka.Producer({
            "bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 5, "message.timeout.ms": 300000,
            "queue.buffering.max.messages": 1000000, **QUIET, **config})

    def _one(self):
        record = make(self.next, self.next % self.ledger.partitions)
        self.next += 1
        self._send(record)

    def _send(self, record):
        def delivered(error, message):
            if error:
                self.failed.append(str(error))
            else:
                self.ledger.add(record, message.offset())
        self.producer.produce(self.ledger.topic, value=record.value, key=record.key, partition=record.partition,
                              headers=record.headers or None, timestamp=record.timestamp, on_delivery=delivered)

    def put(self, value, partition=0, planted=(), fate="same", reason=None, out=None, key=None):
        """One record of the test's own; value and out are made of its number, which must be in both."""
        n, self.next = self.next, self.next + 1
        record = Record(n, partition, key, value(n), [], FIRST_TIME + n, planted, fate, reason,
                        value(n) if out is None else out(n), [])
        self._send(record)
        return record

    def feed(self, count):
        """So many now; returns when the broker has them."""
        for _ in range(count):
            self._one()
            self.producer.poll(0)
        self.settle()
        return self

    def start(self, rate):
        """Goes on at so many records a second until stop()."""
        def work():
            begin = time.monotonic()
            first = self.next
            while not self._stop.is_set():
                due = first + int((time.monotonic() - begin) * rate)
                for _ in range(max(0, due - self.next)):
                    self._one()
                self.producer.poll(0.01)
        self._stop.clear()
        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()
        return self

    def stop(self):
        if self._thread:
            self._stop.set()
            self._thread.join()
            self._thread = None
        self.settle()

    def settle(self, seconds=120):
        left = self.producer.flush(seconds)
        assert not left and not self.failed, "the producer of the test: %d left, %s" % (left, self.failed[:1])


class Dump:
    """Everything in a topic, read as it grows."""

    def __init__(self, bootstrap, topic, partitions=4, isolation="read_committed"):
        self.topic = topic
        self.outputs = []
        self._ends = set()
        self.partitions = partitions
        # End-of-file events come at the last stable offset: a reader does not wait behind it for ever.
        self.consumer = confluent_kafka.Consumer({
            "bootstrap.servers": bootstrap, "group.id": "dump", "enable.auto.commit": False,
            "isolation.level": isolation, "auto.offset.reset": "error", "enable.partition.eof": True,
            "check.crcs": True, "fetch.wait.max.ms": 50, **QUIET})
        self.consumer.assign([confluent_kafka.TopicPartition(topic, p, 0) for p in range(partitions)])

    def close(self):
        self.consumer.close()

    def _poll(self):
        for message in self.consumer.consume(1000, 0.1):
            if message.error():
                if message.error().code() != confluent_kafka.KafkaError._PARTITION_EOF:
                    raise AssertionError("the reader of the test: %s" % message.error())
                self._ends.add(message.partition())
                continue
            self._ends.discard(message.partition())
            self.outputs.append(Output(self.topic, message.partition(), message.offset(), message.timestamp()[1],
                                       message.key(), message.value(), message.headers() or []))

    def until(self, ledger, count, seconds):
        """Reads until so many different records of the ledger are out; False when the time is over.
        The feeder must have settled: of a record that is not in the ledger yet nothing is known."""
        end = time.monotonic() + seconds
        seen, done = set(), 0
        while True:
            seen.update(number_of(ledger, output) for output in self.outputs[done:])
            done = len(self.outputs)
            if len(seen - {None}) >= count:
                return True
            if time.monotonic() > end:
                return False
            self._poll()

    def more(self, count, seconds):
        """Reads so many more, whatever they are; False when the time is over."""
        end = time.monotonic() + seconds
        count += len(self.outputs)
        while len(self.outputs) < count and time.monotonic() < end:
            self._poll()
        return len(self.outputs) >= count

    def to_end(self, seconds=30):
        """Reads to what is the end now, and a little longer: what comes twice comes late."""
        end = time.monotonic() + seconds
        for _ in range(2):
            self._ends.clear()
            self._seek_end()
            while len(self._ends) < self.partitions and time.monotonic() < end:
                self._poll()
        return self.outputs

    def _seek_end(self):
        """Asks for new end-of-file events: they come once for each end, so read on from where we are."""
        places = [max((output.offset + 1 for output in self.outputs if output.partition == p), default=0)
                  for p in range(self.partitions)]
        self.consumer.assign([confluent_kafka.TopicPartition(self.topic, p, places[p]) for p in range(self.partitions)])


def dump(bootstrap, topic, partitions=4, isolation="read_committed"):
    reader = Dump(bootstrap, topic, partitions, isolation)
    try:
        return reader.to_end()
    finally:
        reader.close()


def committed(bootstrap, group, topic, partitions=4):
    """partition -> next offset of the group; a partition without any is left out."""
    reader = confluent_kafka.Consumer({"bootstrap.servers": bootstrap, "group.id": group,
                                       "isolation.level": "read_uncommitted", **QUIET})
    try:
        places = reader.committed([confluent_kafka.TopicPartition(topic, p) for p in range(partitions)], timeout=20)
        return {place.partition: place.offset for place in places if place.offset >= 0}
    finally:
        reader.close()
