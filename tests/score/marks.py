# SPDX-License-Identifier: Apache-2.0
"""Text that knows its own truth.

A value is wrapped in marks: single characters of the private use area, so that escapes, quotes and
encodings can be put around a finished text without losing count of the places. `strip` takes the
marks away and says where, in bytes, each value stood.

    core("SSN", "306-30-2348")   must go; found only when none of its letters and digits is left
    around("^")                  may go or stay (separators inside a name, a state inside an address)
"""

CLOSE = "\ue000"
AROUND = "\ue001"
FIRST = 0xE100
_idents = []
_index = {}


def core(ident, value):
    """`ident` is CATEGORY or CATEGORY/spelling; both are counted."""
    if ident not in _index:
        _index[ident] = len(_idents)
        _idents.append(ident)
    return chr(FIRST + _index[ident]) + str(value) + CLOSE


def around(text):
    return AROUND + str(text) + CLOSE


def is_mark(char):
    return "\ue000" <= char <= "\uf8ff"


def bare(text):
    return "".join(c for c in text if not is_mark(c))


def each(text, encode):
    """`encode` for every character that is no mark."""
    return "".join(c if is_mark(c) else encode(c) for c in text)


def runs(text, encode):
    """`encode` for every run of characters between marks."""
    out, run = [], []
    for c in text:
        if is_mark(c):
            out += [encode("".join(run)), c]
            run = []
        else:
            run.append(c)
    return "".join(out) + encode("".join(run))


def whole(ident, text, encode):
    """The text as one encoded run (base64, gzip): the run is the value when it holds any."""
    encoded = encode(bare(text))
    return core(ident, encoded) if bare(text) != text else encoded


def strip(text):
    """(bytes, spans); a span is [from, to, ident], ident None: may go or stay."""
    out, spans, stack = bytearray(), [], []
    plain = []
    for c in text:
        if not is_mark(c):
            plain.append(c)
            continue
        out += "".join(plain).encode("utf-8", "surrogateescape")
        plain = []
        if c == CLOSE:
            start, ident = stack.pop()
            if len(out) > start:
                spans.append([start, len(out), ident])
        else:
            stack.append((len(out), None if c == AROUND else _idents[ord(c) - FIRST]))
    out += "".join(plain).encode("utf-8", "surrogateescape")
    assert not stack, "a mark is open: " + text
    return bytes(out), sorted(spans, key=lambda s: (s[0], -s[1]))
