"""A temporary copy of the tree to plant violations in, and the checks to run over it."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", "build", "build-*", ".cache", "__pycache__")


class Planted(unittest.TestCase):
    """One copy of the tree a class, since a planted file is taken out again after its test."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tree = pathlib.Path(cls.folder.name) / "tree"
        shutil.copytree(ROOT, cls.tree, ignore=LEFT_OUT)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def plant(self, name, text):
        """Writes a new file, or adds to the end of one that is there, until the test is over."""
        path = self.tree / name
        before = path.read_bytes() if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((before or b"") + text.encode())
        self.addCleanup(lambda: path.unlink() if before is None else path.write_bytes(before))

    def run_check(self, name):
        return subprocess.run([ROOT / "scripts" / f"check-{name}", "--root", self.tree],
                              capture_output=True, text=True, check=False)

    def assert_found(self, check, place, part):
        """The check fails, and one line names the place and says `part`."""
        run = self.run_check(check)
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        lines = [line for line in run.stdout.splitlines() if line.startswith(place)]
        self.assertTrue(any(part in line for line in lines), run.stdout + run.stderr)

    def assert_silent(self, check, name):
        """The check says nothing about the file."""
        run = self.run_check(check)
        self.assertNotIn(name, run.stdout + run.stderr)
