# SPDX-License-Identifier: Apache-2.0
"""What other files do not make: access logs, credentials, values that only their shape gives away,
lines that a container has cut, hex dumps; and numbers that look like identifiers and are none."""

import base64

import escapes as esc
import marks
from fields import KINDS, STYLES, phi
from grid import json_object, some_fields
from marks import core

FORMS = {}
CLEAN = {}


def form(name, parse=None, into=None):
    def keep(function):
        (FORMS if into is None else into)[name] = (function, parse)
        return function

    return keep


AGENT = '"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"'


def path(v):
    ident = core("MRN/path", v.pick(v.digits(8), v.digits(6), v.uuid(), "GH-" + v.digits(7)))
    return (
        v.pick(
            "/patients/%s/chart",
            "/api/v1/patient/%s",
            "/members/%s/claims?page=2",
            "/fhir/r4/Patient/%s",
            "/chart/%s",
            "/subscriber/%s/eligibility",
            "/person/%s/photo",
            "/ehr/encounters/%s/notes",
            "/visit/%s",
            "/api/mrn/%s",
        )
        % ident
    )


@form("access-log")
def access(v):
    target = path(v)
    if v.rng.random() < 0.4:
        target += ("&" if "?" in target else "?") + "dob=%s&name=%s" % (
            core("DATE/birth", v.birth().isoformat()),
            core("NAME", esc.percent(v.given() + " " + v.family(), True)),
        )
    return '%s - - [15/Jan/2024:09:30:12 +0000] "%s %s HTTP/1.1" 200 %s "%s" %s' % (
        core("IP", v.ip()),
        v.pick("GET", "POST", "PUT"),
        target,
        v.digits(4),
        v.pick(
            "-",
            "https://portal.example.org/home",
            "https://portal.example.org/search?ssn=" + core("SSN", v.ssn("-")),
        ),
        AGENT,
    )


@form("access-json", "json")
def access_json(v):
    return (
        '{"remote_addr":"%s","request_uri":"%s","status":200,"http_user_agent":"curl/8.5.0","request_time":"0.012","upstream_addr":"10.4.0.9:8443"}'
        % (core("IP", v.ip()), path(v))
    )


@form("access-iis")
def access_iis(v):
    return "2024-01-15 09:30:12 10.4.0.7 GET %s %s 443 - %s Mozilla/5.0 200 0 0 41" % (
        path(v).split("?")[0],
        v.pick("-", "mrn=" + core("MRN", v.mrn_number())),
        core("IP", v.ip()),
    )


@form("access-forwarded")
def forwarded(v):
    return v.pick(
        "X-Forwarded-For: %s, 10.4.0.7",
        "client_ip=%s upstream=10.4.0.9:8443",
        "Forwarded: for=%s;proto=https",
        "remote_addr: %s port 51234",
        "Accepted client connection from /%s:51234",
        "[client %s:51234] PHP Notice: index",
        "X-Real-IP: %s",
    ) % core("IP", v.pick(v.ip(), v.ip(), "2001:db8::" + v.digits(2)))


@form("access-spring")
def spring(v):
    return v.pick(
        'GET "%s", parameters={masked}',
        "Completed 404 NOT_FOUND for %s",
        "o.s.web.servlet.PageNotFound : No mapping for GET %s",
        "Request URL: https://api.example.org%s",
        "ResourceNotFound: https://api.example.org%s",
        "axios error 404 https://api.example.org%s",
        "Started GET \"%s\" for 10.4.0.7 at 2024-01-15 09:30:12 +0000",
        "proxying %s -> http://10.4.0.9:8080",
    ) % path(v)


# ---- credentials
def jwt(v):
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    body = (
        base64.urlsafe_b64encode(
            ('{"sub":"pat-%s","name":"%s"}' % (v.digits(8), v.given() + " " + v.family())).encode()
        )
        .decode()
        .rstrip("=")
    )
    return head + "." + body + "." + v.letters(43, "abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789_")


