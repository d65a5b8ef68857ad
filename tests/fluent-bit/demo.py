# SPDX-License-Identifier: Apache-2.0
"""./dev fluent-demo: both plugins in a host that loads them as Fluent Bit does, and the sidecar between two peers: raw
and clean side by side. With FLUENT_BIT=/path/to/fluent-bit the real one runs the shipped examples, too.

All PHI is made up."""
import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time

from fluent_host import FILTER, MODIFIED, OK, OUT, Host, at, pack, unpack
import peers
import test_forward

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLES = os.path.join(SOURCE, "plugins", "fluent-bit", "examples")
WIDTH = 62
RECORDS = [
    {"log": "2026-01-02 10:00:00 INFO started in 41 ms"},
    {"log": "2026-01-02 10:00:01 ERROR patient Maria Lopez (mrn 40718322) not found"},
    {"level": "debug", "patient": {"SSN__c": 306302348, "lastName": "Okonkwo", "dob": "1971-03-09"}, "ms": 12},
    {"log": "{\"query\":\"update p set ssn='306-30-2348'\",\"rows\":1}"},
    {"log": "GET /visit?mrn=40718322&page=2 200", "user": {"email": "m.lopez@example.com"}},
    {"log": "heartbeat", "bin": b"PID|1||40718322^^^H^MR||LOPEZ^MARIA||19710309|F"},
]
SECRETS = ("306302348", "306-30-2348", "40718322", "Okonkwo", "Lopez", "LOPEZ", "1971", "m.lopez")


def say(text=""):
    print(text, flush=True)


def shown(record):
    return json.dumps(record, default=lambda data: data.decode("utf-8", "replace"))


def side_by_side(raw, clean):
    for left, right in zip(raw, clean):
        left, right = (textwrap.wrap(text, WIDTH, break_on_hyphens=False) for text in (left, right))
        for i in range(max(len(left), len(right))):
            say("  %-*s | %s" % (WIDTH, left[i] if i < len(left) else "", right[i] if i < len(right) else ""))
        say("  " + "-" * WIDTH + "-+-" + "-" * WIDTH)


def check(what, clean):
    found = [value for value in SECRETS if value in "\n".join(clean)]
    if len(clean) != len(RECORDS) or found:
        sys.exit("fluent-demo: %s: %d of %d events, %d planted values left" % (what, len(clean), len(RECORDS), len(found)))
    say("  %d events in, %d out, none of the %d planted values left.\n" % (len(RECORDS), len(clean), len(SECRETS)))


def show_filter():
    say("The filter, %s:\n" % os.path.basename(FILTER))
    host = Host("filter")
    code, out = host.give(pack(*([at(1767348000 + n), record] for n, record in enumerate(RECORDS))))
    assert code == MODIFIED and host.end() == 0, host.said
    clean = [shown(event[1]) for event in unpack(out)]
    side_by_side(map(shown, RECORDS), clean)
    check("the filter", clean)


def show_output():
    say("The output, %s, mode forward, to a server that acknowledges:\n" % os.path.basename(OUT))
    server = peers.Server()
    host = Host("out", "mode=forward", "to=127.0.0.1:%d" % server.port, "tag_prefix=clean.")
    assert host.give(pack(*([at(1767348000 + n), record] for n, record in enumerate(RECORDS)))) == OK
    assert host.end() == 0, host.said
    server.kill()
    for tag, _, _, record in server.events[:3]:
        say("  %s  %s" % (tag, shown(record)))
    say("  ...")
    check("the output", [shown(event[3]) for event in server.events])


def show_sidecar():
    say("The sidecar, phisieve forward, between a sender and a server:\n")
    server = peers.Server()
    sidecar = test_forward.Sidecar(to=[server.port])
    sidecar.wait()
    client = peers.Client(sidecar.port)
    client.write(["app", [[1767348000 + n, record] for n, record in enumerate(RECORDS)], {"chunk": "one"}])
    client.ack("one")
    client.close()
    stats = sidecar.end()
    server.kill()
    for tag, _, _, record in server.events[:3]:
        say("  %s  %s" % (tag, shown(record)))
    say("  ...")
    say("  " + json.dumps(stats))
    check("the sidecar", [shown(event[3]) for event in server.events])


# ---- the real one ----

def real(fluent_bit, version, example, folder, log):
    """What the example lets out, of the log."""
    with open(os.path.join(EXAMPLES, example), encoding="utf-8") as file:
        text = file.read()
    out = os.path.join(folder, "app.json")
    for was, will in (("/usr/local/lib/fluent-bit/flb-filter_phisieve.so", FILTER), ("/usr/local/lib/fluent-bit/out_phisieve.so", OUT),
                      ("/var/log/app/*.log", log), ("/var/log/clean/app.json", out)):
        text = text.replace(was, will)
    words = []
    if version < (3, 2):  # which know no plugins: in YAML
        begin, end = text.find("plugins:\n"), text.find("service:\n")
        words = ["-e", FILTER, "-e", OUT]
        text = text[:max(begin, 0)] + text[end:]
    path = os.path.join(folder, example)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    server = sidecar = None
    if example in ("output-forward.yaml", "to-sidecar.yaml"):
        server = peers.Server(port=0 if example == "to-sidecar.yaml" else 24224)
    if example == "to-sidecar.yaml":
        sidecar = test_forward.Sidecar(to=[server.port], doors=["127.0.0.1:24224"])
        sidecar.wait()
    with open(os.path.join(folder, "said"), "wb") as said:
        process = subprocess.Popen([fluent_bit, "-q", *words, "-c", path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said)
        time.sleep(4)
        process.terminate()
        stdout = process.communicate(timeout=30)[0].decode("utf-8", "replace")
    if sidecar:
        sidecar.end()
    if server:
        server.kill()
        return [shown(event[3]) for event in server.events]
    if os.path.exists(out):
        with open(out, encoding="utf-8") as file:
            return [shown(json.loads(line)["record"]) for line in file]
    return [line for line in stdout.split("\n") if line.startswith("{")]


def show_real(fluent_bit):
    name = subprocess.run([fluent_bit, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    version = tuple(int(part) for part in re.search(r"(\d+)\.(\d+)", name).groups())
    say("%s, with the examples of plugins/fluent-bit/examples:\n" % name)
    lines = [shown(record) for record in RECORDS]
    for example in sorted(os.listdir(EXAMPLES)):
        if example == "output-kafka.yaml":
            say("  %-22s needs a broker (./dev test release -R kafka_fluent has one)" % example)
            continue
        with tempfile.TemporaryDirectory(prefix="phisieve-demo-") as folder:
            log = os.path.join(folder, "app.log")
            with open(log, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            clean = real(fluent_bit, version, example, folder, log)
            left = [value for value in SECRETS if value in "\n".join(clean)]
            say("  %-22s %d lines in, %d events out, %d planted values left" % (example, len(lines), len(clean), len(left)))
            if len(clean) != len(lines) or left:
                with open(os.path.join(folder, "said"), encoding="utf-8") as said:
                    sys.exit("fluent-demo: %s does not do what it should\n%s" % (example, said.read()[-2000:]))


def main():
    test_forward.PROGRAM = os.environ["PHISIEVE"]
    show_filter()
    show_output()
    show_sidecar()
    fluent_bit = os.environ.get("FLUENT_BIT")
    if fluent_bit:
        show_real(fluent_bit)
    else:
        say("With FLUENT_BIT=/path/to/fluent-bit the examples run in the real one.")


if __name__ == "__main__":
    main()
