# SPDX-License-Identifier: Apache-2.0
"""Log sentences of health software (sentences.txt) and of everything else (clean_sentences.txt). Every
fourth template is held out: it is never shown to a developer, only counted."""

import base64
import os
import re

from marks import core

HERE = os.path.dirname(os.path.abspath(__file__))
HELD_OUT = 4

PHI = {
    "id": ("MRN/internal", lambda v: v.digits(v.pick(5, 6, 7, 8))),
    "mrn": ("MRN", lambda v: v.mrn()),
    "uuid": ("MRN/uuid", lambda v: v.uuid()),
    "visit": ("ENCOUNTER", lambda v: v.digits(v.pick(6, 7, 8))),
    "acc": ("ACCESSION", lambda v: v.accession()),
    "member": ("MEMBER", lambda v: v.member()),
    "group": ("GROUP", lambda v: v.group()),
    "acct": ("ACCT", lambda v: v.account()),
    "claim": ("CLAIM", lambda v: v.claim()),
    "rx": ("RX", lambda v: v.rx()),
    "ssn": ("SSN", lambda v: v.ssn()),
    "ssn4": ("SSN/last4", lambda v: v.digits(4)),
    "phone": ("PHONE", lambda v: v.phone()),
    "email": ("EMAIL", lambda v: v.email()),
    "login": (
        "OTHER/login",
        lambda v: v.pick("{g}{f}", "{g}.{f}", "{f}{n}")
        .format(g=v.given()[0], f=_plain(v.family()), n=v.digits(2))
        .lower(),
    ),
    "pass": (
        "CRED",
        lambda v: v.pick("Winter", "Maple", "Otter", "Blue")
        + v.pick("Rain", "Hill", "2024")
        + v.pick("!", "#7", "99", "_x"),
    ),
    "token": ("CRED/token", lambda v: v.hex(v.pick(24, 32, 40))),
    "ip": ("IP", lambda v: v.ip()),
    "dob": ("DATE/birth", lambda v: v.spell(v.birth())),
    "date": ("DATE/care", lambda v: v.spell(v.care(), v.pick(*DATES))),
    "datetime": ("DATE/care", lambda v: v.care().strftime("%Y-%m-%d ") + v.pick("08:30", "14:15:00")),
    "addr": ("ADDR", lambda v: v.street()),
    "city": ("CITY", lambda v: v.city()),
    "zip": ("ZIP", lambda v: v.zip()),
    "age": ("AGE", lambda v: v.age_high()),
    "vin": ("VIN", lambda v: v.vin()),
    "license": ("LICENSE", lambda v: v.license()),
    "device": ("DEVICE", lambda v: v.device()),
    "mbi": ("MBI", lambda v: v.mbi()),
    "medicaid": ("MEDICAID", lambda v: v.medicaid()),
}
DATES = [
    lambda d: d.isoformat(),
    lambda d: d.strftime("%m/%d/%Y"),
    lambda d: d.strftime("%d-%b-%Y"),
    lambda d: d.strftime("%B ") + "%d, %d" % (d.day, d.year),
]
PLAIN = {
    "n": lambda v: v.digits(v.pick(1, 2, 3)),
    "n2": lambda v: v.digits(v.pick(1, 2, 3)),
    "ms": lambda v: v.digits(v.pick(2, 3, 4)),
    "state": lambda v: v.state(),
    "ver": lambda v: "2.%s.%s" % (v.digits(2), v.digits(1)),
    "icd": lambda v: v.pick("E11.9", "I10", "J45.909"),
    "loinc": lambda v: v.pick("2951-2", "2345-7", "718-7"),
    "pid": lambda v: v.digits(5),
    "big": lambda v: v.digits(v.pick(9, 10, 12)),
    "hex7": lambda v: v.hex(7),
    "hex16": lambda v: v.hex(16),
    "hex32": lambda v: v.hex(32),
    "hex40": lambda v: v.hex(40),
    "hex64": lambda v: v.hex(64),
    "req": lambda v: v.uuid(),
    "b64": lambda v: base64.b64encode(v.hex(32).encode()).decode(),
}


def _plain(family):
    return "".join(c for c in family if c.isascii() and c.isalpha()) or "smith"


class Fill:
    """The values of one record: the same word is the same value; a word with 2 behind it is another person's."""

    def __init__(self, v):
        self.v, self.made = v, {}

    def raw(self, word, make):
        if word not in self.made:
            self.made[word] = make()
        return self.made[word]

    def person(self, number):
        return self.raw("given" + number, self.v.given), self.raw("family" + number, self.v.family)

    def birth(self):
        return self.raw("birthday", self.v.birth)

    def name(self, kind, number):
        given, family = self.person(number)
        if kind == "first":
            return core("NAME/given", given)
        if kind == "last":
            return core("NAME/family", family)
        if kind == "lastfirst":
            return core("NAME/family", family) + ", " + core("NAME/given", given)
        if kind == "hl7":
            return core("NAME/family", family.upper()) + "^" + core("NAME/given", given.upper())
        if kind == "caps":
            return (
                core("NAME/family", family.upper())
                + self.v.pick(",", ", ")
                + core("NAME/given", given.upper())
            )
        return core("NAME", given + " " + family)

    def __call__(self, word):
        kind, number = (
            re.fullmatch(r"([a-z0-9]*[a-z4])(2?)", word).groups()
            if word not in ("hl7", "hex7", "n2", "ssn4", "dob8", "hex16", "hex32", "hex40", "hex64", "b64")
            else (word, "")
        )
        if kind in ("name", "first", "last", "lastfirst", "hl7", "caps"):
            return self.raw(word + "!", lambda: self.name(kind, number))
        if kind in ("dobiso", "dob8", "dobus"):
            pattern = {"dobiso": "%Y-%m-%d", "dob8": "%Y%m%d", "dobus": "%m/%d/%Y"}[kind]
            day = self.v.birth() if number else self.birth()
            return core("DATE/birth", self.raw(word, lambda: day.strftime(pattern)))
        if kind in PHI:
            ident, make = PHI[kind]
            return core(ident, self.raw(word, lambda: make(self.v)))
        return self.raw(word, lambda: PLAIN[kind](self.v))


def templates(file):
    """(group, template), in the order of the file."""
    group = ""
    with open(os.path.join(HERE, file), encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("== "):
                group = line[3:]
            elif line and not line.startswith("#"):
                yield group, line.replace("\\n", "\n").replace("\\t", "\t")


WORDS = sorted(
    set(PHI) | set(PLAIN) | {"name", "first", "last", "lastfirst", "hl7", "caps", "dobiso", "dob8", "dobus"}
)
PLACE = re.compile(r"\{((?:%s)2?)\}" % "|".join(sorted(WORDS, key=len, reverse=True)))
CLEAN_PLACE = re.compile(r"\{(%s)\}" % "|".join(sorted(PLAIN, key=len, reverse=True)))


def fill(template, v, clean=False):
    filler = Fill(v)
    return (CLEAN_PLACE if clean else PLACE).sub(lambda m: filler(m.group(1)), template)


def chosen(file, part):
    for number, (group, template) in enumerate(templates(file)):
        if (number % HELD_OUT == HELD_OUT - 1) == (part == "held"):
            yield number, group, template
