# SPDX-License-Identifier: Apache-2.0
"""HL7 v2: whole messages, lone segments in errors, every way a log writes the segment end. Positions
are those of v2.5.1."""

import escapes as esc
from marks import around, core

FORMS = {}
PROVIDER = around("1234567893")  # a provider's NPI: may be taken; the provider's name may not


def form(name, parse="hl7"):
    def keep(function):
        FORMS[name] = (function, parse)
        return function

    return keep


class Person:
    """One patient's values, so that segments of a message agree."""

    def __init__(self, v):
        self.given, self.family, self.middle = v.given().upper(), v.family().upper(), v.letters(1)
        if v.rng.random() < 0.4:
            self.given, self.family = self.given.title(), self.family.title()
        self.birth, self.care = v.birth(), v.care()
        self.mrn, self.ssn, self.account, self.visit = v.mrn_number(), v.ssn(""), v.account(), v.digits(8)
        self.member, self.group, self.policy = v.member(), v.group(), v.member()
        self.street, self.city, self.state, self.zip = (
            v.street().upper(),
            v.city().upper(),
            v.state(),
            v.zip(),
        )
        self.order, self.filler = v.digits(9), v.accession()


def name(p, middle=True):
    out = core("NAME/family", p.family) + around("^") + core("NAME/given", p.given)
    return out + (around("^" + p.middle) if middle else "")


def address(v, p, type_code=True):
    street = core("ADDR", p.street.replace("&", "+"))
    if v.rng.random() < 0.2:
        street += around("^") + core("ADDR", "APT " + v.digits(1) + "C")
    else:
        street += around("^")
    tail = v.pick("^USA^H", "^USA", "", "^^H") if type_code else ""
    return street + around("^") + core("CITY", p.city) + "^" + p.state + "^" + core("ZIP", p.zip) + tail


def telecom(v, work=False):
    a, x, n = v.phone_parts()
    use = "WPN" if work else "PRN"
    how = v.rng.randrange(5)
    if how == 0:
        return "^%s^PH^^1^" % use + core("PHONE", a) + around("^") + core("PHONE", x + n)
    if how == 1:
        return core("PHONE", "(%s)%s-%s" % (a, x, n)) + "^%s^PH" % use
    if how == 2:
        return core("PHONE", a + x + n)
    if how == 3:
        return (
            core("PHONE", "(%s)%s-%s" % (a, x, n)) + "^%s^PH~^NET^Internet^" % use + core("EMAIL", v.email())
        )
    return core("PHONE", "%s-%s-%s" % (a, x, n)) + "^%s^CP" % use


def day(d):
    return core("DATE/birth", d.strftime("%Y%m%d"))


def time(v, d, ident="DATE/care"):
    return core(ident, d.strftime("%Y%m%d") + v.pick("", "0930", "093011", "093011.118-0500", "093011-0500"))


def msh(v, kind, version=None):
    return "MSH|^~\\&|%s|%s|%s|%s|2024%02d%02d093011||%s|MSG%s|P|%s%s" % (
        v.pick("ADT1", "EPIC", "REGADT", "LAB"),
        v.pick("GH", "GENERAL HOSPITAL"),
        v.pick("LAB", "RIS", "HIE"),
        v.pick("GH", "ST MARY"),
        v.rng.randrange(1, 13),
        v.rng.randrange(1, 29),
        kind,
        v.digits(8),
        version or v.pick("2.3", "2.4", "2.5.1", "2.7"),
        v.pick("", "|||AL|NE", "|||AL|NE|USA"),
    )


def segment(tag, fields, last=None):
    last = max(fields) if last is None else last
    return tag + "|" + "|".join(fields.get(i, "") for i in range(1, last + 1))


