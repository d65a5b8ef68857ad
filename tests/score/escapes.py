# SPDX-License-Identifier: Apache-2.0
"""Encodings that leave marks where they are."""

import base64
import gzip
import html
import json
import urllib.parse
import zlib

import marks


def json_text(text):
    """The inside of a JSON string."""
    return marks.each(text, lambda c: json.dumps(c, ensure_ascii=False)[1:-1])


def json_ascii(text):
    return marks.each(text, lambda c: json.dumps(c)[1:-1])


def json_slashes(text):
    """As PHP and some Java writers do: / becomes \\/."""
    return json_text(text).replace("/", "\\/")


def json_unicode(text):
    """Every sign of the values' kind as \\uXXXX."""
    return marks.each(text, lambda c: "\\u%04x" % ord(c) if ord(c) < 0x10000 else c)


def json_html(text):
    """Go: <, > and & as \\u003c."""
    return marks.each(
        text, lambda c: "\\u%04x" % ord(c) if c in "<>&" else json.dumps(c, ensure_ascii=False)[1:-1]
    )


def deep(text, depth):
    for _ in range(depth):
        text = json_text(text)
    return text


def percent(text, plus=False):
    return marks.each(text, lambda c: "+" if plus and c == " " else urllib.parse.quote(c, safe=""))


def percent_all(text):
    return marks.each(
        text,
        lambda c: "".join("%%%02X" % b for b in c.encode()) if not c.isalnum() else urllib.parse.quote(c),
    )


def entities(text):
    return marks.each(text, lambda c: html.escape(c, quote=True))


def entities_all(text):
    return marks.each(text, lambda c: "&#%d;" % ord(c))


def entities_hex(text):
    return marks.each(text, lambda c: "&#x%x;" % ord(c))


def c_hex(text):
    return marks.each(text, lambda c: "".join("\\x%02x" % b for b in c.encode()))


def octal(text):
    return marks.each(text, lambda c: "".join("\\%03o" % b for b in c.encode()))


def quoted_printable(text):
    return marks.each(
        text,
        lambda c: (
            c if c.isascii() and c != "=" and c.isprintable() else "".join("=%02X" % b for b in c.encode())
        ),
    )


def wide(text):
    """Full-width forms, as OCR and Asian input methods write them."""
    return marks.each(text, lambda c: chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c)


def sql_text(text):
    return marks.each(text, lambda c: "''" if c == "'" else c)


def single(text):
    """Inside '...' of Python, Ruby, JavaScript."""
    return marks.each(text, lambda c: {"'": "\\'", "\\": "\\\\", "\n": "\\n"}.get(c, c))


def base64_of(text):
    return marks.whole("B64", text, lambda s: base64.b64encode(s.encode()).decode())


def base64_url(text):
    return marks.whole("B64", text, lambda s: base64.urlsafe_b64encode(s.encode()).decode().rstrip("="))


def gzip_base64(text):
    return marks.whole("B64", text, lambda s: base64.b64encode(gzip.compress(s.encode(), mtime=0)).decode())


def deflate_base64(text):
    return marks.whole("B64", text, lambda s: base64.b64encode(zlib.compress(s.encode())).decode())
