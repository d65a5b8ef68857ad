# SPDX-License-Identifier: Apache-2.0
"""A pack of further rules as a site would add them: each a regex that begins with a literal of its
own."""

import random

CONSONANTS, VOWELS = "bcdfghjklmnprstvz", "aeiou"
SHAPES = (
    (r"[0-9]{6,10}", "40718322"),
    (r"[A-Z]{2}[0-9]{5,8}", "KX104772"),
    (r"[0-9]{3}-[0-9]{4}", "407-1832"),
    (r"[0-9a-f]{8,12}", "4f1a09c2d7"),
    (r"[A-Z0-9]{9}", "XQ8831047"),
)
GLUE = ("-", ":", "#", "/")


def prefixes(count):
    rng = random.Random("phisieve bench pack")
    seen = []
    while len(seen) < count:
        word = "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(3)) + rng.choice(GLUE)
        if word not in seen:
            seen.append(word)
    return seen


def text(count):
    lines = ["pack: bench-more", "description: Generated rules for the bench", "rules:"]
    for number, prefix in enumerate(prefixes(count)):
        shape, value = SHAPES[number % len(SHAPES)]
        lines += [
            "  - id: bench.more.%d" % number,
            "    name: Site number %d" % number,
            "    label: SITE",
            "    identifier: R",
            "    severity: 2",
            "    source: generated",
            "    find:",
            "      - regex: '\\b%s(%s)\\b'" % (prefix, shape),
            "        group: 1",
            "        evidence: []",
            "    examples:",
            "      - 'sent %s⟦%s⟧ on'" % (prefix, value),
            "    negative:",
            "      - {text: 'sent %s on', why: no number}" % prefix,
        ]
    return "\n".join(lines) + "\n"


def write(path, count=500):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text(count))
    return path
