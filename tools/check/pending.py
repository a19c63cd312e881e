"""Sees to it that the list of claims that are not built yet only ever shrinks: git knows what once left it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.check.finding import Finding

LIST = "tests/mission/pending.txt"


def check(root: Path) -> Iterator[Finding]:
    """Yield each claim that stands in the list under `root` although a commit took it out; nothing outside a repository."""
    gone = _taken_out(root)
    for number, line in enumerate((root / LIST).read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() in gone:
            yield Finding(LIST, number, f"{line.strip()} came back", "make its tests pass: the list only ever shrinks")


def _taken_out(root: Path) -> set[str]:
    command = ["git", "log", "--format=tformat:commit", "--unified=0", "--patch", "--", LIST]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if answer.returncode:
        return set()
    gone: set[str] = set()
    for commit in answer.stdout.split("commit\n"):
        gone |= _lines(commit, "-") - _lines(commit, "+")
    return gone


def _lines(patch: str, sign: str) -> set[str]:
    lines = [line for line in patch.splitlines() if line.startswith(sign) and not line.startswith(sign * 3)]
    return {line[1:].strip() for line in lines} - {""}
