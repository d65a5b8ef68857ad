# SPDX-License-Identifier: Apache-2.0
"""X12 005010: health care interchanges, lone segments in errors, other separators; business documents
that hold no PHI."""

import escapes as esc
from marks import around, core
from health_hl7 import Person

FORMS = {}
CLEAN = {}


def form(name, parse="x12", into=None):
    def keep(function):
        (FORMS if into is None else into)[name] = (function, parse)
        return function

    return keep


def isa(v):
    return "ISA*00*          *00*          *ZZ*%-15s*ZZ*%-15s*240115*0930*^*00501*%09d*0*P*:" % (
        v.pick("SENDERID", "CLEARHOUSE1"),
        "RECEIVERID",
        v.rng.randrange(1, 99999),
    )


def envelope(v, kind, body):
    version = {
        "837": "005010X222A1",
        "835": "005010X221A1",
        "834": "005010X220A1",
        "270": "005010X279A1",
        "271": "005010X279A1",
        "276": "005010X212",
        "278": "005010X217",
    }[kind]
    group = {"837": "HC", "835": "HP", "834": "BE", "270": "HS", "271": "HB", "276": "HR", "278": "HI"}[kind]
    head = [
        isa(v),
        "GS*%s*SENDER*RECEIVER*20240115*0930*%s*X*%s" % (group, v.digits(4), version),
        "ST*%s*0001*%s" % (kind, version),
    ]
    tail = ["SE*%d*0001" % (len(body) + 2), "GE*1*905", "IEA*1*000000905"]
    return head + body + tail


def person(v, p, code, id_code=None, number=None):
    """NM1 of a person; the middle name is an initial and may stay or go with the rest."""
    out = (
        "NM1*%s*1*" % code
        + core("NAME/family", p.family.upper())
        + around("*")
        + core("NAME/given", p.given.upper())
    )
    out += around("*" + p.middle) if v.rng.random() < 0.5 else around("*")
    if number:
        out += "***%s*" % id_code + number
    return out


def insured(v, p, code="IL"):
    how = v.rng.randrange(3)
    if how == 0:
        return person(v, p, code, "MI", core("MEMBER", p.member))
    if how == 1:
        return person(v, p, code, "MI", core("MBI", v.mbi(False)))
    return person(v, p, code, "34", core("SSN", p.ssn))


def home(v, p):
    street = core("ADDR", p.street.replace("#", "APT"))
    if v.rng.random() < 0.2:
        street += around("*") + core("ADDR", "APT " + v.digits(2))
    return [
        "N3*" + street,
        "N4*" + core("CITY", p.city) + "*" + p.state + "*" + core("ZIP", p.zip.replace("-", "")),
    ]


def dmg(v, p):
    return "DMG*D8*" + core("DATE/birth", p.birth.strftime("%Y%m%d")) + "*" + v.pick("F", "M", "U")


def dtp(v, p, *codes):
    d = p.care.strftime("%Y%m%d")
    if v.rng.random() < 0.25:
        return "DTP*%s*RD8*" % v.rng.choice(codes) + core("DATE/care", d + "-" + d)
    return "DTP*%s*D8*" % v.rng.choice(codes) + core("DATE/care", d)


def provider(v, code):
    name = v.pick("WELBY*MARCUS****XX*", "CRANE*NILES****XX*")
    if code in ("85", "77", "80"):
        return "NM1*%s*2*SPRINGFIELD CLINIC*****XX*" % code + core("NPI", v.npi())
    return "NM1*%s*1*" % code + name + core("NPI", v.npi())


def ref(v, p):
    code, ident, value = v.pick(
        ("SY", "SSN", p.ssn),
        ("EA", "MRN", p.mrn),
        ("0F", "MEMBER", p.member),
        ("1L", "GROUP", p.group),
        ("1W", "MEMBER", p.member),
        ("6P", "GROUP", p.group),
        ("IG", "MEMBER", p.policy),
        ("F6", "HICN", v.hicn()),
        ("EJ", "ACCT", p.account),
        ("D9", "CLAIM", v.claim()),
        ("G1", "CLAIM/auth", v.claim()),
        ("F8", "CLAIM", v.claim()),
        ("XZ", "RX", v.rx()),
        ("9F", "CLAIM/auth", v.claim()),
        ("3H", "MEMBER", v.digits(8)),
        ("23", "MEMBER", v.member()),
    )
    return "REF*%s*" % code + core(ident, value)


def claim(v, p):
    return "CLM*" + core("ACCT", p.account) + "*%s***11:B:1*Y*A*Y*Y" % v.digits(3)


