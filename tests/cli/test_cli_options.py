# SPDX-License-Identifier: Apache-2.0
import json
import os
import re

import harness
from harness import CLEAN, LINE, Case


class Options(Case):
    def test_unknown_words(self):
        self.says(self.run_it("--thread", "2", code=2), "--thread", "did you mean --threads?")
        self.says(self.run_it("--follwo", code=2), "did you mean --follow?")
        self.says(self.run_it("-Z", code=2), "-Z")
        self.says(self.run_it("scan", "--gzip", code=2), "--gzip", "`scan`")
        self.says(self.run_it("--threads", code=2), "needs a value")
        self.says(self.run_it("--gzip=1", code=2), "takes no value")
        self.says(self.run_it("help", "scann", code=2), "scan")
        self.says(self.run_it("rules", "lst", code=2), "list")
        self.says(self.run_it("rules", "show", "us.ssnn", code=2), "us.ssn")

    def test_bad_values(self):
        for args in (("-t", "0"), ("-t", "x"), ("-t", "4x"), ("--max-line=1",), ("--max-line=9G",),
                     ("--max-line=99999999999999999999",), ("--long-lines=pass",), ("--stats=xml",),
                     ("--color=red",), ("--rules=",)):
            self.says(self.run_it(*args, code=2), args[0].split("=")[0].lstrip("-")[:1])

    def test_rules_and_profiles_that_are_not_there(self):
        self.says(self.run_it("--profile", "strikt", code=2), "strikt")
        self.assertIn(self.run_it("--rules", "nope.yml", code=None).code, (2, 3))
        self.assertIn(self.run_it("--config", "nope.yml", code=None).code, (2, 3))
        self.says(self.run_it("--only", "NOSUCH", code=2), "NOSUCH")
        self.path("bad.yml", b"pack: x\nrules: [{id: 7\n")
        result = self.run_it("--rules", "bad.yml", data=LINE, code=2)
        self.says(result, "bad.yml:")
        self.assertEqual(result.out, b"")

    def test_only_and_except(self):
        self.assertEqual(self.run_it("--only", "SSN", data=LINE).out,
                         LINE.replace(harness.SSN, b"[SSN]"))
        self.assertEqual(self.run_it("--except=SSN", data=LINE).out,
                         CLEAN.replace(b"[SSN]", harness.SSN))

    def test_precedence(self):
        self.path("c.yml", b"profile: standard\nstats: json\ngzip: true\n")
        result = self.run_it("-c", "c.yml", data=LINE)
        self.assertEqual(result.out[:2], b"\x1f\x8b")
        self.assertEqual(json.loads(result.err)["lines_in"], 1)
        env = {"PHISIEVE_STATS": "text", "PHISIEVE_CONFIG": self.path("c.yml")}
        self.assertIn(b"1 lines in", self.run_it(data=LINE, env=env).err)
        result = self.run_it("--stats=json", data=LINE, env=env)
        self.assertEqual(json.loads(result.err)["lines_in"], 1)
        self.assertEqual(self.run_it(data=LINE, env={"PHISIEVE_ONLY": "SSN"}).out,
                         LINE.replace(harness.SSN, b"[SSN]"))

    def test_environment_is_checked(self):
        self.says(self.run_it(env={"PHISIEVE_THREADS": "many"}, code=2), "PHISIEVE_THREADS")
        self.says(self.run_it(env={"PHISIEVE_GZIP": "perhaps"}, code=2), "PHISIEVE_GZIP")
        self.assertEqual(self.run_it(env={"PHISIEVE_GZIP": "no"}, data=LINE).out, CLEAN)

    def test_token_key(self):
        self.says(self.run_it(env={"PHISIEVE_TOKEN_KEY": "short"}, code=2), "32 bytes")
        self.path("key", b"k" * 10)
        self.says(self.run_it("--token-key-file", "key", code=2), "key", "32 bytes")
        self.assertNotIn("k" * 10, self.run_it("--token-key-file", "key", code=2).err.decode())
        self.says(self.run_it("--token-key=x", code=2), "--token-key-file")

    def test_help_and_version(self):
        for args in (("--help",), ("help",), ("scan", "-h"), ("help", "run"), ("completion", "-h")):
            out = self.run_it(*args).out.decode()
            self.assertIn("Usage: phisieve", out)
            self.assertNotIn("--batch-size", out)
        self.assertRegex(self.run_it("--version").out.decode(), r"^phisieve \d+\.\d+\.\d+\n$")

    def test_commands_on_rules(self):
        rows = json.loads(self.run_it("rules", "list", "--json").out)
        ids = {row["id"] for row in rows}
        self.assertIn("us.ssn", ids)
        self.assertEqual(len(ids), len(rows))
        table = self.run_it("rules", "list").out.decode().splitlines()
        self.assertEqual(len(table), len(rows) + 1)
        self.assertIn("examples", self.run_it("rules", "show", "us.ssn").out.decode())

    def test_what_rules_cost(self):
        self.path("app.log", b"ssn=306-30-2348 retry=2\n" * 50)
        only = "--only=us.ssn,email"
        rows = self.run_it("rules", "cost", "app.log", only).out.decode().splitlines()
        self.assertEqual({row.split()[0] for row in rows[1:3]}, {"us.ssn", "email"})
        self.assertTrue(rows[3].startswith("all of them"), rows)
        self.assertIn(" rules: 0 errors", self.run_it("rules", "check", "app.log", only).out.decode())
        self.says(self.run_it("rules", "cost", code=2), "log")
        self.says(self.run_it("rules", "cost", "nope.log", code=3), "nope.log")

    def test_check_says_what_was_read(self):
        self.path("c.yml", b"profile: strict\n")
        out = self.run_it("check", "-c", "c.yml", code=None).out.decode()
        for word in ("c.yml", "strict", "enabled", "digest"):
            self.assertIn(word, out)
        self.path("d.yml", b"profil: strict\n")
        self.says(self.run_it("check", "-c", "d.yml", code=2), "d.yml:1", "profile")

    def test_manual_names_every_option(self):
        with open(os.path.join(harness.SOURCE, "docs", "phisieve.1"), encoding="utf-8") as file:
            manual = file.read().replace("\\-", "-")
        with open(os.path.join(harness.SOURCE, "src", "cli", "options.def"), encoding="utf-8") as file:
            rows = re.findall(r'PS_OPTION\(\w+, "([a-z-]+)"[^;]*?\n? *"', file.read())
        self.assertGreater(len(rows), 20)
        for name in rows:
            if name != "batch-size":
                self.assertIn("--" + name, manual)


if __name__ == "__main__":
    harness.main()
