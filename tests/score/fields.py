# SPDX-License-Identifier: Apache-2.0
"""Keys that name identifiers, their spellings, and the values below them; and the fields that stand
beside them and are no PHI."""

import collections

import marks

Field = collections.namedtuple("Field", "words value phi number strong")
# words: the key as its words; value: marked text; number: a form may print it without quotes;
# strong: the key says by itself that the record is a person's
STRONG = (
    "SSN",
    "NAME",
    "DATE",
    "MRN",
    "MEMBER",
    "MBI",
    "ADDR",
    "PHONE",
    "EMAIL",
    "ACCT",
    "ENCOUNTER",
    "MEDICAID",
    "ZIP",
)

PERSONS = {
    "dev": ["patient", "member", "subscriber", "insured", "guarantor", "beneficiary", "dependent"],
    "held": ["patient", "member", "enrollee", "recipient", "policyholder", "contact", "person"],
}

# ident: how the value is made, keys that name it alone, keys that need a person's word or a second key.
KINDS = {
    "SSN": (
        lambda v: v.ssn(),
        [
            "ssn",
            "social security number",
            "ss number",
            "patient ssn",
            "member ssn",
            "ssn num",
            "soc sec",
            "full ssn",
            "guarantor ssn",
            "subscriber ssn",
            "ss no",
            "social security",
        ],
        ["sin", "tin"],
    ),
    "SSN/last4": (
        lambda v: v.digits(4),
        ["ssn last4", "last4 ssn", "ssn last four", "ssn4", "last 4 digits of ssn"],
        [],
    ),
    "SSN/itin": (lambda v: v.itin(), ["itin", "taxpayer id"], []),
    "NAME": (
        lambda v: v.full_name(),
        [
            "full name",
            "patient name",
            "member name",
            "subscriber name",
            "insured name",
            "guarantor name",
            "next of kin name",
            "emergency contact name",
            "legal name",
            "pt name",
            "mother name",
            "spouse name",
            "name of insured",
        ],
        ["name", "display name", "contact name", "person name"],
    ),
    "NAME/family": (
        lambda v: v.family(),
        [
            "last name",
            "family name",
            "surname",
            "lname",
            "maiden name",
            "patient last name",
            "mothers maiden name",
            "subscriber last name",
            "last nm",
        ],
        ["family"],
    ),
    "NAME/given": (
        lambda v: v.given(),
        [
            "first name",
            "given name",
            "fname",
            "forename",
            "middle name",
            "preferred name",
            "patient first name",
            "insured first name",
        ],
        ["given"],
    ),
    "DATE/birth": (
        lambda v: v.spell(v.birth()),
        [
            "dob",
            "date of birth",
            "birth date",
            "birthday",
            "birthdate",
            "bdate",
            "patient dob",
            "member dob",
            "birth dt",
            "person birth date",
            "dob date",
            "subscriber date of birth",
            "birth time",
        ],
        ["birth"],
    ),
    "DATE/care": (
        lambda v: v.spell(v.care()),
        [
            "admit date",
            "admission date",
            "discharge date",
            "date of service",
            "service date",
            "visit date",
            "encounter date",
            "appointment date",
            "appt date",
            "procedure date",
            "surgery date",
            "collection date",
            "fill date",
            "date filled",
            "onset date",
            "injury date",
            "accident date",
            "immunization date",
            "enrollment date",
            "date of death",
            "deceased date",
            "specimen date",
            "admit dt",
            "discharge date time",
            "coverage effective date",
            "written date",
        ],
        [
            "dos",
            "lmp",
            "edd",
            "dod",
            "due date",
            "order date",
            "from date",
            "thru date",
            "effective date",
            "termination date",
            "result date",
        ],
    ),
    "AGE": (lambda v: v.age_high(), ["patient age", "age years", "age at visit"], ["age"]),
    "MRN": (
        lambda v: v.mrn(),
        [
            "mrn",
            "medical record number",
            "patient id",
            "patient mrn",
            "mr number",
            "chart number",
            "chart no",
            "patient number",
            "patient identifier",
            "pat id",
            "pt id",
            "medical record no",
            "enterprise id",
            "hospital number",
            "empi",
            "unit number",
            "external patient id",
            "mrn nbr",
            "patient no",
        ],
        ["pid", "epi", "cpi", "eid", "person id"],
    ),
    "MRN/uuid": (lambda v: v.uuid(), ["patient uuid", "patient guid"], []),
    "ENCOUNTER": (
        lambda v: v.encounter(),
        [
            "encounter id",
            "encounter number",
            "visit id",
            "visit number",
            "admission id",
            "episode id",
            "appointment id",
            "appt id",
            "visit no",
            "encounter no",
        ],
        ["csn", "fin", "har", "case id"],
    ),
    "ACCESSION": (
        lambda v: v.accession(),
        [
            "accession",
            "accession number",
            "accession no",
            "specimen id",
            "lab number",
            "placer order number",
            "filler order number",
            "acc num",
        ],
        ["order id", "sample id"],
    ),
    "RX": (
        lambda v: v.rx(),
        ["rx number", "rx no", "rx id", "prescription number", "prescription id", "script id"],
        [],
    ),
    "CLAIM": (
        lambda v: v.claim(),
        [
            "claim id",
            "claim number",
            "claim no",
            "authorization number",
            "prior auth number",
            "referral number",
        ],
        ["icn", "dcn", "tcn"],
    ),
    "ACCT/control": (lambda v: v.account(), ["patient control number", "patient account"], []),
    "MEMBER": (
        lambda v: v.member(),
        [
            "member id",
            "member number",
            "subscriber id",
            "subscriber number",
            "insured id",
            "insurance id",
            "policy number",
            "policy id",
            "health plan id",
            "beneficiary id",
            "cardholder id",
            "member no",
            "policy no",
            "insurance number",
            "subscriber no",
        ],
        [],
    ),
    "MBI": (lambda v: v.mbi(), ["mbi", "medicare number", "medicare id", "medicare beneficiary id"], []),
    "HICN": (lambda v: v.hicn(), ["hicn", "hic number"], ["hic"]),
    "RRB": (lambda v: v.rrb(), ["rrb number"], []),
    "MEDICAID": (
        lambda v: v.medicaid(),
        ["medicaid id", "medicaid number", "medicaid no", "recipient id"],
        ["cin"],
    ),
    "GROUP": (
        lambda v: v.group(),
        ["group number", "group no", "rx group", "grp num", "employer group"],
        ["group id"],
    ),
    "ACCT": (
        lambda v: v.account(),
        ["account number", "account no", "acct", "acct no", "acct num", "guarantor account", "bank account"],
        [],
    ),
    "ABA": (lambda v: v.aba(), ["routing number"], []),
    "IBAN": (lambda v: v.iban(), ["iban"], []),
    "CARD": (lambda v: v.card(), ["credit card", "credit card number", "card number", "cc num"], ["pan"]),
    "CARD/cvv": (lambda v: v.digits(3), ["cvv", "cvc", "cvv2"], []),
    "ADDR": (
        lambda v: v.street(),
        [
            "address1",
            "address line1",
            "street",
            "street address",
            "home address",
            "mailing address",
            "mailing street",
            "address line 1",
            "addr line1",
            "patient address",
            "street1",
            "billing street",
        ],
        ["address", "addr", "residence"],
    ),
    "CITY": (
        lambda v: v.city(),
        ["mailing city", "patient city", "home city", "member city"],
        ["city", "town"],
    ),
    "ZIP": (
        lambda v: v.zip(),
        ["zip", "zip code", "postal code", "zip5", "mailing postal code", "post code", "patient zip"],
        [],
    ),
    "GEO": (
        lambda v: v.geo(),
        ["patient latitude", "patient longitude"],
        ["latitude", "longitude", "lat", "lng"],
    ),
    "PHONE": (
        lambda v: v.phone(),
        [
            "phone",
            "phone number",
            "home phone",
            "mobile",
            "mobile phone",
            "cell phone",
            "work phone",
            "telephone",
            "phone no",
            "daytime phone",
            "contact number",
            "patient phone",
            "phone home",
            "tel",
        ],
        ["cell"],
    ),
    "FAX": (lambda v: v.phone(), ["fax", "fax number"], []),
    "EMAIL": (
        lambda v: v.email(),
        ["email", "email address", "patient email", "contact email", "e mail", "user email"],
        ["mail"],
    ),
    "LICENSE": (
        lambda v: v.license(),
        ["drivers license", "driver license", "drivers license number", "dl number", "license no"],
        ["dl"],
    ),
    "PASSPORT": (lambda v: v.passport(), ["passport", "passport number"], []),
    "DEA": (lambda v: v.dea(), ["dea number", "dea no"], []),
    "NPI": (lambda v: v.npi(), ["npi", "provider npi", "billing npi"], []),
    "VIN": (lambda v: v.vin(), ["vin"], []),
    "PLATE": (lambda v: v.plate(), ["license plate", "plate number"], []),
    "DEVICE": (
        lambda v: v.device(),
        ["device serial", "implant serial", "patient serial number", "device serial number"],
        [],
    ),
    "DEVICE/imei": (lambda v: v.imei(), ["imei"], []),
    "DEVICE/mac": (lambda v: v.mac(), ["mac address"], []),
    "UDI": (lambda v: v.udi(), ["udi"], []),
    "IP": (
        lambda v: v.ip(),
        ["client ip", "remote ip", "remote addr", "source ip", "caller ip", "ip address"],
        [],
    ),
    "CRED": (
        lambda v: v.letters(4, "abcdefghkmnpqrstuvwxyz") + v.digits(3) + v.pick("!", "", "_x", "Q"),
        ["password", "passwd", "pwd", "api key", "client secret"],
        [],
    ),
    "CRED/token": (lambda v: v.hex(32), ["access token", "refresh token", "session id", "auth token"], []),
}
WEIGHTS = {
    "SSN": 4,
    "NAME": 4,
    "NAME/family": 3,
    "NAME/given": 3,
    "DATE/birth": 5,
    "DATE/care": 4,
    "MRN": 5,
    "MEMBER": 3,
    "PHONE": 3,
    "ADDR": 3,
    "EMAIL": 2,
    "ZIP": 2,
    "CITY": 2,
    "ACCT": 2,
    "ENCOUNTER": 2,
}
_POOL = [ident for ident in KINDS for _ in range(WEIGHTS.get(ident, 1))]


