#!/usr/bin/env python3
"""Changes become a release, once, and nothing is lost when they cannot."""

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAD = "# Changelog\n\nNewest first.\n"


class FoldChanges(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        (self.tree / "changes").mkdir()
        self.change("README", "How to write one.")
        (self.tree / "CHANGELOG.md").write_text(HEAD)

    def change(self, name, text):
        (self.tree / "changes" / f"{name}.md").write_text(text + "\n")

    def fold(self, version="0.2.0", date="2026-12-01"):
        return subprocess.run([ROOT / "scripts/fold-changes", version, date, "--root", self.tree],
                              capture_output=True, text=True, check=False)

    def changelog(self):
        return (self.tree / "CHANGELOG.md").read_text()

    def test_changes_are_grouped_by_kind_consensus_first(self):
        self.change("fixed-b", "B is\nmended.")
        self.change("added-a", "A is there.")
        self.change("consensus-c", "C costs more.")
        self.assertEqual(self.fold().returncode, 0)
        self.assertEqual(self.changelog(), HEAD + "\n## 0.2.0, 2026-12-01\n\n### Consensus\n\n* C costs more.\n\n"
                         "### Added\n\n* A is there.\n\n### Fixed\n\n* B is mended.\n")

    def test_folded_files_are_gone_and_the_explanation_stays(self):
        self.change("added-a", "A is there.")
        self.fold()
        self.assertEqual([path.name for path in (self.tree / "changes").iterdir()], ["README.md"])

    def test_a_newer_release_stands_above_the_older(self):
        self.change("added-a", "A is there.")
        self.fold()
        self.change("removed-a", "A is gone.")
        self.fold("0.3.0", "2027-01-01")
        text = self.changelog()
        self.assertLess(text.index("## 0.3.0"), text.index("## 0.2.0"))
        self.assertTrue(text.endswith("### Added\n\n* A is there.\n"))

    def assert_refused(self, run, part):
        self.assertEqual(run.returncode, 1)
        self.assertIn(part, run.stderr)
        self.assertEqual(self.changelog(), HEAD)

    def test_an_unknown_kind_is_refused(self):
        self.change("better-a", "A is better.")
        self.assert_refused(self.fold(), "changes/better-a.md")
        self.assertTrue((self.tree / "changes/better-a.md").exists())

    def test_an_empty_change_is_refused(self):
        self.change("added-a", " ")
        self.assert_refused(self.fold(), "is empty")

    def test_a_release_of_nothing_is_refused(self):
        self.assert_refused(self.fold(), "nothing to release")

    def test_a_malformed_version_is_refused(self):
        self.change("added-a", "A is there.")
        self.assert_refused(self.fold("2"), "no version")

    def test_a_release_is_made_once(self):
        self.change("added-a", "A is there.")
        self.fold()
        self.change("added-b", "B is there.")
        run = self.fold()
        self.assertEqual(run.returncode, 1)
        self.assertIn("already", run.stderr)
        self.assertTrue((self.tree / "changes/added-b.md").exists())


if __name__ == "__main__":
    unittest.main()
