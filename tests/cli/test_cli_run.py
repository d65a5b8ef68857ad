# SPDX-License-Identifier: Apache-2.0
import json
import os
import resource
import signal
import subprocess
import time

import harness
from harness import CLEAN, LINE, Case


class Run(Case):
    def shell(self, script, *args, **more):
        process = self.start("run", *args, "--", "sh", "-c", script,
                             **{"stdin": subprocess.DEVNULL, **more})
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def test_streams_stay_apart(self):
        result = self.shell("echo ssn=306-30-2348; echo mrn: 40718322 >&2; exit 7")
        self.assertEqual(result, (7, b"ssn=[SSN]\n", b"mrn: [MRN]\n"))

    def test_status_of_a_signal(self):
        self.assertEqual(self.shell("kill -TERM $$")[0], 128 + signal.SIGTERM)
        self.assertEqual(self.shell("kill -KILL $$")[0], 128 + signal.SIGKILL)

    def test_program_that_cannot_start(self):
        result = self.run_it("run", "--", "no-such-program", code=127)
        self.says(result, "no-such-program", "cannot be started")
        self.path("plain", b"x")
        self.run_it("run", "--", "./plain", code=126)
        self.says(self.run_it("run", code=2), "needs a program")

    def test_options_of_the_program_are_its_own(self):
        out = self.run_it("run", "sh", "-c", "echo $0 $1", "--help", "-q").out
        self.assertEqual(out, b"--help -q\n")

    def test_standard_input_goes_to_the_program(self):
        self.assertEqual(self.run_it("run", "cat", data=LINE).out, CLEAN)

    def test_signals_are_forwarded(self):
        for name in ("INT", "TERM", "HUP", "USR1", "USR2", "QUIT"):
            process = self.start("run", "--", "sh", "-c",
                                 "trap 'echo got %s; exit 9' %s; echo ready; "
                                 "while :; do sleep 0.05; done" % (name, name),
                                 stdin=subprocess.DEVNULL)
            self.assertEqual(process.stdout.readline(), b"ready\n")
            process.send_signal(getattr(signal, "SIG" + name))
            out, _ = process.communicate(timeout=20)
            self.assertEqual((process.returncode, out), (9, b"got %s\n" % name.encode()))

    def test_the_program_starts_with_usual_signals(self):
        script = "grep -E '^Sig(Blk|Ign)' /proc/self/status"
        plain = subprocess.run(["sh", "-c", script], stdout=subprocess.PIPE, check=True,
                               restore_signals=True).stdout
        self.assertEqual(self.shell(script)[1], plain)

    def test_the_program_keeps_its_core_limit(self):
        limit = resource.getrlimit(resource.RLIMIT_CORE)[0]
        text = "unlimited" if limit == resource.RLIM_INFINITY else str(limit // 512)
        self.assertEqual(self.shell("ulimit -c")[1].decode().strip(), text)

    def test_a_line_comes_out_at_once(self):
        process = self.start("run", "--", "sh", "-c", "echo one; exec sleep 60", stdin=subprocess.DEVNULL)
        begin = time.monotonic()
        self.assertEqual(process.stdout.readline(), b"one\n")
        self.assertLess(time.monotonic() - begin, 30)
        process.terminate()
        self.assertEqual(process.wait(20), 128 + signal.SIGTERM)

    def test_grandchild_holds_the_pipe(self):
        begin = time.monotonic()
        code, out, err = self.shell("printf 'end ssn=306-30-2348'; sleep 20 & exit 3",
                                    "--drain-timeout=1")
        self.assertEqual((code, out), (3, b"end ssn=[SSN]"))
        self.assertIn(b"--drain-timeout", err)
        self.assertLess(time.monotonic() - begin, 15)

    def test_grandchild_writes_on_for_a_while(self):
        code, out, err = self.shell("(sleep 0.5; echo late) & echo early; exit 0")
        self.assertEqual((code, out, err), (0, b"early\nlate\n", b""))

    def test_much_output_on_both(self):
        script = ("i=0; while [ $i -lt 2000 ]; do echo ssn=306-30-2348; echo mrn: 40718322 >&2; "
                  "i=$((i+1)); done")
        self.assertEqual(self.shell(script), (0, b"ssn=[SSN]\n" * 2000, b"mrn: [MRN]\n" * 2000))

    def test_reader_gone_ends_the_program(self):
        process = self.start("run", "yes", stdin=subprocess.DEVNULL)
        self.assertEqual(process.stdout.readline(), b"y\n")
        process.stdout.close()
        self.assertEqual(process.wait(20), 128 + signal.SIGPIPE)

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            code, _, err = self.shell("echo x; exit 0", stdout=full)
        self.assertEqual(code, 3)
        self.assertIn(b"No space left", err)

    def test_stats(self):
        _, _, err = self.shell("echo ssn=306-30-2348; echo x >&2", "--stats=json")
        stats = json.loads(err.splitlines()[-1])
        self.assertEqual((stats["lines_in"], stats["labels"]), (2, {"SSN": 1}))

    def test_environment_of_the_program(self):
        process = self.start("run", "--", "sh", "-c", "echo $PHISIEVE_QUIET; cd /; pwd",
                             env={"PHISIEVE_QUIET": "1"}, stdin=subprocess.DEVNULL)
        self.assertEqual(process.communicate(timeout=30)[0], b"1\n/\n")
        self.assertTrue(os.path.isdir(self.folder))


if __name__ == "__main__":
    harness.main()
