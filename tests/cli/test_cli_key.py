# SPDX-License-Identifier: Apache-2.0
"""Keys of the quarantine, and its commands where there is nothing to read. (What is sealed: tests/kafka.)"""
import os
import subprocess

import harness
from harness import Case

USAGE, IO, WITHHELD = 2, 3, 4


class Key(Case):
    def new(self, name="k"):
        out = self.run_it("key", "new", name).out.decode()
        return out.split()[1]

    def test_new(self):
        identity = self.new()
        self.assertRegex(identity, r"^[0-9a-f]{16,}$")
        self.assertEqual(os.stat(self.path("k")).st_mode & 0o777, 0o600)
        self.assertIn(b"BEGIN PRIVATE KEY", self.read("k"))
        self.assertIn(b"BEGIN PUBLIC KEY", self.read("k.pub"))
        for half in ("k", "k.pub"):
            self.assertEqual(self.run_it("key", "id", half).out.decode().strip(), identity)
        self.assertEqual(self.run_it("key", "public", "k").out, self.read("k.pub"))
        self.assertNotEqual(self.new("other"), identity)

    def test_others_read_it(self):
        self.new()
        shown = subprocess.run(["openssl", "pkey", "-in", self.path("k"), "-pubout"], stdout=subprocess.PIPE, check=True)
        self.assertEqual(shown.stdout, self.read("k.pub"))

    def test_a_key_of_another_tool(self):
        subprocess.run(["openssl", "genpkey", "-algorithm", "X25519", "-out", self.path("o")], check=True)
        os.chmod(self.path("o"), 0o600)
        self.assertIn(b"BEGIN PUBLIC KEY", self.run_it("key", "public", "o").out)
        subprocess.run(["openssl", "genpkey", "-algorithm", "ED25519", "-out", self.path("e")], check=True)
        os.chmod(self.path("e"), 0o600)
        self.run_it("key", "public", "e", code=USAGE)

    def test_nothing_is_overwritten(self):
        self.new()
        before = self.read("k")
        self.run_it("key", "new", "k", code=IO)
        self.assertEqual(self.read("k"), before)
        self.path("p.pub", b"mine")
        self.run_it("key", "new", "p", code=IO)
        self.assertEqual(self.read("p.pub"), b"mine")
        self.assertNotIn("p", self.left())

    def test_a_private_key_that_others_may_read(self):
        self.new()
        os.chmod(self.path("k"), 0o644)
        self.assertIn(b"k", self.run_it("key", "public", "k", code=USAGE).err)

    def test_wrong_words(self):
        for words in ([], ["new"], ["make", "k"], ["new", "k", "l"]):
            self.run_it("key", *words, code=USAGE)
        self.run_it("key", "id", "nowhere", code=IO)
        self.path("noise", os.urandom(200))
        self.run_it("key", "id", "noise", code=USAGE)


class Quarantine(Case):
    def list_it(self, code, *words):
        return self.run_it("quarantine", "list", *words, code=code)

    def test_nothing_there(self):
        self.path("empty", b"")
        self.assertEqual(self.list_it(0, "--quarantine-file", "empty", "--json").out, b"")
        self.list_it(IO, "--quarantine-file", "nowhere")
        self.list_it(USAGE)
        self.list_it(USAGE, "raw.a", "--quarantine-file", "empty")

    def test_something_else(self):
        self.path("noise", b"ssn=306-30-2348 " * 20)
        result = self.run_it("quarantine", "list", "--quarantine-file", "noise", code=None)
        self.assertIn(result.code, (IO, WITHHELD))
        self.assertNotIn(harness.SSN, result.out + result.err)

    def test_open_needs_its_key(self):
        self.path("empty", b"")
        self.run_it("quarantine", "open", "--quarantine-file", "empty", "--output", "o", code=USAGE)
        self.run_it("quarantine", "open", "--quarantine-file", "empty", "--key", "none", "--output", "o", code=IO)
        self.assertEqual(self.left(), ["empty"])


if __name__ == "__main__":
    harness.main()
