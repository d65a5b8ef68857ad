# SPDX-License-Identifier: Apache-2.0
"""stdin to stdout, line by line: what Presidio's own pattern recognisers find becomes <TYPE>. An
empty English pipeline stands where a language model would."""

import sys

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine


class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}


def clean(analyzer, line):
    kept, at = [], 0
    for found in sorted(analyzer.analyze(line, language="en"), key=lambda f: (f.start, -f.end)):
        if found.start >= at:
            kept += [line[at : found.start], "<%s>" % found.entity_type]
            at = found.end
    return "".join(kept) + line[at:]


def main():
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    analyzer = AnalyzerEngine(nlp_engine=Blank(), registry=registry, supported_languages=["en"])
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "surrogateescape").rstrip("\n")
        sys.stdout.buffer.write((clean(analyzer, text) + "\n").encode("utf-8", "surrogateescape"))


main()
