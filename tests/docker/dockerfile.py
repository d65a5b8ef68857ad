# SPDX-License-Identifier: Apache-2.0
"""Reads the Dockerfile: as much of the language as ours uses."""

import collections
import json

Step = collections.namedtuple("Step", "line word text")
WORDS = {"FROM", "RUN", "COPY", "WORKDIR", "USER", "ENV", "HEALTHCHECK", "ENTRYPOINT", "CMD", "LABEL"}


def steps(text):
    """Instructions with their continuation lines joined; comments are left out, between such lines, too."""
    found, begun, first = [], [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") or (not line.strip() and not begun):
            continue
        first = first if begun else number
        begun.append(line.rstrip()[:-1] if line.rstrip().endswith("\\") else line)
        if line.rstrip().endswith("\\"):
            continue
        word, _, rest = "\n".join(begun).strip().partition(" ")
        if word.upper() not in WORDS:
            raise ValueError("line %d: %s is not known here" % (first, word))
        found.append(Step(first, word.upper(), " ".join(rest.split("\n")).strip()))
        begun = []
    if begun:
        raise ValueError("line %d: it has no end" % first)
    return found


def stages(found):
    """[(image, name, steps)]"""
    made = []
    for step in found:
        if step.word == "FROM":
            words = step.text.split()
            made.append((words[0], words[2] if len(words) == 3 else "", []))
        elif not made:
            raise ValueError("line %d: before any FROM" % step.line)
        else:
            made[-1][2].append(step)
    return made


def exec_form(text):
    """The words of ["a", "b"]; None: it is for a shell."""
    try:
        words = json.loads(text)
    except ValueError:
        return None
    return words if isinstance(words, list) and all(isinstance(word, str) for word in words) else None


def last(step_list, word):
    return next((step for step in reversed(step_list) if step.word == word), None)