def pid(v, p):
    ids = core("MRN", p.mrn) + v.pick(
        "^^^GH^MR", "", "^^^GH&2.16.840.1.113883.19.5&ISO^MR^GH", "^5^M11^ADT1^MR"
    )
    if v.rng.random() < 0.4:
        ids += "~" + core("SSN", p.ssn) + "^^^SSA^SS"
    elif v.rng.random() < 0.3:
        ids += "~" + core("MEMBER", p.member) + "^^^AETNA^MB"
    f = {
        1: v.pick("1", "", "0001"),
        3: ids,
        5: name(p) + v.pick("", "^^^^L", around("^JR")),
        7: day(p.birth),
        8: v.pick("F", "M"),
        11: address(v, p),
        15: "EN",
        16: "M",
    }
    if v.rng.random() < 0.4:
        f[2] = core("MRN/pid-2", v.mrn_number())
    if v.rng.random() < 0.25:
        f[4] = core("MRN/pid-4", v.mrn_number()) + "^^^ALT"
    if v.rng.random() < 0.3:
        f[6] = core("NAME/mother", v.family().upper()) + around("^") + core("NAME/mother", v.given().upper())
    if v.rng.random() < 0.2:
        f[9] = core("NAME/alias", v.family().upper()) + around("^") + core("NAME/alias", v.given().upper())
    f[10] = v.pick("", "2106-3^White^HL70005", "C")
    if v.rng.random() < 0.3:
        f[12] = core("CITY/county", v.pick("MARION", "LAKE", "033"))
    f[13] = telecom(v)
    if v.rng.random() < 0.5:
        f[14] = telecom(v, True)
    f[17] = v.pick("", "CHR", "1013^Catholic^HL70006")
    if v.rng.random() < 0.7:
        f[18] = core("ACCT", p.account) + v.pick("", "^^^GH^AN", "^^^GH&1.2.3&ISO^AN")
    if v.rng.random() < 0.6:
        f[19] = core("SSN", v.pick(p.ssn, "-".join((p.ssn[:3], p.ssn[3:5], p.ssn[5:]))))
    if v.rng.random() < 0.3:
        f[20] = core("LICENSE", v.license()) + v.pick("", around("^IN^20261231"))
    if v.rng.random() < 0.15:
        f[21] = core("MRN/mother", v.mrn_number()) + "^^^GH^MR"
    if v.rng.random() < 0.2:
        f[23] = core("CITY/birthplace", v.city().upper())
    if v.rng.random() < 0.2:
        f[29], f[30] = time(v, p.care), "Y"
    return segment("PID", f)


def nk1(v, p):
    f = {
        1: "1",
        2: core("NAME/kin", p.family) + around("^") + core("NAME/kin", v.given().upper()),
        3: v.pick("SPO^Spouse^HL70063", "MTH", "FTH"),
        4: address(v, p),
        5: telecom(v),
        7: "NK",
    }
    if v.rng.random() < 0.3:
        f[6] = telecom(v, True)
    if v.rng.random() < 0.2:
        f[16] = day(v.birth())
    if v.rng.random() < 0.15:
        f[37] = core("SSN", v.ssn())
    return segment("NK1", f)


def pv1(v, p):
    f = {
        1: "1",
        2: v.pick("I", "O", "E"),
        3: "ICU^" + around("201^A") + v.pick("", "^GH"),
        4: "R",
        7: PROVIDER + "^WELBY^MARCUS^^^DR^MD",
        10: "MED",
        18: "IP",
        19: core("ENCOUNTER", p.visit) + v.pick("", "^^^GH^VN"),
        44: time(v, p.care),
    }
    if v.rng.random() < 0.4:
        f[45] = time(v, p.care)
    if v.rng.random() < 0.3:
        f[8] = PROVIDER + "^CRANE^FRASIER^^^^MD"
    return segment("PV1", f)


def in1(v, p):
    f = {
        1: "1",
        2: "PPO",
        3: "60054",
        4: "AETNA",
        8: core("GROUP", p.group),
        16: name(p),
        17: "SEL",
        18: day(p.birth),
        19: address(v, p),
        36: core("MEMBER", p.policy),
    }
    if v.rng.random() < 0.4:
        f[12] = time(v, p.care)
    if v.rng.random() < 0.4:
        f[49] = core("MEMBER", p.member)
    if v.rng.random() < 0.3:
        f[9] = core("GROUP/name", "ACME WIDGETS")
    if v.rng.random() < 0.2:
        f[14] = core("CLAIM/auth", v.claim())
    return segment("IN1", f)


