# SPDX-License-Identifier: Apache-2.0
"""What the CLI tests share: a folder for each test, running the program, and the check that it
never says what it read."""
import os
import shutil
import subprocess
import tempfile
import unittest

PHISIEVE = os.environ["PHISIEVE"]
SOURCE = os.environ["PHISIEVE_SOURCE"]
SANITIZED = bool(os.environ.get("PHISIEVE_SANITIZE"))

SSN = b"306-30-2348"
NPI = b"1234567893"
MRN = b"40718322"
CANARIES = (SSN, NPI, MRN, b"canary-in-the-log")
LINE = b"user=ok ssn=306-30-2348 npi=1234567893 mrn: 40718322\n"
CLEAN = b"user=ok ssn=[SSN] npi=[NPI] mrn: [MRN]\n"


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


class Case(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="phisieve-test-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
        return path

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def left(self):
        """Names in the folder, temporary files of an aborted run included."""
        return sorted(os.listdir(self.folder))

    def env(self, **more):
        env = {k: v for k, v in os.environ.items() if not k.startswith("PHISIEVE")}
        env.update(more)
        return env

    def start(self, *args, env=None, **more):
        more.setdefault("stdin", subprocess.PIPE)
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        process = subprocess.Popen([PHISIEVE, *args], env=self.env(**(env or {})),
                                   cwd=self.folder, **more)
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                try:
                    stream.close()
                except OSError:
                    pass

    def run_it(self, *args, data=b"", code=0, env=None, timeout=120, **more):
        """Runs the program; its messages must not hold what it read."""
        process = self.start(*args, env=env, **more)
        out, err = process.communicate(data, timeout=timeout)
        for canary in CANARIES:
            self.assertNotIn(canary, err)
        if code is not None:
            self.assertEqual(process.returncode, code, err.decode(errors="replace"))
        return Result(process.returncode, out or b"", err)

    def says(self, result, *words):
        """One sentence that holds all the words."""
        text = result.err.decode()
        self.assertTrue(text.startswith("phisieve: "), text)
        self.assertEqual(text.count("\n"), 1, text)
        for word in words:
            self.assertIn(word, text)


main = unittest.main