@form("cred-headers")
def cred_headers(v):
    basic = base64.b64encode(("%s:Secret%s" % (v.email(), v.digits(2))).encode()).decode()
    return v.pick(
        "> Authorization: Bearer %s" % core("CRED/jwt", jwt(v)),
        "Authorization: Basic %s" % core("CRED/basic", basic),
        '{"Authorization":"Bearer %s"}' % core("CRED/jwt", jwt(v)),
        "-H 'Authorization: Bearer %s'" % core("CRED/jwt", jwt(v)),
        "> Cookie: JSESSIONID=%s; theme=dark" % core("CRED/cookie", v.hex(16).upper()),
        "Set-Cookie: sid=%s; Path=/; HttpOnly" % core("CRED/cookie", v.hex(24)),
        "x-api-key: %s" % core("CRED/key", v.hex(32)),
        "authorization=[Bearer %s]" % core("CRED/jwt", jwt(v)),
        "Decoded token %s" % core("CRED/jwt", jwt(v)),
    )


@form("cred-urls")
def cred_urls(v):
    secret = core("CRED", "Otter" + v.digits(3) + "xq")
    return (
        v.pick(
            "postgres://emr:%s@db01:5432/emr",
            "amqp://ehr:%s@mq01:5672/",
            "https://ehr:%s@repo.example.org/app.git",
            "jdbc:sqlserver://db01:1433;databaseName=emr;user=sa;password=%s;",
            "redis://:%s@cache01:6379/0",
            "Server=db01;Database=emr;User Id=app;Password=%s;",
            "mongodb://app:%s@mongo01:27017/emr?authSource=admin",
            "GET /login?user=app&password=%s 200",
            "export DB_PASSWORD=%s",
            "spring.datasource.password=%s",
            "AWS_SECRET_ACCESS_KEY=%s",
            "ldap bind password: %s",
        )
        % secret
    )


# ---- shapes alone
SHAPES = {
    "SSN/bare": lambda v: v.ssn("-"),
    "EMAIL/bare": lambda v: v.email(),
    "PHONE/bare": lambda v: v.phone(v.pick("({a}) {x}-{n}", "{a}-{x}-{n}", "{a}.{x}.{n}", "+1 {a} {x} {n}")),
    "CARD/bare": lambda v: v.card(),
    "MBI/bare": lambda v: v.mbi(),
    "IBAN/bare": lambda v: v.iban(),
    "VIN/bare": lambda v: v.vin(),
    "SSN/itin-bare": lambda v: "9%s-7%s-%s" % (v.digits(2), v.digits(1)[:1], v.digits(4)),
    "UDI/bare": lambda v: v.udi(),
    "HICN/bare": lambda v: v.ssn("-") + v.pick("A", "B", "C1"),
}


ABOUT = [
    "unexpected value %s in column 4",
    "could not process %s",
    "row 17: [%s]",
    "lookup(%s) -> none",
    "input was \"%s\"",
    "%s",
    "skipping %s, already done",
    "value=%s",
    "<%s>",
    "(%s)",
    "args: [%s, true]",
    "retry %s in 30 s",
    "ref %s;",
    "text='%s' rejected",
    "got %s.",
]


def shape_form(ident):
    def make(v):
        return v.rng.choice(ABOUT) % core(ident, SHAPES[ident](v))

    return make


for _ident in SHAPES:
    form("shape-" + _ident.split("/")[0].lower() + ("-itin" if "itin" in _ident else ""))(shape_form(_ident))


# ---- events of several lines
@form("event-cri-partial")
def cri_partial(v):
    """A line that the container runtime has cut into partial lines; a value may lie on the cut."""
    text = json_object(v, some_fields(v, 4), space="")
    at = v.rng.randrange(20, max(21, len(text) - 20))
    while any(
        marks.is_mark(c) for c in text[at - 5 : at + 5]
    ):  # four letters of a value on each side, or none
        at -= 1
    parts, depth = [text[:at], text[at:]], []
    for c in parts[0]:
        if c == marks.CLOSE:
            depth.pop()
        elif marks.is_mark(c):
            depth.append(c)
    parts[0] += marks.CLOSE * len(depth)
    parts[1] = "".join(depth) + parts[1]
    return "2024-01-15T09:30:12.118213Z stdout P %s\n2024-01-15T09:30:12.118299Z stdout F %s" % tuple(parts)


@form("event-hex-dump")
def hex_dump(v):
    name, value = v.pick(
        ("ssn", core("SSN", v.ssn("-"))),
        ("mrn", core("MRN", v.mrn_number())),
        ("phone", core("PHONE", v.phone("{a}-{x}-{n}"))),
    )
    plain = marks.bare(value)
    octets = " ".join("%02x" % b for b in plain.encode())
    return "%s=%s\n0000 %s |%s|" % (name, value, core("HEX", octets), value)