def in2(v, p):
    f = {
        1: core("OTHER/employee", v.digits(6)),
        2: core("SSN", p.ssn),
        6: core("MBI", v.mbi(False)),
        63: telecom(v),
    }
    return segment("IN2", f)


def gt1(v, p):
    f = {
        1: "1",
        2: core("ACCT/guarantor", v.digits(7)),
        3: name(p),
        5: address(v, p),
        6: telecom(v),
        8: day(v.birth()),
        9: "F",
        10: "P",
        11: "SLF",
        12: core("SSN", v.ssn(v.pick("-", ""))),
    }
    return segment("GT1", f)


def mrg(v, p):
    return segment("MRG", {1: core("MRN", v.mrn_number()) + "^^^GH^MR", 7: name(p, False)})


def orc(v, p):
    return segment(
        "ORC",
        {
            1: "NW",
            2: core("ACCESSION/order", p.order) + v.pick("", "^EPC"),
            3: core("ACCESSION/filler", p.filler),
            9: time(v, p.care),
            12: PROVIDER + "^WELBY^MARCUS",
        },
    )


def obr(v, p):
    f = {
        1: "1",
        2: core("ACCESSION/order", p.order) + v.pick("", "^EPC"),
        3: core("ACCESSION/filler", p.filler),
        4: "80053^COMP METABOLIC PANEL^CPT",
        7: time(v, p.care),
        16: PROVIDER + "^WELBY^MARCUS^^^DR",
        22: time(v, p.care),
        24: "LAB",
        25: "F",
    }
    return segment("OBR", f)


def obx(v, p, number):
    how = v.rng.randrange(5)
    f = {1: str(number), 11: "F"}
    if how < 3:
        f.update(
            {
                2: "NM",
                3: v.pick("2345-7^Glucose^LN", "718-7^Hemoglobin^LN", "2951-2^Sodium^LN"),
                5: v.pick("104", "13.2", "138"),
                6: v.pick("mg/dL", "g/dL"),
                7: "70-99",
                8: "H",
            }
        )
    elif how == 3:
        f.update({2: "CWE", 3: "664-3^Gram stain^LN", 5: "260348001^Present^SCT"})
    else:
        f.update({2: v.pick("DT", "TS"), 3: "11368-8^Onset^LN", 5: time(v, p.care)})
    if v.rng.random() < 0.5:
        f[14] = time(v, p.care)
    return segment("OBX", f)


def note(v, p, tag="NTE"):
    sentence = "Pt %s %s called from %s re refill" % (
        core("NAME/text", p.given.title()),
        core("NAME/text", p.family.title()),
        core("PHONE/text", v.phone("{a}-{x}-{n}")),
    )
    if tag == "NTE":
        return segment("NTE", {1: "1", 2: "L", 3: sentence})
    return segment("OBX", {1: "9", 2: "TX", 3: "NOTE^Nurse note", 5: sentence, 11: "F"})


def spm(v, p):
    return segment(
        "SPM",
        {
            1: "1",
            2: core("ACCESSION/specimen", v.digits(8)),
            4: "119297000^BLD^SCT",
            17: time(v, p.care),
            18: time(v, p.care),
        },
    )


def sch(v, p):
    return segment(
        "SCH",
        {
            1: core("ACCESSION/appointment", v.digits(7)),
            2: core("ACCESSION/appointment", v.digits(7)),
            6: "ROUTINE",
            11: "^^^" + time(v, p.care),
        },
    )


def pd1(v, p):
    return segment("PD1", {3: "GENERAL HOSPITAL^^10001", 4: PROVIDER + "^WELBY^MARCUS"})


def evn(v, kind="A08"):
    return "EVN|%s|20240115093011" % kind


def zpi(v, p):
    return "ZPI|1|" + core("MRN/z", p.mrn)


