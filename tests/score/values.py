# SPDX-License-Identifier: Apache-2.0
"""Identifiers in every spelling. All of it is made up: telephone numbers end in 01xx behind 555,
mail is example.com or .org, addresses of the net are documentation ranges."""

import datetime

FAMILIES = {
    "dev": """Okonkwo Lindqvist Vasquez Thornbury Nakamura Kowalczyk Achterberg Ferreira Haddad Oyelaran
        Petrossian Whitlock Castellanos Duvernay Eriksen Fairweather Goldsmith Hargrove Iyer Jablonski
        Kaminski Lopez Marchetti Nwosu Ortega Pemberton Quintero Rosales Sandoval Takahashi Underhill
        Villanueva Wexler Ximenez Yamamoto Zielinski Abernathy Bianchi Chaudhry Delacroix Young Long Page
        Grant Chase Rose Bean Case Miller Clark Hill Green Brooks Woods Stone Banks Price""",
    "held": """Adeyemi Brandvold Cavanaugh Dombrowski Echeverria Fitzwilliam Giannopoulos Halvorsen Ishikawa
        Jankowski Krishnan Lefebvre Mbeki Novotny Olufsen Pellegrini Quackenbush Ramanathan Svensson
        Tremblay Ulrich Vandermeer Wojcik Xiong Yilmaz Zamora Ashdown Burkhalter Cortez Dvorak May Will
        Mark Cook King Bell Fields Rivers West Church Snow Winters Day""",
}
HARD_FAMILIES = {
    "dev": [
        "O'Neil",
        "de la Cruz",
        "Nguyen-Smith",
        "McAllister",
        "García",
        "Müller",
        "St. Clair",
        "Van Buren",
        "D'Angelo",
        "Núñez",
        "Lee",
        "Wu",
    ],
    "held": [
        "O'Brien",
        "van der Berg",
        "Kim-Park",
        "MacGregor",
        "Gómez",
        "Šimić",
        "Le",
        "Ng",
        "Del Rio",
        "D'Souza",
        "Jørgensen",
        "Ávila",
    ],
}
GIVEN = {
    "dev": """Maria Jorge Ana Diego Priya Kwame Ingrid Tomasz Yuki Fatima Leticia Bartholomew Rosalind Emeka
        Svetlana Hamish Consuelo Darnell Mei-Lin José April June Will Mark Hope Grace Jo Al Noor""",
    "held": """Beatriz Olumide Katarzyna Hiroshi Aaliyah Lars Xochitl Dmitri Saoirse Rajesh Philippa Mohammed
        Guadalupe Anneliese Renée Chloé Summer Dale Ray Faith Joy Bo Ed""",
}
CITIES = {
    "dev": ["Springfield", "Ashgrove", "Millbrook", "Santa Rosita", "Cedar Hollow", "Lakemont", "Fort Wynne"],
    "held": [
        "Riverbend",
        "Elmhurst Park",
        "Port Calder",
        "San Alonso",
        "Northfield",
        "Old Saybury",
        "Kettering",
    ],
}
STREETS = {
    "dev": ["Larkspur", "Old Mill", "Juniper", "Third", "Hawthorne", "Sycamore Ridge", "42nd", "Martin"],
    "held": ["Foxglove", "Quarry", "Willow Bend", "Ninth", "Birchwood", "Harbor View", "118th", "Calhoun"],
}
SUFFIXES = [
    "St",
    "Street",
    "Ave",
    "Avenue",
    "Blvd",
    "Rd",
    "Road",
    "Dr",
    "Drive",
    "Ln",
    "Lane",
    "Ct",
    "Pl",
    "Way",
    "Cir",
    "Pkwy",
    "Ter",
    "Trl",
]
STATES = ["IN", "OH", "CA", "NY", "TX", "OR", "ME", "WA", "PA", "IL", "MI", "FL"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


def luhn_digit(digits):
    total = 0
    for i, c in enumerate(reversed(digits)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return str(-total % 10)


class Values:
    def __init__(self, rng, part):
        self.rng, self.part = rng, part

    def pick(self, *items):
        return self.rng.choice(items)

    def digits(self, n, first="123456789"):
        return self.rng.choice(first) + "".join(self.rng.choice("0123456789") for _ in range(n - 1))

    def letters(self, n, of="ABCDEFGHJKLMNPQRSTUVWXYZ"):
        return "".join(self.rng.choice(of) for _ in range(n))

    def hex(self, n):
        return "".join(self.rng.choice("0123456789abcdef") for _ in range(n))

    def uuid(self):
        h = self.hex(32)
        return "-".join((h[:8], h[8:12], "4" + h[13:16], "a" + h[17:20], h[20:]))

    # ---- numbers of persons
    def ssn_digits(self):
        area = self.rng.choice([a for a in (self.rng.randrange(1, 900) for _ in range(8)) if a != 666])
        return "%03d%02d%04d" % (area, self.rng.randrange(1, 100), self.rng.randrange(1, 10000))

    def ssn(self, spelling=None):
        d = self.ssn_digits()
        how = self.pick("-", "-", "-", "", "", " ", ".") if spelling is None else spelling
        return how.join((d[:3], d[3:5], d[5:]))

    def itin(self):
        d = (
            "9"
            + self.digits(2, "0123456789")
            + str(self.rng.choice(list(range(70, 89))))
            + self.digits(4, "0123456789")
        )
        return self.pick("", "-").join((d[:3], d[3:5], d[5:]))

    def ein(self):
        return self.pick("04", "35", "47", "82") + "-" + self.digits(7)

    def npi(self):
        body = "1" + self.digits(8, "0123456789")
        return body + luhn_digit("80840" + body)

    def dea(self):
        d = [int(c) for c in self.digits(6)]
        check = (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10
        return self.pick("A", "B", "F", "M") + self.letters(1) + "".join(map(str, d)) + str(check)

    def mbi(self, dashes=None):
        l, n = (lambda: self.rng.choice(MBI_LETTERS)), (lambda: self.rng.choice("0123456789"))
        an = lambda: self.rng.choice((l, n))()
        s = self.digits(1) + l() + an() + n() + l() + an() + n() + l() + l() + n() + n()
        return (
            "-".join((s[:4], s[4:7], s[7:])) if (self.rng.random() < 0.4 if dashes is None else dashes) else s
        )

    def hicn(self):
        return self.ssn(self.pick("", "-")) + self.pick("A", "B", "C1", "D", "HA", "M")

    def rrb(self):
        return (
            self.pick("A", "MA", "WA", "WCA", "WD", "H") + self.pick("", "-") + self.digits(self.pick(6, 9))
        )

    def medicaid(self):
        return self.pick(
            self.letters(2) + self.digits(5) + self.letters(1),
            "9" + self.digits(7) + self.pick("A", "C", "D", "E"),
            self.digits(9) + "WA",
            self.digits(10),
            self.digits(12),
            self.digits(9),
        )

    def mrn(self):
        body = self.digits(self.pick(6, 7, 7, 8, 9))
        return self.pick(
            body,
            body + luhn_digit(body),
            "0" + body,
            "MRN" + body,
            "GH-" + body,
            "E" + body,
            body + self.letters(1),
            self.letters(1) + body,
            body[:3] + "-" + body[3:],
            "00" + body,
        )

    def mrn_number(self):
        return self.digits(self.pick(6, 7, 8, 9))

    def member(self):
        return self.pick(
            self.letters(3) + self.digits(9),
            "W" + self.digits(9),
            self.digits(9) + "-0" + self.digits(1),
            self.letters(3) + self.digits(3) + "M" + self.digits(5),
            self.digits(11),
            "H" + self.digits(8) + "00",
        )

    def group(self):
        return self.pick(
            self.digits(6),
            self.digits(5) + "-" + self.digits(3),
            "GRP" + self.digits(5),
            self.letters(2) + self.digits(6),
        )

    def account(self):
        return self.pick(
            self.digits(7),
            self.digits(10),
            "A" + self.digits(8),
            self.digits(4) + "-" + self.digits(6),
            self.digits(12),
        )

    def card(self):
        body = self.pick("4" + self.digits(14), "51" + self.digits(13), "6011" + self.digits(11))
        n = body + luhn_digit(body)
        sep = self.pick("", " ", "-")
        return sep.join((n[:4], n[4:8], n[8:12], n[12:]))

    def iban(self):
        bban = "37040044" + self.digits(10)
        check = 98 - int(bban + "131400") % 97
        return "DE%02d%s" % (check, bban)

    def aba(self):
        d = [int(c) for c in self.pick("02", "07", "11", "12") + self.digits(6)]
        total = 3 * (d[0] + d[3] + d[6]) + 7 * (d[1] + d[4] + d[7]) + d[2] + d[5]
        return "".join(map(str, d)) + str(-total % 10)

    def license(self):
        return self.pick(
            self.letters(1) + self.digits(7),
            self.digits(8),
            self.letters(1) + self.digits(12),
            "WDL" + self.letters(4) + self.digits(5),
        )

    def passport(self):
        return self.pick("", self.letters(1)) + self.digits(8)

    def vin(self):
        values = {
            c: int(v)
            for c, v in zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "12345678123457923456789" + "0123456789")
        }
        weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
        s = (
            "1HG"
            + self.letters(5, "ABCDEFGHJKLMNPRSTVWX123456789")
            + "0"
            + self.letters(1, "ABCDEFGHJKLMNPRSTVWXY")
            + self.letters(3, "ABCDEFGHJKLMNPRS0123456789")
            + self.digits(4)
        )
        check = sum(values[c] * w for c, w in zip(s, weights)) % 11
        return s[:8] + ("X" if check == 10 else str(check)) + s[9:]

    def plate(self):
        return self.pick(
            self.letters(3) + self.digits(4),
            self.digits(3) + "-" + self.letters(3),
            self.letters(2) + " " + self.digits(5),
        )

    def imei(self):
        body = "49" + self.digits(12)
        return body + luhn_digit(body)

    def device(self):
        return self.pick(
            "PM-" + self.digits(2) + "A" + self.digits(5),
            "SN" + self.digits(9),
            self.letters(3) + self.digits(6) + "H",
            self.digits(10),
        )

    def udi(self):
        body = "5" + self.digits(12)
        check = -sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body))) % 10
        return "(01)%s%d(11)%s(17)%s(10)%s(21)%s" % (
            body,
            check,
            "231105",
            "270430",
            "A" + self.digits(3),
            self.digits(6),
        )

    def mac(self):
        h = "a4" + self.hex(10)
        return self.pick(":", "-").join(h[i : i + 2] for i in range(0, 12, 2))

    def encounter(self):
        return self.pick(self.digits(7), self.digits(9), "V" + self.digits(8), "ENC-" + self.digits(6))

    def accession(self):
        return self.pick(
            "S24-" + self.digits(5),
            self.digits(2) + "-" + self.digits(6),
            "ACC" + self.digits(7),
            self.digits(9),
        )

    def rx(self):
        return self.pick(self.digits(7), self.digits(7) + "-00", "RX" + self.digits(6))

    def claim(self):
        return self.pick(
            "2024" + self.digits(9),
            "CLM" + self.digits(8),
            self.digits(13),
            self.digits(6) + "-" + self.digits(4),
        )

    # ---- reaching a person
    def phone_parts(self):
        area = self.pick("317", "212", "415", "614", "503", "207", "713")
        return area, "555", "01" + "%02d" % self.rng.randrange(100)

    def phone(self, spelling=None):
        a, x, n = self.phone_parts()
        return (
            spelling
            or self.pick(
                "({a}) {x}-{n}",
                "{a}-{x}-{n}",
                "{a}.{x}.{n}",
                "{a} {x} {n}",
                "+1 {a} {x} {n}",
                "+1-{a}-{x}-{n}",
                "1-{a}-{x}-{n}",
                "+1{a}{x}{n}",
                "{a}{x}{n}",
                "({a}){x}-{n}",
            )
        ).format(a=a, x=x, n=n)

    def email(self, person=None):
        given, family = person or self.person_name()
        g, f = _ascii(given), _ascii(family)
        local = self.pick(g[0] + f, g + "." + f, f + self.digits(2), g + "_" + f, g + "+portal")
        return local.lower() + "@" + self.pick("example.com", "example.org", "mail.example.com")

    def ip(self):
        return self.pick("192.0.2.", "198.51.100.", "203.0.113.") + str(self.rng.randrange(1, 255))

    # ---- names and places
    def family(self):
        return (
            self.rng.choice(HARD_FAMILIES[self.part])
            if self.rng.random() < 0.2
            else self.rng.choice(FAMILIES[self.part].split())
        )

    def given(self):
        return self.rng.choice(GIVEN[self.part].split())

    def person_name(self):
        return self.given(), self.family()

    def full_name(self, given=None, family=None):
        g, f = given or self.given(), family or self.family()
        return self.pick(
            "{g} {f}",
            "{g} {f}",
            "{f}, {g}",
            "{F}, {G}",
            "{G} {F}",
            "{g} {m}. {f}",
            "{f}, {g} {m}",
            "{F}^{G}",
            "{g} {f} Jr",
            "{f},{g}",
        ).format(g=g, f=f, G=g.upper(), F=f.upper(), m=self.letters(1))

    def street(self):
        s = "%d %s%s %s" % (
            self.rng.randrange(3, 9999),
            self.pick("", "", "", "N ", "SW "),
            self.rng.choice(STREETS[self.part]),
            self.rng.choice(SUFFIXES),
        )
        s += self.pick(
            "", "", "", " Apt " + self.digits(1) + "B", " # " + self.digits(2), ", Unit " + self.digits(1)
        )
        return self.pick(s, s, s, s.upper(), "PO Box " + self.digits(4))

    def city(self):
        return self.rng.choice(CITIES[self.part])

    def state(self):
        return self.rng.choice(STATES)

    def zip(self):
        return self.pick("{z}", "{z}", "{z}-{x}").format(
            z="%05d" % self.rng.randrange(1001, 99500), x=self.digits(4)
        )

    def geo(self):
        return "%.5f" % (self.rng.uniform(25, 48) * self.pick(1, -1))

    def age_high(self):
        return str(self.rng.randrange(90, 108))

    # ---- dates
    def birth(self):
        return datetime.date(
            self.rng.randrange(1925, 2019), self.rng.randrange(1, 13), self.rng.randrange(1, 29)
        )

    def care(self):
        return datetime.date(
            self.rng.randrange(2019, 2026), self.rng.randrange(1, 13), self.rng.randrange(1, 29)
        )

    def spell(self, day, spelling=None):
        return (spelling or self.rng.choice(DATE_SPELLINGS))(day)