@form("event-mdc")
def mdc(v):
    f = [x for x in some_fields(v, 2) if x.phi]
    return "2024-01-15 09:30:12,118 [exec-4] [%s] WARN c.e.Intake - request failed" % ", ".join(
        "%s=%s" % (STYLES["camel"](x.words), x.value) for x in f
    )


@form("event-pydantic-line")
def pydantic_line(v):
    f = phi(v, None, False)
    return (
        "1 validation error for Patient\n%s\n  String should match pattern '^[0-9-]+$' [type=string_pattern_mismatch, input_value='%s', input_type=str]\n    For further information visit https://errors.pydantic.dev/2.5/v/string_pattern_mismatch"
        % (STYLES["snake"](f.words), esc.single(f.value))
    )


@form("event-spring-validation")
def spring_validation(v):
    f = phi(v, None, False)
    name = STYLES["camel"](f.words)
    return v.pick(
        "Field error in object 'patient' on field '%s': rejected value [%s]; codes [Pattern.patient.%s]",
        "MethodArgumentNotValidException: [Field error in object 'patientDto' on field '%s': rejected value [%s]; codes [NotNull.%s]]",
        "ConstraintViolationImpl{interpolatedMessage='invalid', propertyPath=%s, invalidValue=%s, rootBean=Patient, field='%s'}",
    ) % (name, f.value, name)


@form("event-jackson")
def jackson(v):
    f = phi(v, None, False)
    name = STYLES["camel"](f.words)
    return (
        "com.fasterxml.jackson.databind.exc.InvalidFormatException: Cannot deserialize value of type `java.time.LocalDate` from String \"%s\": Failed to deserialize\n at [Source: (String)\"{\"%s\":\"%s\"}\"; line: 1, column: 12] (through reference chain: org.example.Patient[\"%s\"])"
        % (esc.json_text(f.value), name, esc.json_text(f.value), name)
    )


@form("event-graphql-error")
def graphql_error(v):
    f = phi(v, None, False)
    return (
        '{"errors":[{"message":"Variable \\"$%s\\" got invalid value \\"%s\\"; expected type String","path":["updatePatient"]}]}'
        % (STYLES["camel"](f.words), esc.json_text(esc.json_text(f.value)))
    )


@form("event-assert")
def assertion(v):
    f = phi(v, None, False)
    name = STYLES["snake"](f.words)
    return v.pick(
        "AssertionError: expected %s to be '%s'",
        "%s mismatch: got '%s'",
        "invalid %s: '%s'",
        "%s '%s' is not unique",
        "Unknown %s \"%s\"",
        "bad %s [%s]",
        "rejected %s <%s>",
        "%s must be numeric, was %s",
    ) % (name, f.value)


@form("event-change")
def change(v):
    """Old and new values of audits."""
    f = phi(v, None, False)
    ident = marks._idents[ord(f.value[0]) - marks.FIRST]
    new = core(ident, KINDS[ident][0](v))
    name = v.pick("camel", "snake", "title")
    return v.pick(
        "%s changed from '%s' to '%s'",
        "%s: '%s' -> '%s'",
        "%s: old=%s, new=%s",
        "field %s was \"%s\" now \"%s\"",
        "%s [%s => %s]",
    ) % (STYLES[name](f.words), f.value, new)


