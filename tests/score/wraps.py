# SPDX-License-Identifier: Apache-2.0
"""What loggers, containers and terminals put around a line. A wrap is a function of (values, marked
line) -> marked line; JSON wraps escape it."""

import escapes as esc

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def stamp(v, between="T", fraction=",118", zone=""):
    return "2024-%02d-%02d%s%02d:%02d:%02d%s%s" % (
        v.rng.randrange(1, 13),
        v.rng.randrange(1, 29),
        between,
        v.rng.randrange(24),
        v.rng.randrange(60),
        v.rng.randrange(60),
        fraction,
        zone,
    )


def level(v):
    return v.pick("INFO", "WARN", "ERROR", "DEBUG")


def plain(v, line):
    return line


def log4j(v, line):
    return "%s %s [%s] c.e.ehr.%s - %s" % (
        stamp(v, " "),
        level(v),
        v.pick("http-nio-8080-exec-4", "main", "pool-3-thread-14"),
        v.pick("PatientService", "AdtListener"),
        line,
    )


def logback(v, line):
    return "%s.118  %-5s 17 --- [nio-8080-exec-2] o.e.p.%-28s : %s" % (
        stamp(v, " ", ""),
        level(v),
        "PatientController",
        line,
    )


def python_logging(v, line):
    return "%s - intake.views - %s - %s" % (stamp(v, " "), level(v), line)


def syslog_old(v, line):
    return "<134>%s %2d %02d:30:12 app01 ehr-gateway[2817]: %s" % (
        v.rng.choice(MONTHS),
        v.rng.randrange(1, 29),
        v.rng.randrange(24),
        line,
    )


def syslog_new(v, line):
    return '<165>1 %s app01.example.org ehr 2817 ID47 [meta@32473 seq="17"] %s' % (
        stamp(v, "T", ".003", "Z"),
        line,
    )


def docker(v, line):
    return '{"log":"%s\\n","stream":"stderr","time":"%s"}' % (esc.json_text(line), stamp(v, "T", ".118213Z"))


def logstash(v, line):
    return (
        '{"@timestamp":"%s","@version":"1","message":"%s","logger_name":"org.example.Intake","level":"%s","level_value":20000}'
        % (stamp(v, "T", ".118Z"), esc.json_text(line), level(v))
    )


def journald(v, line):
    return (
        '{"__REALTIME_TIMESTAMP":"1705311012118213","_PID":"2817","PRIORITY":"6","MESSAGE":"%s","_HOSTNAME":"app01"}'
        % esc.json_text(line)
    )


def gelf(v, line):
    return (
        '{"version":"1.1","host":"app01","short_message":"%s","timestamp":1705311012.118,"level":4}'
        % esc.json_html(line)
    )


def fluent(v, line):
    return (
        '{"kubernetes":{"pod_name":"ehr-7d9c5b6f4-x2x9q","namespace_name":"prod"},"log":"%s"}'
        % esc.json_text('{"msg":"%s","lvl":"warn"}' % esc.json_text(line))
    )


def cri(v, line):
    return "%s stdout F %s" % (stamp(v, "T", ".118213Z"), line)


def stern(v, line):
    return "\x1b[32mehr-7d9c5b6f4-x2x9q\x1b[0m \x1b[36mapi\x1b[0m " + line


def compose(v, line):
    return "api-1  | " + line


def heroku(v, line):
    return "%s app[web.1]: %s" % (stamp(v, "T", ".118213+00:00"), line)


def iis(v, line):
    return "[%s %s] %s" % (stamp(v, " ", "")[11:], level(v)[:3], line)


def klog(v, line):
    return "E0115 09:30:12.118213       1 intake.go:117] " + line


def glog_ansi(v, line):
    return "\x1b[2m%s\x1b[0m \x1b[33m%s\x1b[0m %s" % (stamp(v, "T", ".118Z"), level(v), line)


def cloudwatch(v, line):
    return "%s\t%s\t%s\t%s" % (stamp(v, "T", ".118Z"), v.uuid(), level(v), line)


def rails(v, line):
    return "I, [%s #2817]  INFO -- : [%s] %s" % (stamp(v, "T", ".118213"), v.uuid(), line)


def nlog(v, line):
    return "%s|%s|Portal.Intake|%s|url: https://portal.example.org/intake|action: Save" % (
        stamp(v, " ", ".1182"),
        level(v),
        line,
    )


def quoted(v, line):
    return 'level=error msg="%s" caller=intake.go:88' % esc.json_text(line)


JSON = [docker, logstash, journald, gelf, fluent]
TEXT = [
    log4j,
    logback,
    python_logging,
    syslog_old,
    syslog_new,
    cri,
    stern,
    compose,
    heroku,
    iis,
    klog,
    glog_ansi,
    cloudwatch,
    rails,
    nlog,
    quoted,
]


def wrapped(v, text):
    """(marked text, kind of parse): one of the wraps, or none. Text of several lines is only put into
    JSON, or behind a head on its first line."""
    how = v.rng.random()
    if how < 0.45:
        return text, None
    if how < 0.75:
        wrap = v.rng.choice(TEXT)
        if wrap in (nlog, quoted, glog_ansi) and "\n" in text:
            wrap = log4j
        return wrap(v, text), ""
    return v.rng.choice(JSON)(v, text), "json"
