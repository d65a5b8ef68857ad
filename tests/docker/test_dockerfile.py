#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the Dockerfile must keep, and that this notices: test_dockerfile.py SOURCE PROGRAM..."""

import os
import re
import shutil
import subprocess
import sys
import unittest

from dockerfile import exec_form, last, stages, steps

SOURCE, PROGRAMS = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 2 else (".", [])
IN_EVERY_IMAGE = {"libc6"}
SHELL = shutil.which("shellcheck")


def shell_problems(text):
    if not SHELL:
        return ""
    done = subprocess.run([SHELL, "--shell=sh", "-"], input=text.encode(), stdout=subprocess.PIPE, check=False)
    return done.stdout.decode()


def run_problems(step):
    if shell_problems(step.text):
        yield "line %d: %s" % (step.line, shell_problems(step.text))
    if "apt-get install" in step.text:
        for needed in ("apt-get update", "--no-install-recommends", "rm -rf /var/lib/apt/lists/*"):
            if needed not in step.text:
                yield "line %d: apt-get install without %s" % (step.line, needed)


def problems(text):
    found = []
    made = stages(steps(text))
    for image, _, of_stage in made:
        if not re.fullmatch(r"[a-z0-9./-]+:[a-z0-9.-]+(@sha256:[0-9a-f]{64})?", image) or ":latest" in image:
            found.append("%s: an image needs a tag that is not latest" % image)
        for step in of_stage:
            found += run_problems(step) if step.word == "RUN" else []
    of_last = made[-1][2]
    user = last(of_last, "USER")
    if not user or not re.fullmatch(r"[1-9][0-9]*(:[1-9][0-9]*)?", user.text):
        found.append("the last stage needs a USER by number that is not 0")
    elif any(step.word == "RUN" for step in of_last[of_last.index(user):]):
        found.append("RUN after USER")
    for word in ("ENTRYPOINT", "HEALTHCHECK"):
        step = last(of_last, word)
        if not step or not exec_form(step.text[step.text.find("["):] if "[" in step.text else ""):
            found.append("the last stage needs %s without a shell" % word)
    return found


def text_of(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


def owners(path):
    """dpkg knows a file by the path that it was packed under, with /usr or without."""
    for known in (path, "/usr" + path, path.removeprefix("/usr")):
        asked = subprocess.run(["dpkg", "-S", known], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if asked.returncode == 0:
            return [line.split(":")[0] for line in asked.stdout.decode().splitlines()]
    return []


def packages_linked():
    """Debian packages of the libraries that the programs name themselves."""
    found = set()
    for program in PROGRAMS:
        named = subprocess.run(["readelf", "-d", program], stdout=subprocess.PIPE, check=True).stdout.decode()
        places = subprocess.run(["ldd", program], stdout=subprocess.PIPE, check=True).stdout.decode()
        for name in re.findall(r"NEEDED.*\[(.*)\]", named):
            place = re.search(r"%s => (\S+)" % re.escape(name), places)
            found.update(owners(place.group(1)) if place else ())
    return found - IN_EVERY_IMAGE


class Ours(unittest.TestCase):
    def test_keeps_the_rules(self):
        self.assertEqual(problems(text_of("Dockerfile")), [])

    def test_has_what_the_programs_link(self):
        if not PROGRAMS or not shutil.which("dpkg"):
            self.skipTest("no programs, or no dpkg")
        linked = packages_linked()
        self.assertIn("libhyperscan5", linked)
        installed = set(" ".join(step.text for step in stages(steps(text_of("Dockerfile")))[-1][2]
                                 if step.word == "RUN").split())
        self.assertEqual(sorted(linked - installed), [])

    def test_build_and_history_stay_outside(self):
        ignored = text_of(".dockerignore").split("\n")
        self.assertIn("build", ignored)
        self.assertIn(".git", ignored)


GOOD = """FROM debian:bookworm
RUN apt-get update \\
    # why
    && apt-get install --no-install-recommends -y a && rm -rf /var/lib/apt/lists/*
USER 7:7
HEALTHCHECK --timeout=1s CMD ["a", "b"]
ENTRYPOINT ["a"]
"""


class Noticed(unittest.TestCase):
    def test_good(self):
        self.assertEqual(problems(GOOD), [])
        self.assertIn("&& apt-get install", steps(GOOD)[1].text)

    def test_bad(self):
        for old, new in ((":bookworm", ":latest"), (":bookworm", ""), ("USER 7:7", "USER root"), ("USER 7:7", "USER 0"),
                         ("USER 7:7\n", ""), ('ENTRYPOINT ["a"]', "ENTRYPOINT a"), ("--no-install-recommends", ""),
                         ("&& rm -rf /var/lib/apt/lists/*", ""), ("USER 7:7", "USER 7:7\nRUN true"),
                         ('HEALTHCHECK --timeout=1s CMD ["a", "b"]', "HEALTHCHECK NONE")):
            self.assertEqual(GOOD.count(old) and len(problems(GOOD.replace(old, new))), 1, new)

    @unittest.skipUnless(SHELL, "no shellcheck")
    def test_bad_shell(self):
        self.assertEqual(len(problems(GOOD.replace("USER 7:7", "RUN cd $x\nUSER 7:7"))), 1)

    def test_what_is_not_read_is_refused(self):
        for text in ("RUN true\n", "FROM a:1\nADD http://example.com /\n", "FROM a:1\nRUN true \\\n"):
            with self.assertRaises(ValueError):
                stages(steps(text))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