# ---- without PHI
@form("clean-tricky-numbers", None, CLEAN)
def tricky(v):
    return v.pick(
        "order=%s shipped" % v.digits(9),
        "offset %s committed" % v.digits(9),
        "thread_id=%s" % v.digits(9),
        "ts=1700000007 epoch",
        "seq %s ack %s" % (v.digits(9), v.digits(9)),
        "ticket PR%s closed" % v.digits(7),
        "trace %s span %s" % (v.hex(32), v.hex(16)),
        "commit %s" % v.hex(40),
        "md5 %s" % v.hex(32),
        "uuid %s" % v.uuid(),
        "ptr=0x7f3a9c001040 obj=Foo@1b6d3586",
        "oid 2.16.840.1.113883.4.1",
        "version 10.0.19041.%s" % v.digits(4),
        "isbn 9780306406157",
        "sku %s-%s" % (v.digits(4), v.digits(4)),
        "tracking 1Z%s" % v.digits(16),
        "build 2024%s.%s" % (v.digits(4), v.digits(2)),
        "pid %s exited with status %s" % (v.digits(5), v.digits(1)),
        "200 OK %s" % v.digits(5),
        "took IN %s ms" % v.digits(5),
        "row_count=%s" % v.digits(5),
        "bytes=%s elapsed=%s" % (v.digits(9), v.digits(4)),
        "part number 317-555-%s-77" % v.digits(4),
        "range 192-168-1000",
        "amount 1,234.56 total %s.00" % v.digits(5),
        "lat_ms=%s lon=" % v.digits(3),
        "invoice total %s" % v.digits(8),
        "batch id %s" % v.digits(8),
        "memory 0x%s" % v.hex(12),
        "ssh-rsa AAAAB3NzaC1yc2E%s" % v.hex(20),
        "cert serial %s" % v.hex(20),
        "sha256:%s" % v.hex(64),
        "NDC 0093-7214-01 LOINC 2951-2 SCTID 44054006 ICD E11.9 CPT 99213",
        "account id 123456789012 (aws)",
        "arn:aws:s3:::bucket-%s" % v.digits(6),
        "phone home=false",
        "expires 2025-01-%02d" % v.rng.randrange(1, 29),
        "released 2024-03-0%s" % v.digits(1),
        "cron 0 30 9 15 1 ?",
        "date: 2024-01-15",
        "started at 2024-01-15 09:30:12, finished at 2024-01-15 09:31:%s" % v.pick("10", "45"),
    )


@form("clean-tricky-keys", None, CLEAN)
def keys(v):
    return v.pick(
        "name=%s-worker-%s" % (v.pick("claims", "intake"), v.digits(1)),
        "user=root",
        "address=0.0.0.0:%s" % v.digits(4),
        "id=%s" % v.digits(6),
        "host.name=app-%s" % v.digits(2),
        "group=ehr-consumers",
        "group.id=ehr",
        "account=%s" % v.pick("default", "prod"),
        "family=AF_INET line=42 fin=1",
        "state=RUNNING city_cache=warm",
        "subject=ehr.updates",
        "date=2024-01-15 level=info",
        "code=E11.9 system=icd10",
        "password=****** token=<redacted>",
        "ssn=null mrn= dob=N/A",
        "ssn=${SSN} mrn={{mrn}} dob=:dob",
        "patient=null",
        "patient.count=%s" % v.digits(2),
        "patientService=UP",
        "member_count: %s" % v.digits(3),
        "email.enabled=true",
        "phone.validation=strict",
        "zip.level=9",
        "zip file=app.zip",
        "gender=F plan=PPO",
        "plan=enterprise",
        "policy=always",
        "policy: deny-all",
        "claims=[iss, sub, aud]",
        "dob: required",
        "name: required, ssn: optional",
        "display_name=Daily Census",
        "name=\"Daily Census Report\"",
        "visit_count=%s" % v.digits(2),
        "age=3600 max-age=86400",
        "session=closed",
        "pan=left tilt=up",
        "cell=B12 sheet=1",
        "image=registry.example.org/ehr:%s" % v.digits(3),
        "contact=on-call",
        "serial=%s" % v.hex(8),
        "note=skipped",
    )


@form("clean-json-system", "json", CLEAN)
def json_system(v):
    return v.pick(
        '{"level":"info","ts":1705311012.118,"logger":"controller","msg":"Reconciling","name":"ehr-api","namespace":"prod","reconcileID":"%s"}'
        % v.uuid(),
        '{"timestamp":"2024-01-15T09:30:12Z","severity":"INFO","name":"scheduler","pid":%s,"hostname":"app-1","msg":"job done","v":0}'
        % v.digits(5),
        '{"check_run":{"conclusion":"success","name":"build","family":"AF_INET","address":"0.0.0.0:8080","line":42,"fin":1},"iat":1700000007,"exp":1700003607}',
        '{"eventVersion":"1.08","eventName":"GetObject","awsRegion":"us-east-1","userAgent":"aws-sdk-java/2.20","requestID":"%s","recipientAccountId":"123456789012"}'
        % v.uuid(),
        '{"metric":"patients.indexed","value":%s,"tags":{"env":"prod","service":"search"}}' % v.digits(4),
        '{"title":"Daily Census","name":"census","description":"Beds by unit","version":"%s"}' % v.digits(1),
        '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"ehr-7d9c5b6f4-x2x9q","namespace":"prod","uid":"%s"}}'
        % v.uuid(),
    )
