# SPDX-License-Identifier: Apache-2.0
import os
import stat
import subprocess

import harness
from harness import CLEAN, LINE, Case


class Files(Case):
    def test_files_and_folders_in_order(self):
        self.path("d/b.log", b"b\n")
        self.path("d/a.log", b"a\n")
        self.path("d/c/x.log", LINE)
        self.path("z", b"z")
        os.symlink(self.path("z"), self.path("d/link"))
        self.assertEqual(self.run_it("z", "d").out, b"za\nb\n" + CLEAN)

    def test_dash_is_standard_input(self):
        self.assertEqual(self.run_it("-", data=LINE).out, CLEAN)

    def test_names_of_our_own_descriptors(self):
        self.assertEqual(self.run_it("/dev/stdin", data=LINE).out, CLEAN)
        self.assertEqual(self.run_it("-o", "/dev/stdout", data=LINE).out, CLEAN)

    def test_missing_file(self):
        self.says(self.run_it("nope.log", code=3), "nope.log", "No such file")

    def test_unreadable_file_does_not_hide(self):
        if os.geteuid() == 0:
            self.skipTest("root reads everything")
        self.path("a", LINE)
        self.path("b", LINE)
        os.chmod(self.path("a"), 0)
        result = self.run_it("a", "b", code=3)
        self.assertEqual(result.out, CLEAN)
        self.says(result, "a:", "Permission denied")

    def test_output_file(self):
        self.path("in", LINE)
        self.run_it("-o", "out", "in")
        self.assertEqual(self.read("out"), CLEAN)
        self.assertEqual(self.left(), ["in", "out"])
        os.chmod(self.path("out"), 0o640)
        self.run_it("--output=out", data=b"x\n")
        self.assertEqual(self.read("out"), b"x\n")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("out")).st_mode), 0o640)

    def test_output_that_cannot_be(self):
        self.says(self.run_it("-o", "no/out", data=LINE, code=3), "no/out")
        self.assertEqual(self.left(), [])

    def test_output_device_full(self):
        self.says(self.run_it("-o", "/dev/full", data=LINE, code=3), "/dev/full", "No space")

    def test_output_is_input(self):
        self.path("in", LINE)
        with open(self.path("in"), "ab") as out:
            result = self.run_it("in", code=2, stdout=out)
        self.says(result, "both input and output")
        self.assertEqual(self.read("in"), LINE)


class InPlace(Case):
    def test_content_mode_and_owner(self):
        path = self.path("a.log", LINE * 10)
        os.chmod(path, 0o604)
        if os.geteuid() == 0:
            os.chown(path, 1234, 4321)
        before = os.stat(path)
        self.run_it("-i", "a.log")
        after = os.stat(path)
        self.assertEqual(self.read("a.log"), CLEAN * 10)
        self.assertEqual((after.st_mode, after.st_uid, after.st_gid),
                         (before.st_mode, before.st_uid, before.st_gid))
        self.assertEqual(self.left(), ["a.log"])

    def test_many(self):
        names = ["d/%d.log" % i for i in range(20)]
        for name in names:
            self.path(name, LINE)
        self.run_it("--in-place", "d")
        for name in names:
            self.assertEqual(self.read(name), CLEAN)

    def test_suffix(self):
        self.path("a", LINE)
        self.run_it("-i.orig", "a")
        self.assertEqual((self.read("a"), self.read("a.orig")), (CLEAN, LINE))
        self.path("a", LINE)
        self.says(self.run_it("--in-place=.orig", "a", code=3), "backup", "unchanged")
        self.assertEqual(self.read("a"), LINE)
        self.assertEqual(self.left(), ["a", "a.orig"])

    def test_link_stays_a_link(self):
        self.path("d/a", LINE)
        os.symlink("d/a", self.path("link"))
        self.run_it("-i", "link")
        self.assertTrue(os.path.islink(self.path("link")))
        self.assertEqual(self.read("d/a"), CLEAN)

    def test_hard_links_are_refused(self):
        self.path("a", LINE)
        os.link(self.path("a"), self.path("b"))
        self.says(self.run_it("-i", "a", code=2), "hard links")
        self.assertEqual(self.read("b"), LINE)

    def test_failure_leaves_the_file(self):
        self.path("a.gz", b"\x1f\x8b\x08broken")
        self.run_it("-i", "a.gz", code=3)
        self.assertEqual(self.read("a.gz"), b"\x1f\x8b\x08broken")
        self.assertEqual(self.left(), ["a.gz"])

    def test_withheld_lines_show_in_the_code(self):
        self.path("a", b"x" * 5000 + b"\n" + LINE)
        self.run_it("-i", "--max-line=1K", "a", code=4)
        self.assertEqual(self.read("a"), b"[WITHHELD:line-too-long]\n" + CLEAN)

    def test_what_does_not_go_together(self):
        self.path("a", LINE)
        for args in (("-i", "-o", "x", "a"), ("-i", "-f", "a"), ("-i",), ("-i", "-z", "a"),
                     ("-i/x", "a"), ("-f", "a", "a"), ("-f",), ("-f", "-o", "x", "a"), ("a", "-")):
            self.says(self.run_it(*args, code=2))
        self.assertEqual(self.read("a"), LINE)
        self.assertEqual(subprocess.run(["ls", self.folder], stdout=subprocess.PIPE,
                                        check=True).stdout, b"a\n")


if __name__ == "__main__":
    harness.main()
