#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Dockerfile without an engine: its steps in clean Debian folders, then its program as its user on a
read-only root. Root and the package debootstrap are needed; a minute and a half.

    try_dockerfile.py FOLDER        FOLDER holds the clean system for the next time"""

import os
import shlex
import shutil
import subprocess
import sys

from dockerfile import exec_form, last, stages, steps

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
MIRROR = os.environ.get("PHISIEVE_DEBIAN", "http://deb.debian.org/debian")
ENV = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}
SKIPPED = 77
LINE, CLEAN = b"ssn=306-30-2348\n", b"ssn=[SSN]\n"
# In a mount namespace of its own: what is mounted goes with the process.
RUN = 'mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && exec chroot "$1" /bin/sh -c "$2"'
READ_ONLY = ('mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && mount -t proc proc "$1/proc" && '
             'root=$1 && user=$2 && shift 2 && exec chroot --userspec="$user" "$root" "$@"')


def inside(script, *words, **more):
    return subprocess.run(["unshare", "--mount", "sh", "-c", script, "sh", *words], env=ENV, check=False, **more)


def system(image, folder):
    """A clean copy; a slim image is the same system without its manuals."""
    release = image.split(":")[1].removesuffix("-slim")
    clean = os.path.join(folder, "clean-" + release)
    if not os.path.exists(clean):
        subprocess.run(["debootstrap", "--variant=minbase", release, clean + ".new", MIRROR], check=True,
                       stdout=subprocess.DEVNULL)
        os.rename(clean + ".new", clean)
    return clean


def copy_tree(target):
    """The context as .dockerignore leaves it: what git knows or would take up."""
    listed = subprocess.run(["git", "-C", SOURCE, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            stdout=subprocess.PIPE, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if os.path.isfile(os.path.join(SOURCE, name)):
            os.makedirs(os.path.dirname(os.path.join(target, name)), exist_ok=True)
            shutil.copy2(os.path.join(SOURCE, name), os.path.join(target, name))


def copy(text, root, work, made):
    words = text.split()
    origin = made[words.pop(0)[len("--from="):]] if words[0].startswith("--from=") else None
    target = os.path.join(root + (work if not words[-1].startswith("/") else "/"), words[-1].lstrip("/"))
    if origin is None and words[:-1] == ["."]:
        return copy_tree(target)
    for name in words[:-1]:
        place = os.path.join(target, os.path.basename(name)) if words[-1].endswith("/") else target
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copy2((origin or SOURCE + "/") + name, place)
    return None


def build(stage, folder, made):
    image, name, of_stage = stage
    root, work = os.path.join(folder, "stage-" + (name or "last")), "/"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", system(image, folder), root], check=True)
    shutil.copy2("/etc/resolv.conf", os.path.join(root, "etc", "resolv.conf"))
    for step in of_stage:
        if step.word == "WORKDIR":
            work = step.text
            os.makedirs(root + work, exist_ok=True)
        elif step.word == "COPY":
            copy(step.text, root, work, made)
        elif step.word == "RUN":
            print("%s: RUN %s" % (name or "last", step.text[:90]), flush=True)
            done = inside(RUN, root, "cd %s && %s" % (shlex.quote(work), step.text), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
            if done.returncode:
                sys.exit("FAILED, line %d:\n%s" % (step.line, done.stdout.decode(errors="replace")[-3000:]))
    made[name] = root
    return root


def words_of(step):
    return exec_form(step.text[step.text.index("["):])


def tries(root, of_stage):
    """(what, good)"""
    user, entry = last(of_stage, "USER").text, words_of(last(of_stage, "ENTRYPOINT"))

    def started(*words, text=b""):
        return inside(READ_ONLY, root, user, *words, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    yield "a line is filtered", started(*entry, text=LINE).stdout == CLEAN
    yield "the health check passes", started(*words_of(last(of_stage, "HEALTHCHECK"))).returncode == 0
    yield "the sidecar starts", b"librdkafka" in started(*entry, "kafka", "-b", "127.0.0.1:1", "--from", "a", "--to",
                                                        "b.${topic}", "-X", "no.such=1").stdout
    yield "it is not root", started("id", "-u").stdout.strip() not in (b"0", b"")
    yield "nothing can be written", started("touch", "/tmp/x").returncode != 0
    yield "the context stayed in the builder", not os.path.exists(os.path.join(root, "src"))


def main(folder):
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("skipped: needs root and the package debootstrap")
        return 1 if os.environ.get("CI") == "true" else SKIPPED
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(SOURCE, "Dockerfile"), encoding="utf-8") as file:
        every, made = stages(steps(file.read())), {}
    for stage in every:
        root = build(stage, folder, made)
    failed = 0
    for what, good in tries(root, every[-1][2]):
        print("%s: %s" % ("ok" if good else "FAILED", what), flush=True)
        failed += not good
    size = subprocess.run(["du", "-sm", root], stdout=subprocess.PIPE, check=True).stdout.split()[0].decode()
    print("%s MB in the last stage" % size)
    for root in made.values():
        shutil.rmtree(root, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
