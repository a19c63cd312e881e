"""The project's Python files, parsed once, and which of them run on a board."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("shared_protocol", "firmware", "cloud", "tools")
ON_BOARD_TESTS = "tests/hil/on_board"
"""Scripts that boards load to be tested; the other tests may spell what the rules forbid."""


class Source(NamedTuple):
    """A parsed file; `path` is relative to the repository, with forward slashes."""

    path: str
    tree: ast.Module

    def is_under(self, *folders: str) -> bool:
        """Tell whether the file lies in one of `folders`, each written like `firmware/core`."""
        return any(self.path.startswith(f"{folder}/") for folder in folders)

    @property
    def runs_on_boards(self) -> bool:
        """Tell whether MicroPython loads this file; `shared_protocol/host` is for CPython alone."""
        if self.is_under(ON_BOARD_TESTS):
            return True
        return self.is_under("firmware", "shared_protocol") and not self.is_under("shared_protocol/host")


def parse(path: str, text: str) -> Source:
    """Return `text` as the source at `path`; raises SyntaxError."""
    return Source(path, ast.parse(text, path))


def all_sources(root: Path) -> Iterator[Source]:
    """Yield every Python file of our packages under `root`, and what boards load to be tested, in order of path."""
    for package in (*PACKAGES, ON_BOARD_TESTS):
        for file in sorted((root / package).rglob("*.py")):
            yield parse(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