def phi(values, ident=None, paired=True):
    """A field of PHI. A key that needs a person's word gets one unless `paired` (others stand beside it)."""
    rng = values.rng
    ident = ident or rng.choice(_POOL)
    make, keys, weak = KINDS[ident]
    persons, strong = PERSONS[values.part], ident.split("/")[0] in STRONG
    if weak and rng.random() < 0.25:
        words = rng.choice(weak)
        if not paired or rng.random() < 0.6:
            words = rng.choice(persons) + " " + words
        else:
            strong = False
    else:
        words = rng.choice(keys)
        if rng.random() < 0.2 and not any(words.split()[0] in names for names in PERSONS.values()):
            words = rng.choice(persons) + " " + words
    value = make(values)
    number = value.isascii() and value.isdigit() and not value.startswith("0") and len(value) < 16
    return Field(words.split(), marks.core(ident, value), True, number, strong)


def pair(values):
    """A field whose key counts always: makes the record one of a person."""
    return phi(values, values.pick("SSN", "MRN", "NAME/family", "DATE/birth", "MEMBER"), False)


NOISE = {
    "request id": lambda v: v.uuid(),
    "trace id": lambda v: v.hex(32),
    "span id": lambda v: v.hex(16),
    "status": lambda v: v.pick("ACTIVE", "200", "OK", "PENDING"),
    "duration ms": lambda v: v.digits(3),
    "version": lambda v: v.pick("1.2.3.4", "10.0.19041.1", "2.5.1"),
    "thread id": lambda v: v.digits(9),
    "retry": lambda v: v.digits(1),
    "ts": lambda v: "1705" + v.digits(6),
    "order total": lambda v: v.digits(9),
    "diagnosis code": lambda v: v.pick("E11.9", "I10", "J45.909"),
    "loinc": lambda v: v.pick("2951-2", "2345-7", "718-7"),
    "row count": lambda v: v.digits(5),
    "enabled": lambda v: v.pick("true", "false"),
    "plan": lambda v: v.pick("PPO", "HMO", "Gold"),
    "state": lambda v: v.state(),
    "gender": lambda v: v.pick("F", "M", "female"),
    "amount": lambda v: v.digits(3) + ".00",
    "created at": lambda v: "2024-01-%02dT%02d:30:12Z" % (v.rng.randrange(1, 29), v.rng.randrange(24)),
    "event": lambda v: v.pick("eligibility", "save", "lookup"),
    "ndc": lambda v: "0093-7214-01",
    "offset": lambda v: v.digits(8),
    "partition": lambda v: v.digits(1),
    "file hash": lambda v: v.hex(40),  # `patient.hash` is derived from a person, and goes
    "host": lambda v: "app-%s.internal" % v.digits(2),
    "order id hash": lambda v: v.hex(12),
    "sequence": lambda v: v.digits(9),
    "bytes": lambda v: v.digits(6),
    "tenant": lambda v: v.pick("east", "west-2"),
    "queue name": lambda v: v.pick("claims.inbound", "adt-feed"),
    "facility": lambda v: v.pick("GENERAL HOSPITAL", "GH"),
    "attempt": lambda v: v.digits(1),
    "result": lambda v: v.pick("SUCCESS", "FAILED"),
    "build": lambda v: "2024" + v.digits(4),
    "port": lambda v: v.digits(4),
    "file name": lambda v: "batch_%s.csv" % v.digits(3),
    "expires at": lambda v: "1705" + v.digits(6),
    "count": lambda v: v.digits(2),
    "correlation id": lambda v: v.uuid(),
    "topic": lambda v: "ehr.updates.v2",
    "procedure code": lambda v: v.pick("99213", "J1885", "80053"),
    "message id": lambda v: "MSG" + v.digits(6),
    "http status": lambda v: v.pick("200", "404", "500"),
    "table name": lambda v: v.pick("patient_visit", "claim_line"),
    "class name": lambda v: "com.example.PatientService",
    "language": lambda v: "en-US",
    "timezone": lambda v: "America/New_York",
    "etag": lambda v: v.hex(32),
    "max age": lambda v: "3600",
    "error code": lambda v: "ORA-00001",
}
_NOISE_NAMES = sorted(NOISE)


