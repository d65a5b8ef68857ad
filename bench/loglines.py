# SPDX-License-Identifier: Apache-2.0
"""Log lines as programs write them, one template a line: CLEAN without PHI, PHI with it, TRACES both.

A template is a function of a Maker. Values of PHI stand in marks (tests/score/marks.py), so that a
line knows its own truth. All values are made up."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "tests", "score"))
from marks import around, core  # noqa: E402

WORDS = """cache queue worker session request response retry batch flush commit lease shard index replica
    scheduler consumer producer snapshot cursor offset bucket token pool thread socket buffer handler
    router gateway backend template schedule report invoice shipment catalog widget search""".split()
CLASSES = """SessionManager HttpDispatcher CacheLoader QueueConsumer IndexWriter LeaseKeeper JobRunner
    SchemaRegistry RetryPolicy MetricsReporter ConnectionPool TemplateEngine ExportTask""".split()
PATHS = "status metrics api/v2/items static/app.js api/v1/jobs search reports/daily assets/logo.svg".split()
HOSTS = "app-01 app-02 db-1 cache-3 edge-7 worker-12 gw-2".split()


class Maker:
    """Values (tests/score/values.py) and a clock that goes on."""

    def __init__(self, values):
        self.v, self.rng = values, values.rng
        self.pick = values.pick
        self.millis = 0

    def word(self):
        return self.rng.choice(WORDS)

    def number(self, most):
        return self.rng.randrange(most)

    def host(self):
        return self.rng.choice(HOSTS)

    def clock(self):
        self.millis += self.rng.randrange(1, 400)
        s = self.millis // 1000
        return s // 3600 % 24, s // 60 % 60, s % 60, self.millis % 1000

    def iso(self, between="T", dot=".", zone="Z"):
        return "2026-11-22%s%02d:%02d:%02d%s%03d%s" % (between, *self.clock()[:3], dot, self.millis % 1000, zone)

    def syslog(self):
        return "Nov 22 %02d:%02d:%02d %s" % (*self.clock()[:3], self.host())

    def apache(self):
        return "22/Nov/2026:%02d:%02d:%02d +0000" % self.clock()[:3]

    def level(self):
        return self.pick("INFO ", "INFO ", "INFO ", "DEBUG", "WARN ", "ERROR")

    def java(self):
        return "%s %s [http-nio-8080-exec-%d] c.e.app.%s - " % (
            self.iso(), self.level(), self.number(40), self.rng.choice(CLASSES))

    def inside(self):
        return "10.%d.%d.%d" % (self.number(8), self.number(250), self.number(250))


# ---- without PHI
CLEAN = [
    lambda m: m.java() + "%s %s finished in %d ms, %d left" % (m.word(), m.word(), m.number(9000), m.number(99)),
    lambda m: m.java() + "no %s for %s-%d, retrying in %d s" % (m.word(), m.word(), m.number(999), m.number(60)),
    lambda m: m.java() + "registered %s=%s-%s with %d partitions" % (m.word(), m.word(), m.v.hex(8), m.number(64)),
    lambda m: m.java() + "slow statement (%d ms): select id, state from %s where state = ? limit %d" % (
        m.number(5000), m.word(), m.number(500)),
    lambda m: '{"ts":"%s","level":"info","logger":"%s","msg":"%s %s","durationMs":%d,"seq":%d}' % (
        m.iso(), m.rng.choice(CLASSES), m.word(), m.word(), m.number(4000), m.number(10**9)),
    lambda m: '{"time":"%s","severity":"INFO","trace":"%s","span":"%s","message":"%s accepted","bytes":%d}' % (
        m.iso(), m.v.hex(32), m.v.hex(16), m.word(), m.number(10**6)),
    lambda m: '{"log":"%s %s\\n","stream":"stderr","time":"%s"}' % (m.level().strip(), m.word(), m.iso()),
    lambda m: '{"kubernetes":{"pod":"%s-7d9c5b6f4-%s","namespace":"prod"},"level":"debug","msg":"tick %d"}' % (
        m.word(), m.v.hex(5), m.number(10**6)),
    lambda m: 'level=info ts=%s caller=%s.go:%d msg="%s %s" took=%dms id=%s' % (
        m.iso(), m.word(), m.number(400), m.word(), m.word(), m.number(900), m.v.hex(8)),
    lambda m: "level=warn ts=%s component=%s attempt=%d backoff=%d.%ds err=\"context deadline exceeded\"" % (
        m.iso(), m.word(), m.number(9), m.number(9), m.number(9)),
    lambda m: '%s - - [%s] "GET /%s HTTP/1.1" %d %d "-" "kube-probe/1.29"' % (
        m.inside(), m.apache(), m.rng.choice(PATHS), m.pick(200, 200, 304, 404), m.number(90000)),
    lambda m: '%s - - [%s] "POST /%s?page=%d&size=20 HTTP/2.0" 201 %d "https://app.example.org/%s" '
    '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"' % (
        m.inside(), m.apache(), m.rng.choice(PATHS), m.number(40), m.number(9000), m.word()),
    lambda m: "%s %s[%d]: %s of %s %d finished, %d left" % (
        m.syslog(), m.word(), m.number(32000), m.word(), m.word(), m.number(10**6), m.number(999)),
    lambda m: "%s sshd[%d]: Accepted publickey for deploy from %s port %d ssh2" % (
        m.syslog(), m.number(32000), m.inside(), m.number(60000)),
    lambda m: "%s kernel: [%d.%06d] eth0: link up, %d Mbps, full duplex" % (
        m.syslog(), m.number(10**6), m.number(10**6), m.pick(1000, 10000)),
    lambda m: "%s systemd[1]: Started %s.service - %s %s." % (m.syslog(), m.word(), m.word().title(), m.word()),
    lambda m: "I1122 %02d:%02d:%02d.%03d000       1 %s.go:%d] \"%s synced\" generation=%d" % (
        *m.clock(), m.word(), m.number(900), m.word().title(), m.number(99)),
    lambda m: "%s worker-%d INFO export of %s done: %d rows, %d files, sha1=%s" % (
        m.iso(" ", ",", ""), m.number(16), m.word(), m.number(10**6), m.number(90), m.v.hex(40)),
    lambda m: "%s - %s.tasks - WARNING - %s took %.3f s, version 2.%d.%d" % (
        m.iso(" ", ",", ""), m.word(), m.word(), m.number(9999) / 1000, m.number(40), m.number(20)),
    lambda m: "%s UTC [%d] LOG:  checkpoint complete: wrote %d buffers (%.1f%%); write=%.3f s, sync=%.3f s" % (
        m.iso(" ", ".", ""), m.number(32000), m.number(9000), m.number(999) / 10, m.number(9999) / 1000,
        m.number(99) / 1000),
    lambda m: "%s 1 --- [GC] Pause Young (Normal) %dM->%dM(%dM) %.3fms" % (
        m.iso(), m.number(900), m.number(300), 1024, m.number(90000) / 1000),
    lambda m: "time=\"%s\" level=info msg=\"pulled image registry.example.org/%s:%d.%d.%d@sha256:%s\"" % (
        m.iso(), m.word(), m.number(9), m.number(30), m.number(9), m.v.hex(64)),
    lambda m: "%s %s(%s): http://%s.internal:8080/%s -> %d in %d us" % (
        m.iso(), m.word(), m.v.uuid(), m.word(), m.rng.choice(PATHS), m.pick(200, 204, 503), m.number(90000)),
    # health software that says nothing about anybody
    lambda m: m.java() + "patient index rebuilt: %d records in %d ms" % (m.number(10**6), m.number(90000)),
    lambda m: '{"ts":"%s","level":"info","msg":"claims batch closed","count":%d,"name":"nightly"}' % (
        m.iso(), m.number(9000)),
]


# ---- with PHI
def name(m, how="{g} {f}"):
    g, f = m.v.given(), m.v.family()
    return core("NAME", how.format(g=g, f=f))


def born(m, spelling=None):
    return core("DATE/birth", m.v.spell(m.v.birth(), spelling))


def iso_born(m):
    return born(m, lambda d: d.isoformat())


PHI = [
    lambda m: m.java() + "new patient: %s, DOB %s, MRN %s, phone %s" % (
        name(m), born(m, lambda d: d.strftime("%m/%d/%Y")), core("MRN", m.v.digits(8)),
        core("PHONE", m.v.phone("({a}) {x}-{n}"))),
    lambda m: '{"ts":"%s","level":"info","msg":"member lookup","memberSsn":"%s","firstName":"%s","lastName":"%s",'
    '"birthDate":"%s","zip":"%s","durationMs":%d}' % (
        m.iso(), core("SSN", m.v.ssn("-")), core("NAME", m.v.given()), core("NAME", m.v.family()), iso_born(m),
        core("ZIP", m.v.digits(5)), m.number(900)),
    lambda m: 'level=info ts=%s caller=intake.go:%d msg="address changed" patient_name="%s" street="%s" city="%s" '
    'zip=%s' % (
        m.iso(), m.number(400), name(m), core("ADDR", m.v.street()), core("CITY", m.v.city()),
        core("ZIP", m.v.digits(5))),
    lambda m: '%s - - [%s] "GET /portal/api/patients/search?lastName=%s&dob=%s&page=%d HTTP/1.1" 200 %d "-" "okhttp/4"'
    % (core("IP", m.v.ip()), m.apache(), core("NAME", m.v.family().split()[0]), iso_born(m), m.number(9), m.number(9000)),
    lambda m: "%s portal[%d]: call back patient name %s at %s before noon" % (
        m.syslog(), m.number(32000), name(m), core("PHONE", m.v.phone("{a}-{x}-{n}"))),
    lambda m: m.java() + "eligibility for member id %s: plan %s, email %s" % (
        core("MEMBER", m.v.letters(3) + m.v.digits(9)), m.word(), core("EMAIL", m.v.email())),
    lambda m: "%s worker-%d WARN outer={\"note\":\"{\\\"ssn\\\":\\\"%s\\\",\\\"retry\\\":%d}\"}" % (
        m.iso(" ", ",", ""), m.number(16), core("SSN", m.v.ssn("-")), m.number(9)),
    lambda m: m.java() + "could not post claim, patient: %s (SSN: %s)" % (name(m), core("SSN", m.v.ssn("-"))),
    lambda m: "level=warn ts=%s caller=claims.go:%d msg=\"claim rejected\" ssn=%s mrn=%s code=CO-16 count=%d" % (
        m.iso(), m.number(400), core("SSN", m.v.ssn("-")), core("MRN", m.v.digits(8)), m.number(9)),
    lambda m: m.java() + "insert into patient (id, first_name, last_name, birth_date) values (%s, '%s', '%s', '%s')" % (
        core("MRN", m.v.digits(6)), core("NAME", m.v.given()), core("NAME", m.v.family().replace("'", "''")),
        iso_born(m)),
    lambda m: "%s adt[%d]: PID|1||%s^^^HOSP^MR||%s||%s|F" % (
        m.syslog(), m.number(32000), core("MRN", m.v.digits(8)), name_hl7(m),
        born(m, lambda d: d.strftime("%Y%m%d"))),
    lambda m: "%s billing INFO card %s declined, MBI %s on file" % (
        m.iso(), core("CARD", m.v.card()), core("MBI", m.v.mbi())),
]


def name_hl7(m):
    return core("NAME", m.v.family().upper()) + around("^") + core("NAME", m.v.given().upper())


# ---- stack traces; some of them say whose data broke
def frames(m):
    return "".join("\n\tat com.example.%s.%s.%s(%s.java:%d)" % (m.word(), c, m.word(), c, m.number(900))
                   for c in (m.rng.choice(CLASSES) for _ in range(m.rng.randrange(4, 30))))


TRACES = [
    lambda m: m.java() + "request failed\njava.lang.IllegalStateException: %s is closed" % m.word() + frames(m),
    lambda m: m.java() + "job %d failed\njava.sql.SQLException: deadlock found when trying to get lock%s\n"
    "Caused by: java.net.SocketTimeoutException: Read timed out%s\n\t... %d more" % (
        m.number(999), frames(m), frames(m), m.number(40)),
    lambda m: "Traceback (most recent call last):\n" + "".join(
        '  File "/srv/app/%s/%s.py", line %d, in %s\n    return self.%s(%s)\n' % (
            m.word(), m.word(), m.number(900), m.word(), m.word(), m.word()) for _ in range(m.rng.randrange(3, 12)))
    + "KeyError: '%s'" % m.word(),
    lambda m: "panic: runtime error: index out of range [%d]\n\ngoroutine %d [running]:\nmain.(*%s).%s(...)\n"
    "\t/src/%s.go:%d +0x%s" % (
        m.number(99), m.number(999), m.rng.choice(CLASSES), m.word(), m.word(), m.number(900), m.v.hex(3)),
]
PHI_TRACES = [
    lambda m: m.java() + "could not save\ncom.example.ClaimException: duplicate claim, mrn=%s, callback %s%s" % (
        core("MRN", m.v.digits(8)), core("PHONE", m.v.phone("{a}-{x}-{n}")), frames(m)),
    lambda m: m.java() + "bad patient\njava.lang.IllegalArgumentException: Patient(firstName=%s, lastName=%s, "
    "birthDate=%s)%s" % (core("NAME", m.v.given()), core("NAME", "Thornbury"), iso_born(m), frames(m)),
]
