# SPDX-License-Identifier: Apache-2.0
import shutil
import subprocess
import unittest

import harness
from harness import Case


class Completion(Case):
    def test_every_option_is_offered(self):
        for shell in ("bash", "zsh", "fish"):
            out = self.run_it("completion", shell).out.decode()
            for word in ("long-lines", "in-place", "drain-timeout", "explain", "completion"):
                self.assertIn(word, out)
            self.assertNotIn("batch-size", out)
            checker = shutil.which(shell)
            if checker:
                subprocess.run([checker, "-n"], input=out.encode(), check=True)
        self.says(self.run_it("completion", "tcsh", code=2), "bash")

    @unittest.skipUnless(shutil.which("bash"), "no bash")
    def test_bash_completes(self):
        self.path("c.bash", self.run_it("completion", "bash").out)
        script = """. ./c.bash
            try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _phisieve
                    echo "${COMPREPLY[@]}"; }
            try phisieve --thr; try phisieve scan --format s; try phisieve expl; try phisieve rules li
        """
        out = subprocess.run(["bash", "-c", script], cwd=self.folder, stdout=subprocess.PIPE,
                             check=True).stdout.decode()
        self.assertEqual(out.splitlines(), ["--threads", "sarif", "explain", "list"])


if __name__ == "__main__":
    harness.main()
