"""Programs that the machine already has: which names to look for, where, and how new they must be.

Knows nothing about packages or `.runtime`.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.runtime.versions import Version, dotted, first_version, leading_numbers

ANSWER_TIMEOUT_S = 20
SYSTEM_FOLDERS = (
    "/usr/local/sbin",
    "/usr/sbin",
)  # brokers are installed here, where an ordinary user's PATH does not look


@dataclass(frozen=True)
class Program:
    """A program of which any version from `minimum` on serves.

    `names` are tried in turn; `arguments` make it tell its version; `companions` must lie beside it; `patterns` are folders
    off the PATH to look in, newest name first.
    """

    names: tuple[str, ...]
    arguments: tuple[str, ...]
    minimum: Version
    companions: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    def wanted(self) -> str:
        """Say what to install: `mosquitto 2.0.18 or newer`."""
        return f"{self.names[0]} {dotted(self.minimum)} or newer"


def find_on_machine(program: Program) -> tuple[Path, str] | None:
    """Return the first fit program of the machine with its version, None where there is none."""
    for candidate in _candidates(program):
        version = version_of(candidate, program.arguments)
        fit = leading_numbers(version) >= program.minimum
        if fit and all((candidate.parent / name).exists() for name in program.companions):
            return candidate, version
    return None


def version_of(program: Path, arguments: Iterable[str]) -> str:
    """Run a program and return the version that it tells, empty where it tells none or does not run."""
    try:
        answer = subprocess.run(
            [program, *arguments], capture_output=True, text=True, timeout=ANSWER_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return first_version(answer.stdout) or first_version(answer.stderr)


def _candidates(program: Program) -> Iterable[Path]:
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS])
    for name in program.names:
        found = shutil.which(name, path=folders)
        if found:
            yield Path(found)
    for pattern in program.patterns:
        matches = Path("/").glob(pattern.lstrip("/") + "/" + program.names[0])
        yield from sorted(matches, key=lambda path: leading_numbers(path.parts[-3]), reverse=True)
