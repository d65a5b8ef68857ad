# SPDX-License-Identifier: Apache-2.0
"""Inputs that ask for the most work: each a function of (random, bytes wanted, a mixed log) ->
(text, bytes that it stands for). The second is more than the first for what is decoded."""

import base64
import gzip

KEYS = "ssn mrn dob patientName first_name lastName birthDate memberId phone email address zip accountNumber".split()
LABELS = ["patient name", "MRN", "SSN", "date of birth", "member id", "phone", "policy number", "Medicare number"]
ANCHORS = ["PID|", "NM1*", "INSERT INTO ", "<given>", "NK1|", "DMG*", "values (", "IN1|", "<birthTime ", "Patient{"]
ESCAPES = ["\\u0033", "\\\"", "\\\\", "%2D", "%3D", "&#45;", "&quot;", "\\n", "\\x41", "\\/", "&amp;#51;", "%253D"]
NAMES = "Maria Lopez Ana Young Priya Long Tomasz Page Grace Miller Will Grant Mark Hill".split()


def lines(rng, size, piece, width=120):
    """Lines of about `width` bytes, made of pieces. A few hundred different ones are enough."""
    made = []
    for _ in range(400):
        line = ""
        while len(line) < width:
            line += piece(rng)
        made.append((line + "\n").encode())
    out, length = [], 0
    while length < size:
        out.append(rng.choice(made))
        length += len(out[-1])
    return b"".join(out)[:size]


def plain(piece, width=120):
    def make(rng, size, _):
        return lines(rng, size, piece, width), size

    return make


def digit(rng):
    return str(rng.randrange(10**9))


def near_miss(rng):
    n = rng.randrange(10**8)
    return rng.choice(("%03d-%02d-%03d ", "%03d.%02d.%04d ", "(%03d) %02d-%04d ")) % (n % 1000, n % 90, n % 1000)


def base64_noise(rng, size, _):
    line = base64.b64encode(rng.randbytes(3000))
    out = b"".join(line[i:] + line[:i] + b"\n" for i in range(0, 4000, 40))
    return (out * (size // len(out) + 1))[:size], size


def giant(rng, size, mixed):
    """One line: a mixed log whose line ends are blanks."""
    text = mixed.replace(b"\n", b" ").replace(b"\r", b" ")
    return (text * (size // len(text) + 1))[: size - 1] + b"\n", size


def giant_escaped(rng, size):
    """A document in a string, dense with values: every byte stands in a view, too, and as many findings."""
    pieces, length = [], 0
    while length < size:
        pieces.append(b'{\\"ssn\\":\\"9%02d-%02d-%04d\\",\\"note\\":\\"%s\\"},' % (
            rng.randrange(100), 10 + rng.randrange(80), 1000 + rng.randrange(9000), b"all is well " * 10))
        length += len(pieces[-1])
    return b"".join(pieces)[: size - 1] + b"\n"


def giant_digits(rng, size, _):
    block = "".join(digit(rng) for _ in range(20000)).encode()
    return (block * (size // len(block) + 1))[: size - 1] + b"\n", size


def giant_keys(rng, size, _):
    block = "".join(rng.choice(KEYS) + "=" for _ in range(20000)).encode()
    return (block * (size // len(block) + 1))[: size - 1] + b"\n", size


def packed(rng, size, mixed):
    """Records of a mixed log in gzip in base64: counted by what they unpack to."""
    out, stands_for, at, length = [], 0, 0, 0
    while length < size:
        piece = mixed[at : at + 8000]
        at = (at + 8000) % max(len(mixed) - 8000, 1)
        line = b'{"id":%d,"data":"%s"}\n' % (len(out), base64.b64encode(gzip.compress(piece, mtime=0)))
        out.append(line)
        length += len(line)
        stands_for += len(piece)
    return b"".join(out), stands_for


ALL = {
    "digits": plain(digit),
    "near misses": plain(near_miss),
    "keys": plain(lambda rng: rng.choice(KEYS) + rng.choice("=:")),
    "labels": plain(lambda rng: rng.choice(LABELS) + " "),
    "anchors": plain(lambda rng: rng.choice(ANCHORS)),
    "names": plain(lambda rng: rng.choice(NAMES) + " "),
    "quotes": plain(lambda rng: rng.choice(("\"", "'", "\"\"", "{\"", "`"))),
    "escapes": plain(lambda rng: rng.choice(ESCAPES)),
    "ats": plain(lambda rng: rng.choice(("a@b.", "@", "x@", "q.w@e.r"))),
    "base64 noise": base64_noise,
    "gzip in base64": packed,
    "one giant line": giant,
    "one line of digits": giant_digits,
    "one line of keys": giant_keys,
}