def body_837(v, p):
    out = (
        [
            "BHT*0019*00*0123*20240115*0930*CH",
            "NM1*41*2*PREMIER BILLING*****46*TGJ23",
            "PER*IC*JERRY DESK*TE*" + around("3055550122"),
            "NM1*40*2*KEY INSURANCE*****46*66783JJT",
            "HL*1**20*1",
            "PRV*BI*PXC*207Q00000X",
            provider(v, "85"),
            "N3*234 CLINIC PLAZA",
            "N4*SPRINGFIELD*IN*462041234",
            "REF*EI*" + around("587654321"),
            "HL*2*1*22*0",
            "SBR*P*18*" + core("GROUP", p.group) + "******CI",
            insured(v, p),
        ]
        + home(v, p)
        + [dmg(v, p)]
    )
    if v.rng.random() < 0.5:
        out.append("REF*SY*" + core("SSN", p.ssn))
    out += [
        "NM1*PR*2*AETNA*****PI*60054",
        claim(v, p),
        dtp(v, p, "431", "439", "484"),
        "REF*D9*" + core("CLAIM", v.claim()),
        "HI*ABK:E119*ABF:I10",
        provider(v, "82"),
        "LX*1",
        "SV1*HC:99213*%s*UN*1***1" % v.digits(3),
        dtp(v, p, "472"),
    ]
    return out


def body_835(v, p):
    out = [
        "BPR*I*%s*C*ACH*CCP*01*999999992*DA*%s*1512345678**01*999988880*DA*98765*20240115"
        % (v.digits(4), around("123456")),
        "TRN*1*" + around(v.digits(10)) + "*1512345678",
        "DTM*405*20240115",
        "N1*PR*AETNA",
        "N3*ONE MAIN PLAZA",
        "N4*HARTFORD*CT*06156",
        "N1*PE*SPRINGFIELD CLINIC*XX*" + core("NPI", v.npi()),
        "LX*1",
        "CLP*" + core("ACCT", p.account) + "*1*500*320**MC*" + core("CLAIM", v.claim()) + "*11",
        "CAS*PR*1*100",
        insured(v, p, "QC"),
        provider(v, "82"),
        "DTM*232*" + core("DATE/care", p.care.strftime("%Y%m%d")),
        "SVC*HC:99213*125*80**1",
        "DTM*472*" + core("DATE/care", p.care.strftime("%Y%m%d")),
    ]
    return out


def body_834(v, p):
    out = [
        "BGN*00*11227*20240115*0930****4",
        "N1*P5*ACME WIDGETS*FI*" + around("999888777"),
        "N1*IN*AETNA*FI*" + around("654456654"),
        "INS*Y*18*021*20*A***FT",
        "REF*0F*" + core("MEMBER", p.member),
        "REF*1L*" + core("GROUP", p.group),
        dtp(v, p, "336", "356"),
        insured(v, p),
        "PER*IP**HP*" + core("PHONE", v.phone("{a}{x}{n}")) + "*WP*" + core("PHONE", v.phone("{a}{x}{n}")),
    ] + home(v, p)
    out += [dmg(v, p), "HD*021**HLT", dtp(v, p, "348")]
    return out


def body_270(v, p):
    return (
        [
            "BHT*0022*13*%s*20240115*0930" % v.digits(8),
            "HL*1**20*1",
            "NM1*PR*2*AETNA*****PI*60054",
            "HL*2*1*21*1",
            provider(v, "1P"),
            "HL*3*2*22*0",
            "TRN*1*" + core("OTHER/trace", v.digits(9)) + "*9877281234",
            insured(v, p),
        ]
        + [ref(v, p)]
        + home(v, p)
        + [dmg(v, p), dtp(v, p, "291", "472"), "EQ*30"]
    )


def body_278(v, p):
    return [
        "BHT*0007*13*%s*20240115*0930" % v.digits(8),
        "HL*1**20*1",
        "NM1*X3*2*AETNA*****PI*60054",
        "HL*3*2*22*1",
        insured(v, p),
        "REF*EJ*" + core("ACCT", p.account),
        dmg(v, p),
        "UM*HS*I*1*11:B",
        dtp(v, p, "472"),
        "HI*BF:E119",
    ]


BODIES = {"837": body_837, "835": body_835, "834": body_834, "270": body_270, "278": body_278}


def whole(v):
    kind = v.rng.choice(sorted(BODIES))
    p = Person(v)
    return envelope(v, kind, BODIES[kind](v, p))


def head(v):
    return v.pick(
        "INFO 837P in: ",
        "",
        "",
        "2024-01-15 09:30:12,118 DEBUG [edi-2] inbound: ",
        "wrote batch to sftp: ",
        "Parsed transaction set: ",
    )


@form("x12-message")
def message(v):
    return head(v) + "~".join(whole(v)) + "~"