def message(v, p=None):
    p = p or Person(v)
    how = v.rng.randrange(6)
    if how < 2:
        parts = [msh(v, "ADT^A0" + v.pick("1", "4", "8")), evn(v), pid(v, p), pd1(v, p), nk1(v, p), pv1(v, p)]
        parts += (
            [gt1(v, p)] * (v.rng.random() < 0.5)
            + [in1(v, p)] * (v.rng.random() < 0.7)
            + [in2(v, p)] * (v.rng.random() < 0.3)
        )
    elif how < 4:
        parts = (
            [msh(v, "ORU^R01"), pid(v, p), pv1(v, p), orc(v, p), obr(v, p), obx(v, p, 1), obx(v, p, 2)]
            + [note(v, p)] * (v.rng.random() < 0.3)
            + [spm(v, p)] * (v.rng.random() < 0.3)
        )
    elif how == 4:
        parts = [msh(v, "ADT^A40"), evn(v, "A40"), pid(v, p), mrg(v, p)]
    else:
        parts = [msh(v, "SIU^S12"), sch(v, p), pid(v, p), pv1(v, p)]
    return parts


ENDS = ["\r", "\n", "\r\n", "\\r", "\\r\\n", "\\x0d", "\\u000d", "<CR>", "^M", "&#13;", "␍", "\\n"]


def head(v):
    return v.pick(
        "2024-01-15 09:30:12,118 INFO [mllp-7] RX ",
        "DEBUG raw=",
        "Received message: ",
        "",
        "",
        "ERROR c.u.h.p.PipeParser - could not parse: ",
        "[mirth] channel=ADT in: ",
    )


@form("hl7-message")
def whole(v):
    return head(v) + v.rng.choice(ENDS[3:]).join(message(v)) + v.pick("", "\\r")


@form("hl7-lines")
def lines(v):
    return head(v) + v.rng.choice(["\n", "\r\n", "\r"]).join(message(v)) + "\n"


@form("hl7-lone")
def lone(v):
    p = Person(v)
    one = v.rng.choice([pid, nk1, pv1, in1, gt1, mrg, obr, orc, in2, sch, spm])(v, p)
    return (
        v.pick(
            "ERROR HL7Exception: bad segment at '%s' msgId=MSG00042",
            "Segment: %s",
            "Can't find version in %s",
            "WARN dropping %s",
            "%s",
            'invalid segment "%s" at line 3',
            "skipped segment: %s (sequence 2)",
        )
        % one
    )


