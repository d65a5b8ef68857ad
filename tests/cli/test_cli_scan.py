# SPDX-License-Identifier: Apache-2.0
import json

import harness
from harness import LINE, Case

LOG = b"ssn=306-30-2348\nplain\n\r\nnpi=1234567893 then mrn: 40718322"


class Scan(Case):
    def without_values(self, result):
        for canary in harness.CANARIES:
            self.assertNotIn(canary, result.out)
        return result.out.decode()

    def test_text(self):
        self.path("a.log", LOG)
        lines = self.without_values(self.run_it("scan", "a.log", code=1)).splitlines()
        self.assertEqual([line.split(" ")[:2] for line in lines],
                         [["a.log:1:5:", "SSN"], ["a.log:4:5:", "NPI"], ["a.log:4:26:", "MRN"]])
        self.assertIn("11 bytes, evidence ", lines[0])

    def test_nothing_found(self):
        self.assertEqual(self.run_it("scan", data=b"all is well\n").out, b"")
        self.assertEqual(self.run_it("scan", "--format=jsonl", data=b"").out, b"")

    def test_jsonl(self):
        self.path("a \"q\" \xc3\xa9.log", LOG)
        out = self.without_values(self.run_it("scan", "--format=jsonl", ".", code=1))
        rows = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(r["line"], r["column"], r["length"], r["label"], r["identifier"])
                          for r in rows],
                         [(1, 5, 11, "SSN", "G"), (4, 5, 10, "NPI", rows[1]["identifier"]),
                          (4, 26, 8, "MRN", "H")])
        self.assertEqual(rows[0]["file"], "./a \"q\" \xc3\xa9.log")
        self.assertTrue(all(r["rule"] and r["evidence"] for r in rows))

    def test_sarif(self):
        self.path("a b.log", LOG)
        out = self.without_values(self.run_it("scan", "--format=sarif", "a b.log", code=1))
        run = json.loads(out)["runs"][0]
        self.assertEqual(len(run["results"]), 3)
        place = run["results"][0]["locations"][0]["physicalLocation"]
        self.assertEqual(place["artifactLocation"]["uri"], "a%20b.log")
        self.assertEqual(place["region"], {"startLine": 1, "startColumn": 5, "endColumn": 16})
        known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
        self.assertTrue(all(r["ruleId"] in known for r in run["results"]))
        self.assertTrue(run["invocations"][0]["executionSuccessful"])
        empty = self.run_it("scan", "--format=sarif", data=b"x\n").out
        self.assertEqual(json.loads(empty)["runs"][0]["results"], [])

    def test_incomplete_says_so(self):
        self.path("a.gz", b"\x1f\x8b\x08broken")
        result = self.run_it("scan", "--format=sarif", "a.gz", code=3)
        self.assertFalse(json.loads(result.out)["runs"][0]["invocations"][0]["executionSuccessful"])

    def test_same_for_any_threads_and_batches(self):
        data = (LOG + b"\n" + b"x" * 100 + b"\n") * 500
        path = self.path("a", data)
        expected = self.run_it("scan", "-t", "1", path, code=1).out
        self.assertEqual(expected.count(b"\n"), 1500)
        for threads, size in (("1", "64"), ("2", "1K"), ("4", "777")):
            out = self.run_it("scan", "-t", threads, "--batch-size", size, path, code=1).out
            self.assertEqual(out, expected)

    def test_long_lines_are_counted(self):
        result = self.run_it("scan", "--max-line=1K", "--stats=json", "-q",
                             data=LINE + b"y" * 3000 + b"\n" + LINE, code=4)
        self.assertEqual(result.out.count(b"\n"), 6)
        self.assertIn(b"-:3:", result.out)
        stats = json.loads(result.err)
        self.assertEqual((stats["lines_in"], stats["lines_withheld"]), (3, 1))

    def test_values_only_when_meant(self):
        result = self.run_it("scan", "--show-values", data=LINE, code=2)
        self.says(result, "--show-values=force")
        self.assertEqual(result.out, b"")
        out = self.run_it("scan", "--show-values=force", data=LINE, code=1).out
        self.assertIn(b'"306-30-2348"', out)


class Explain(Case):
    def test_candidates_without_values(self):
        result = self.run_it("explain", data=b"nothing\n" + LINE + b"x ssn=000-00-0000\n")
        text = result.out.decode()
        for canary in harness.CANARIES:
            self.assertNotIn(canary.decode(), text)
        self.assertNotIn("000-00-0000", text)
        self.assertIn("line 1: 0 candidates", text)
        self.assertIn("line 2: ", text)
        self.assertIn("SSN (us.ssn)", text)
        self.assertIn("redacted: ", text)
        self.assertIn("kept: ", text)
        self.assertIn("column 13, 11 bytes", text)

    def test_values_when_meant(self):
        self.assertIn(b'value: "306-30-2348"',
                      self.run_it("explain", "--show-values=force", data=LINE).out)
        self.says(self.run_it("explain", "--show-values", data=LINE, code=2), "force")

    def test_no_arguments(self):
        self.says(self.run_it("explain", "ssn", code=2), "standard input")


if __name__ == "__main__":
    harness.main()