def noise(values):
    words = values.rng.choice(_NOISE_NAMES)
    value = NOISE[words](values)
    number = value.isdigit() and not value.startswith("0") and len(value) < 16 or value in ("true", "false")
    return Field(words.split(), value, False, number, False)


# ---- spellings of a key
def camel(words):
    return words[0].lower() + "".join(w[:1].upper() + w[1:] for w in words[1:])


def pascal(words):
    return "".join(w[:1].upper() + w[1:] for w in words)


def snake(words):
    return "_".join(words)


def kebab(words):
    return "-".join(words)


def scream(words):
    return "_".join(words).upper()


def title(words):
    return " ".join(w[:1].upper() + w[1:] for w in words)


def spaced(words):
    return " ".join(words)


def glued(words):
    return "".join(words)


def upper(words):
    return "".join(words).upper()


def dotted(words):
    return (
        (words[0] + "." + camel(words[1:]))
        if len(words) > 1 and any(words[0] in names for names in PERSONS.values())
        else "patient." + camel(words)
    )


def custom(words):
    return "_".join(w[:1].upper() + w[1:] for w in words) + "__c"


STYLES = {
    "camel": camel,
    "snake": snake,
    "kebab": kebab,
    "pascal": pascal,
    "scream": scream,
    "glued": glued,
    "upper": upper,
    "dotted": dotted,
    "title": title,
    "custom": custom,
    "spaced": spaced,
}