@form("x12-lines")
def lines(v):
    return head(v) + ("~" + v.pick("\n", "\r\n")).join(whole(v)) + "~"


@form("x12-newline-ends", None)
def newline_ends(v):
    return "\n".join(whole(v)) + "\n"


@form("x12-lone")
def lone(v):
    p = Person(v)
    some = (
        [insured(v, p, v.pick("IL", "QC", "03", "74", "70", "GB"))]
        + home(v, p)
        + [dmg(v, p), ref(v, p), claim(v, p), dtp(v, p, "472", "435", "096", "434")]
    )
    one = v.rng.choice(some)
    return (
        v.pick(
            "WARN 271 AAA reject: %s~AAA*N**75*C~",
            "ERROR line 812: '%s'",
            "Segment %s~ failed validation",
            "unexpected segment: %s",
            "%s~",
            "AK3 error in segment [%s]",
        )
        % one
    )


@form("x12-fragment")
def fragment(v):
    p = Person(v)
    body = BODIES[v.rng.choice(sorted(BODIES))](v, p)
    start = v.rng.choice(
        [
            i
            for i, s in enumerate(body[: len(body) // 2 + 1])
            if s.startswith(("NM1", "HL", "BHT", "INS", "BPR", "LX", "BGN"))
        ]
    )
    return "ERROR 837 loop 2010BA: '%s~'" % "~".join(body[start:])


@form("x12-other-separators", None)
def other(v):
    a, b = v.pick(("|", "~"), ("^", "~"), ("*", "'"), ("+", "~"), ("|", "\n"))
    return (
        "~".join(whole(v))
        .replace("'", "")
        .replace("^*00501", "U*00401")
        .replace("~", "\ufdd0")
        .replace("*", a)
        .replace("\ufdd0", b)
        + b
    )


@form("x12-json", "json")
def in_json(v):
    return '{"level":"debug","edi":"%s"}' % esc.json_text("~\n".join(whole(v)) + "~")


@form("x12-base64", None)
def in_base64(v):
    return "content=" + esc.base64_of("~".join(whole(v)) + "~")


@form("x12-cut", None)
def cut(v):
    text = "~".join(whole(v))
    at = v.rng.randrange(len(text) // 2, len(text))
    depth = 0
    for c in text[:at]:
        depth += ("\ue001" <= c <= "\uf8ff") - (c == "\ue000")
    return head(v) + text[:at] + "\ue000" * depth + "..."


# ---- without PHI
@form("clean-x12-business", "x12", CLEAN)
def business(v):
    return (
        v.pick("~", "~\n").join(
            [
                "ISA*00*          *00*          *01*%-15s*01*%-15s*240115*0930*U*00401*%09d*0*P*>"
                % (v.digits(9), v.digits(9), v.rng.randrange(1, 9999)),
                "GS*PO*4405197800*999999999*20240115*0930*1421*X*004010VICS",
                "ST*850*0001",
                "BEG*00*SA*%s**20240115" % v.digits(8),
                "REF*DP*" + v.digits(3),
                "DTM*002*20240201",
                "TD5*O*93*UPSN",
                "N1*ST*BUY SNACKS PORT*9*%s" % v.digits(9),
                "N3*1000 N. SAMPLE HIGHWAY",
                "N4*ATHENS*GA*30603",
                "PO1*1*25*EA*36**PO*XYZ-1234",
                "CTT*1",
                "SE*9*0001",
                "GE*1*1421",
                "IEA*1*000000101",
            ]
        )
        + "~"
    )


@form("clean-x12-ack", "x12", CLEAN)
def ack(v):
    return (
        v.pick("", "999 out: ")
        + "~".join(
            [
                isa(v),
                "GS*FA*SENDER*RECEIVER*20240115*0930*1*X*005010X231A1",
                "ST*999*0001*005010X231A1",
                "AK1*HC*%s*005010X222A1" % v.digits(4),
                "AK2*837*0001*005010X222A1",
                "IK3*NM1*22**8",
                "CTX*SITUATIONAL TRIGGER*NM1*22",
                "IK4*9*67*7",
                "IK5*R*5",
                "AK9*R*1*1*0",
                "SE*9*0001",
                "GE*1*1",
                "IEA*1*000000905",
            ]
        )
        + "~"
    )


@form("clean-x12-talk", "x12", CLEAN)
def talk(v):
    return v.pick(
        "parsed interchange %s with 3 transaction sets",
        "AAA*N**75*C~ returned for trace %s",
        "loop 2000B HL*2*1*22*0~ opened at segment %s",
        "HI*ABK:E119*ABF:I10~ line %s",
        "SV1*HC:99213*%s*UN*1***1~",
    ) % v.digits(4)