def _ascii(text):
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isalpha()) or "anon"


def _days(day):
    return (day - datetime.date(1970, 1, 1)).days


DATE_SPELLINGS = [
    lambda d: d.strftime("%Y-%m-%d"),
    lambda d: d.strftime("%Y-%m-%d"),
    lambda d: d.strftime("%m/%d/%Y"),
    lambda d: d.strftime("%Y%m%d"),
    lambda d: "%d/%d/%02d" % (d.month, d.day, d.year % 100),
    lambda d: d.strftime("%d-%b-%y").upper(),
    lambda d: d.strftime("%d-%b-%Y"),
    lambda d: "%s %d, %d" % (MONTHS[d.month - 1], d.day, d.year),
    lambda d: d.strftime("%a %b %d 00:00:00 UTC %Y"),
    lambda d: d.strftime("%Y-%m-%dT00:00:00Z"),
    lambda d: d.strftime("%Y-%m-%dT00:00:00.000+0000"),
    lambda d: d.strftime("%Y-%m-%d 00:00:00"),
    lambda d: d.strftime("%Y-%m-%d 00:00:00.0"),
    lambda d: "%d/%d/%d 12:00:00 AM" % (d.month, d.day, d.year),
    lambda d: d.strftime("%Y/%m/%d"),
    lambda d: d.strftime("%d.%m.%Y"),
    lambda d: d.strftime("%m-%d-%Y"),
    lambda d: d.strftime("%Y%m%d%H%M"),
    lambda d: str(_days(d) * 86400000),
    lambda d: d.strftime("%d %b %Y"),
    lambda d: d.strftime("%b %d, %Y"),
]
