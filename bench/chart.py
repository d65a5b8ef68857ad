# SPDX-License-Identifier: Apache-2.0
"""A chart of bars on a logarithmic scale, written as SVG by hand."""

import math
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, STEP, TOP = 1060, 130, 370, 26, 64
COLORS = {"floor": "#9aa5b1", "scan": "#d98e32", "filter": "#b0563f", "ours": "#2c6fbb"}


def text(x, y, words, anchor="start", size=12, weight="normal", color="#222"):
    return '<text x="%.1f" y="%.1f" text-anchor="%s" font-size="%d" font-weight="%s" fill="%s">%s</text>' % (
        x, y, anchor, size, weight, color, escape(words))


def bars(title, subtitle, rows):
    """rows: (name, MB/s, kind, words behind the bar)"""
    rows = [r for r in rows if r[1] > 0]
    low = 10 ** math.floor(math.log10(min(r[1] for r in rows)))
    high = 10 ** math.ceil(math.log10(max(r[1] for r in rows)))
    scale = lambda v: LEFT + (WIDTH - LEFT - RIGHT) * math.log10(v / low) / max(math.log10(high / low), 1)
    height = TOP + STEP * len(rows) + 40
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" '
           'font-family="sans-serif">' % (WIDTH, height, WIDTH, height),
           '<rect width="100%" height="100%" fill="white"/>',
           text(12, 24, title, size=16, weight="bold"), text(12, 44, subtitle, color="#555")]
    tick = low
    while tick <= high:
        x = scale(tick)
        out.append('<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#ddd"/>' % (x, TOP - 6, x, height - 34))
        out.append(text(x, height - 18, "%g" % tick, "middle", 11, color="#555"))
        tick *= 10
    out.append(text(WIDTH - 12, height - 18, "MB/s", "end", 11, color="#555"))
    for i, (name, speed, kind, behind) in enumerate(rows):
        y = TOP + STEP * i
        out.append('<rect x="%d" y="%d" width="%.1f" height="%d" rx="2" fill="%s"/>' % (
            LEFT, y, max(scale(speed) - LEFT, 1), STEP - 8, COLORS[kind]))
        out.append(text(LEFT - 8, y + 13, name, "end", weight="bold" if kind == "ours" else "normal"))
        out.append(text(scale(speed) + 6, y + 13, "%s  %s" % ("%.3g" % speed, behind), size=11))
    return "\n".join(out + ["</svg>\n"])
