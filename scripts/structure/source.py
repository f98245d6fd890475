"""What the checks of structure share: which files there are, and C++ without comments and literals."""

import argparse
import pathlib
import re
import subprocess
import sys

CPP = (".cpp", ".hpp")
# What a tree without git ignores by name.
BUILT = re.compile(r"build(-[^/]*)?/|\.cache/|(.*/)?__pycache__/")
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Check:
    """One check over the tree at `root`: gathers what is wrong, says it, and gives the exit code."""

    def __init__(self, name, purpose, options=None):
        self.name = name
        self.found = []
        parser = argparse.ArgumentParser(prog=f"scripts/check-{name}", description=purpose)
        parser.add_argument("--root", type=pathlib.Path, default=ROOT, help="the tree to check")
        if options:
            options(parser)
        self.arguments = parser.parse_args()
        self.root = self.arguments.root.resolve()

    def files(self, suffixes=None):
        """Paths of the tree's files, relative to it and sorted: what git knows and what it would add."""
        if (self.root / ".git").exists():
            listing = subprocess.run(
                ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                cwd=self.root, check=True, capture_output=True, text=True).stdout.split("\0")
            paths = (pathlib.PurePosixPath(name) for name in listing if name)
        else:
            everything = (pathlib.PurePosixPath(path.relative_to(self.root).as_posix())
                          for path in self.root.rglob("*"))
            paths = (path for path in everything if not BUILT.match(str(path)))
        return sorted(path for path in set(paths)
                      if (suffixes is None or path.suffix in suffixes) and (self.root / path).is_file())

    def read(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def report(self, path, line, message):
        self.found.append(f"{path}:{line}: {message}")

    def finish(self, summary):
        """Prints what was found, or `summary`, and leaves."""
        for message in self.found:
            print(message)
        if self.found:
            print(f"check-{self.name}: {len(self.found)} found")
            sys.exit(1)
        print(f"check-{self.name}: {summary}")
        sys.exit(0)


LITERAL_OR_COMMENT = re.compile(
    r'R"(?P<fence>[^()\\\s]{0,16})\(.*?\)(?P=fence)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'"
    r"|//[^\n]*"
    r"|/\*.*?\*/", re.DOTALL)


def spaces(match):
    """The matched text with everything but line ends turned into spaces."""
    return re.sub(r"[^\n]", " ", match.group())


def without_literals(text):
    """`text` with comments, strings and characters blanked; offsets and lines stay."""
    return LITERAL_OR_COMMENT.sub(spaces, text)


def without_directives(text):
    """`text` with preprocessor directives, continued lines included, blanked."""
    return re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", spaces, text, flags=re.MULTILINE)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
