# SPDX-License-Identifier: Apache-2.0
"""./dev kafka-demo: a real broker, records with made-up PHI, the sidecar, a kill -9, and the balance."""
import shutil
import sys
import tempfile
import textwrap

import broker
import traffic
from kafka_case import Sidecar
from ledger import Check, marker_of, number_of

SOURCE, TARGET, PARTITIONS = "raw.visits", "clean.raw.visits", 4
COUNT, SHOWN, WIDTH = 10000, 14, 58


def say(text=""):
    print(text, flush=True)


def text_of(data):
    if data is None:
        return "null"
    return "".join(chr(c) if 32 <= c < 127 else " " if c in b"\r\n" else "." for c in data) or "(empty)"


def wrapped(text):
    return textwrap.wrap(text, WIDTH, subsequent_indent=" " * 8, break_on_hyphens=False)


def lines_of(key, value, headers):
    lines = [] if key is None else ["key     " + text_of(key)]
    lines += wrapped("value   " + text_of(value))
    for name, data in headers:
        lines += wrapped("header  %s = %s" % (name, text_of(data)))
    return lines


def side_by_side(ledger, outputs):
    clean = {number_of(ledger, output): output for output in outputs}
    say()
    say("%-*s   %s" % (WIDTH, SOURCE, TARGET))
    for n in range(SHOWN):
        raw, out = ledger.records[n], clean[n]
        left, right = lines_of(raw.key, raw.value, raw.headers), lines_of(out.key, out.value, out.headers)
        say("-" * WIDTH + " + " + "-" * WIDTH)
        for i in range(max(len(left), len(right))):
            say("%-*s | %s" % (WIDTH, left[i] if i < len(left) else "", right[i] if i < len(right) else ""))
    say()


def need(what, sidecar):
    if not what:
        raise broker.Unavailable("the sidecar does not do its work: " + sidecar.last_words())


def balance(ledger, outputs, aborted):
    check = Check(ledger, outputs)
    say("The ledger:")
    say("  %7d records in %s, planted PHI in %d of them"
        % (len(ledger), SOURCE, sum(bool(record.planted) for record in ledger.records.values())))
    say("  %7d records in %s, of these %d markers of withheld records"
        % (len(outputs), TARGET, sum(marker_of(output) is not None for output in outputs)))
    say("  %7d more that the killed sidecar had written and that no reader of committed records sees" % aborted)
    for what, kinds in (("lost", ("loss",)), ("doubled", ("double",)), ("out of order", ("order", "gap")),
                        ("with planted PHI", ("leak",)),
                        ("with another key, value, header, timestamp or partition than they must have",
                         ("key", "value", "null", "headers", "timestamp", "partition", "marker", "unknown"))):
        say("  %7d %s" % (sum(problem.split(":")[0] in kinds for problem in check.problems), what))
    for problem in check.problems[:10]:
        say("  " + problem)
    return not check.problems


def show(kafka, folder):
    args = ["-b", kafka.bootstrap, "--from", r"raw\..*", "--to", "clean.${topic}", "--instance", "demo"]
    traffic.create(kafka.bootstrap, PARTITIONS, SOURCE, TARGET)
    say("A broker at %s, topics %s and %s with %d partitions." % (kafka.bootstrap, SOURCE, TARGET, PARTITIONS))
    feeder = traffic.Feeder(kafka.bootstrap, SOURCE, PARTITIONS).feed(SHOWN)
    reader = traffic.Dump(kafka.bootstrap, TARGET, PARTITIONS)
    say("phisieve kafka " + " ".join("'%s'" % word if set(word) & set("\\$*") else word for word in args))
    sidecar = Sidecar(folder, args)
    try:
        need(sidecar.ready() and reader.until(feeder.ledger, SHOWN, 30), sidecar)
        side_by_side(feeder.ledger, reader.outputs)
        feeder.start(COUNT // 5)
        need(reader.more(COUNT // 2, 60), sidecar)
        sidecar.kill()
        say("kill -9 of the sidecar, with %d records read back and more coming in ..." % len(reader.outputs))
        sidecar = Sidecar(folder, args)
        need(sidecar.ready() and reader.more(COUNT // 2, 60), sidecar)
        feeder.stop()
        need(reader.until(feeder.ledger, len(feeder.ledger), 60), sidecar)
        code = sidecar.terminate()
        say("... started again with the same words; SIGTERM at the end: exit code %d." % code)
        outputs = reader.to_end()
    finally:
        sidecar.kill()
        reader.close()
    every = len(traffic.dump(kafka.bootstrap, TARGET, PARTITIONS, "read_uncommitted"))
    say()
    return balance(feeder.ledger, outputs, every - len(outputs)) and code == 0


def main():
    try:
        broker.fetch()
        kafka = broker.Broker()
    except broker.Unavailable as why:
        sys.exit("kafka-demo: %s" % why)
    folder = tempfile.mkdtemp(prefix="phisieve-demo-")
    try:
        kafka.start()
        fine = show(kafka, folder)
    except broker.Unavailable as why:
        sys.exit("kafka-demo: %s" % why)
    finally:
        kafka.close()
        shutil.rmtree(folder, ignore_errors=True)
    say()
    say("BALANCED" if fine else "NOT BALANCED")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
