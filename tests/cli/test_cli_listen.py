# SPDX-License-Identifier: Apache-2.0
"""--listen: metrics and health while the filter and `run` work."""
import re
import signal
import time
import urllib.error
import urllib.request

import harness


class Listen(harness.Case):
    def get(self, port, path, **headers):
        request = urllib.request.Request("http://127.0.0.1:%d%s" % (port, path), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Content-Type"], error.read()

    def listening(self, *args):
        door = ["run"] if args[:1] == ("run",) else []
        process = self.start(*door, "--listen", "127.0.0.1:0", *args[len(door):])
        said = process.stderr.readline()
        return process, int(re.search(rb"port (\d+)", said).group(1))

    def wait_for(self, port, pattern, seconds=20):
        end = time.monotonic() + seconds
        while True:
            text = self.get(port, "/metrics")[2]
            if re.search(pattern, text, re.MULTILINE) or time.monotonic() > end:
                return text
            time.sleep(0.05)

    def test_the_filter_tells_what_it_did(self):
        process, port = self.listening()
        process.stdin.write(harness.LINE * 3)
        process.stdin.flush()
        text = self.wait_for(port, rb'^phisieve_lines_examined_total\{door="filter"\} 3$')
        self.assertRegex(text, rb'(?m)^phisieve_lines_examined_total\{door="filter"\} 3$')
        self.assertRegex(text, rb'(?m)^phisieve_detections_total\{door="filter",rule="[^"]+",label="SSN",identifier="G",'
                               rb'action="label"\} 3$')
        self.assertRegex(text, rb'(?m)^phisieve_decisions_total\{door="filter",reason="labelled"\} [1-9]')
        self.assertRegex(text, rb'(?m)^phisieve_bytes_examined_total\{door="filter"\} %d$' % (3 * len(harness.LINE)))
        self.assertNotRegex(text, b"kafka|records_")
        for canary in harness.CANARIES:
            self.assertNotIn(canary, text)
        for path in ("/livez", "/readyz", "/startupz"):
            self.assertEqual(self.get(port, path)[0::2], (200, b"ok\n"), path)
        self.assertEqual(self.get(port, "/")[0], 404)
        process.stdin.close()
        self.assertEqual(process.wait(20), 0)
        self.assertEqual(process.stdout.read(), harness.CLEAN * 3)

    def test_the_text_is_well_formed(self):
        process, port = self.listening()
        process.stdin.write(harness.LINE)
        process.stdin.flush()
        text = self.wait_for(port, rb'_count\{door="filter"\} 1$').decode()
        sample = re.compile(r'([a-z_]+)(\{([a-z0-9_]+="[^"\\\n]*",?)*\})? [0-9.]+(e[-+]?\d+)?$')
        known = {}
        for line in text.splitlines():
            if line.startswith("# "):
                _, what, name, value = line.split(" ", 3)
                known.setdefault(name, {})[what] = value
            else:
                name = sample.fullmatch(line).group(1)
                family = re.sub("_(bucket|sum|count)$", "", name)
                self.assertIn(name if name in known else family, known, line)
        self.assertTrue(all(set(about) == {"HELP", "TYPE"} for about in known.values()))
        buckets = [int(line.split()[-1]) for line in text.splitlines()
                   if line.startswith("phisieve_scan_duration_seconds_bucket")]
        self.assertEqual(buckets, sorted(buckets))
        self.assertEqual(buckets[-1], 1)
        status, kind, text = self.get(port, "/metrics", Accept="application/openmetrics-text; version=1.0.0")
        self.assertEqual(status, 200)
        self.assertIn("openmetrics", kind)
        self.assertTrue(text.endswith(b"# EOF\n"))
        self.assertIn(b"# TYPE phisieve_lines_examined counter\n", text)
        process.stdin.close()
        process.wait(20)

    def test_a_program(self):
        process, port = self.listening("run", "--", "sh", "-c",
                                       "echo ssn=306-30-2348; echo mrn: 40718322 >&2; sleep 60")
        text = self.wait_for(port, rb'^phisieve_lines_examined_total\{door="run"\} 2$')
        self.assertRegex(text, rb'(?m)^phisieve_lines_examined_total\{door="run"\} 2$')
        process.send_signal(signal.SIGTERM)
        process.wait(20)

    def test_addresses(self):
        for wrong in ("", "9464", "nowhere:1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "[::1:9464", "::1:9464"):
            with self.subTest(wrong):
                self.says(self.run_it("--listen", wrong, code=2), "--listen")
        _, port = self.listening()
        self.says(self.run_it("--listen", "127.0.0.1:%d" % port, code=3), "in use")

    def test_only_reading(self):
        _, port = self.listening()
        request = urllib.request.Request("http://127.0.0.1:%d/metrics" % port, data=b"x" * 100000, method="POST")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        self.assertEqual(refused.exception.code, 405)
        refused.exception.close()

    def test_the_page_names_every_metric(self):
        with open(harness.SOURCE + "/src/pipeline/metrics.def", encoding="utf-8") as table:
            names = set(re.findall(r'PS_METRIC\([A-Z_]+, [A-Z]+, "([a-z_]+)"', table.read()))
        with open(harness.SOURCE + "/docs/metrics.md", encoding="utf-8") as page:
            told = set(re.findall(r"phisieve_([a-z_]+)", page.read()))
        names |= {"rules_info", "build_info", "consumer_lag_records", "partition_halted"}
        self.assertEqual(names - told, set())
        self.assertEqual({name for name in told if re.sub("_(bucket|sum|count)$", "", name) not in names}, set())


if __name__ == "__main__":
    harness.main()