@form("hl7-cut")
def cut(v):
    text = "\\r".join(message(v))
    at = v.rng.randrange(len(text) // 2, len(text))
    keep, depth = [], 0
    for c in text[:at]:
        keep.append(c)
        depth += ("\ue001" <= c <= "\uf8ff") - (c == "\ue000")
    return head(v) + "".join(keep) + "\ue000" * depth + v.pick("", "...", "... (4096 more)")


@form("hl7-mllp")
def mllp(v):
    a, b = v.pick(
        ("\\x0b", "\\x1c\\x0d"),
        ("\x0b", "\x1c\r"),
        ("<VT>", "<FS><CR>"),
        ("^K", "^\\"),
        ("\\u000b", "\\u001c\\r"),
    )
    end = "\r" if a == "\x0b" else v.pick("\\r", "\\x0d", "<CR>")
    return "mllp: " + a + end.join(message(v)) + end + b


@form("hl7-json", "json")
def in_json(v):
    text = v.rng.choice(["\r", "\n", "\r\n"]).join(message(v))
    out = '{"level":"info","direction":"in","hl7":"%s"}' % v.pick(
        esc.json_text, esc.json_html, esc.json_ascii
    )(text)
    return out if v.rng.random() < 0.7 else '{"log":"%s\\n","stream":"stdout"}' % esc.json_text(out)


@form("hl7-java")
def in_trace(v):
    return (
        "ca.uhn.hl7v2.HL7Exception: Invalid value in field 7\n\tat ca.uhn.hl7v2.parser.PipeParser.parse(PipeParser.java:171)\n\tmessage: %s\nCaused by: java.lang.IllegalStateException: '%s'\n\t... 12 more"
        % ("\\r".join(message(v)[:4]), pid(v, Person(v)))
    )


@form("hl7-other-separators", None)
def other_separators(v):
    text = "\\r".join(message(v)).replace("|", "\ufdd0").replace("^", "\ufdd1")
    field, component = v.pick("#", "!", "|"), v.pick("@", "*", "^")
    text = text.replace(field, "\\F\\").replace(component, "\\S\\")  # as the standard escapes them
    return "RX " + text.replace("\ufdd0", field).replace("\ufdd1", component)


@form("hl7-base64", None)
def in_base64(v):
    return v.pick("payload=%s", '{"hl7":"%s"}') % esc.base64_of("\r".join(message(v)))


@form("hl7-xml", "xml")
def as_xml(v):
    p = Person(v)
    return (
        '<PID><PID.3><CX.1>%s</CX.1><CX.5>MR</CX.5></PID.3><PID.5><XPN.1><FN.1>%s</FN.1></XPN.1><XPN.2>%s</XPN.2></PID.5>'
        '<PID.7><TS.1>%s</TS.1></PID.7><PID.8>F</PID.8><PID.11><XAD.1><SAD.1>%s</SAD.1></XAD.1><XAD.3>%s</XAD.3><XAD.4>%s</XAD.4><XAD.5>%s</XAD.5></PID.11></PID>'
    ) % (
        core("MRN", p.mrn),
        core("NAME/family", esc.entities(p.family)),
        core("NAME/given", p.given),
        day(p.birth),
        core("ADDR", esc.entities(p.street)),
        core("CITY", p.city),
        p.state,
        core("ZIP", p.zip),
    )


@form("hl7-dump", None)
def dump(v):
    p = Person(v)
    return v.pick(
        "PID-5 = %s, PID-3.1 = %s, PID-7: %s",
        "PID.5: %s\nPID.3: %s\nPID.7: %s",
        "field PID-5 value '%s' differs; PID-3 '%s'; PID-7 '%s'",
    ) % (name(p, False), core("MRN", p.mrn), day(p.birth))


# ---- without PHI
CLEAN = {}


def clean(name):
    def keep(function):
        CLEAN[name] = (function, "hl7")
        return function

    return keep


@clean("clean-hl7-ack")
def ack(v):
    return (
        v.pick("", "TX ")
        + msh(v, "ACK^A01")
        + v.pick("\\r", "\n", "<CR>")
        + v.pick("MSA|AA|MSG00042", "MSA|AE|MSG%s|Required field missing" % v.digits(5))
        + v.pick("", "\\rERR|^^^101&Required field missing&HL70357")
    )


@clean("clean-hl7-result")
def result(v):
    rows = [
        "OBX|%d|NM|%s||%s|%s|%s|%s|||F"
        % (
            i,
            v.pick("2345-7^Glucose^LN", "718-7^Hemoglobin^LN"),
            v.digits(3),
            v.pick("mg/dL", "g/dL"),
            "70-99",
            v.pick("H", "N", ""),
        )
        for i in range(1, 4)
    ]
    return v.pick("\n", "\\r").join(rows)


@clean("clean-hl7-master")
def master(v):
    return v.pick("\n", "\\r").join(
        [
            msh(v, "MFN^M02"),
            "MFI|PRA|ADT1|UPD|||NE",
            "MFE|MAD|" + v.digits(6) + "|20240115|" + PROVIDER + "^WELBY^MARCUS",
            "OM1|1|80053^COMP METABOLIC PANEL^CPT||NM",
        ]
    )


@clean("clean-hl7-talk")
def talk(v):
    return v.pick(
        "PID segment is missing in message MSG%s",
        "routing ADT^A01 MSG%s to LAB in 12 ms",
        "PID-3 has no assigning authority, message MSG%s",
        "segment count PID=1 OBX=%s NTE=0",
        "field PV1-44 is empty in MSG%s",
        "MSH|^~\\& header accepted, control id %s",
    ) % v.digits(8)
