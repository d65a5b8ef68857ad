# SPDX-License-Identifier: Apache-2.0
"""All records of a part, each made by its own seeded generator: adding a form moves no other."""

import collections
import os
import random

import clean
import data
import grid
import grid_objects  # noqa: F401  (puts its forms into grid.FORMS)
import grid_web  # noqa: F401
import health_fhir
import health_hl7
import health_x12
import health_xml
import lines
import marks
import sentences
import values
import wraps

Record = collections.namedtuple("Record", "id form part text spans parse")


def record(number, form, part, marked, parse):
    text, spans = marks.strip(marked)
    return Record("%s/%s/%d" % (part, form, number), form, part, text, spans, parse)


def seeded(part, form, number):
    return values.Values(random.Random("phisieve %s %s %d" % (part, form, number)), part)


def forms_of(*modules):
    return sorted((name, make, parse) for module in modules for name, (make, parse) in module.items())


def grid_records(part, each, twin):
    for form, make, parse in forms_of(grid.FORMS):
        for number in range(each):
            name = "clean-twin-" + form if twin else form
            v = seeded(part, name, number)
            text, outer = wraps.wrapped(v, make(v, grid.some_fields(v, twin=twin)))
            yield record(number, name, part, text, parse if outer is None else outer)


def own_records(part, each, *modules):
    """Forms that make their own values. A line may stand in a wrap; what has lines keeps them."""
    for form, make, parse in forms_of(*modules):
        for number in range(each):
            v = seeded(part, form, number)
            text, outer = make(v), None
            if "\n" not in text and "\r" not in text and parse != "xml":
                text, outer = wraps.wrapped(v, text)
            yield record(
                number,
                form,
                part,
                text,
                (
                    parse
                    if outer in (None, "") and parse in ("hl7", "x12")
                    else parse if outer is None else outer
                ),
            )


def said_records(part, each, clean):
    for number, group, template in sentences.chosen(
        "clean_sentences.txt" if clean else "sentences.txt", part
    ):
        form = ("clean-says-" if clean else "says-") + group
        for turn in range(each):
            v = seeded(part, form, number * 100 + turn)
            text, outer = wraps.wrapped(v, sentences.fill(template, v, clean))
            yield record(number * 100 + turn, form, part, text, outer)


def everything(part):
    each = 30 if part == "dev" else 12
    yield from grid_records(part, each, False)
    yield from grid_records(part, each // 2, True)
    yield from own_records(
        part,
        each,
        health_hl7.FORMS,
        health_x12.FORMS,
        health_xml.FORMS,
        health_fhir.FORMS,
        data.FORMS,
        lines.FORMS,
    )
    yield from own_records(
        part,
        2 * each,
        health_hl7.CLEAN,
        health_x12.CLEAN,
        health_xml.CLEAN,
        health_fhir.CLEAN,
        data.CLEAN,
        lines.CLEAN,
        clean.CLEAN,
    )
    yield from said_records(part, 3, False)
    yield from said_records(part, 3, True)


def real_logs():
    """Real logs without PHI, each file whole, when PHISIEVE_LOGHUB names their folder."""
    folder = os.environ.get("PHISIEVE_LOGHUB", "")
    for name in sorted(os.listdir(folder)) if folder else []:
        if name.endswith(".log"):
            with open(os.path.join(folder, name), "rb") as file:
                yield Record(name, "clean-real", "dev", file.read(), [], None)
