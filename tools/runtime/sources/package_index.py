"""Fetches one archive by name from the package index that this machine's pip is set to use, and checks its hash.

For what pip itself cannot bring: packages of which only files are wanted, not the package with all that it depends on.
"""

import enum
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from tools.runtime.errors import ClosedWayError

UNEARTH = """
import sys
sys.modules["requests"] = None  # the MicroPython stubs leave a hollow `requests`, on which unearth would stumble
from unearth.__main__ import cli
sys.exit(cli(sys.argv[1:]))
"""
TIMEOUT_S = 120


class Kind(enum.Enum):
    """Which archive of a package; the value is the end of its file name and the option that leaves the others out."""

    SOURCES = ("*.tar.gz", "--no-binary")
    WHEEL = ("*.whl", "--only-binary")


def fetch(requirement: str, folder: Path, sha256: str, kind: Kind) -> Path:
    """Download `requirement` (`name==version`) into `folder`; raises ClosedWayError, also for any but the known archive."""
    if not importlib.util.find_spec("unearth"):
        raise ClosedWayError("this Python has no `unearth`; `.venv` has")
    pattern, option = kind.value
    command = [sys.executable, "-c", UNEARTH, option, *_index(), "--download", str(folder), requirement]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        raise ClosedWayError(f"the package index did not answer within {TIMEOUT_S} s") from None
    archives = sorted(folder.glob(pattern))
    if answer.returncode or not archives:
        said = (answer.stderr.strip().splitlines() or ["no answer"])[-1]
        raise ClosedWayError(f"the package index did not give it: {said}")
    check_hash(requirement, archives[0].read_bytes(), sha256)
    return archives[0]


def check_hash(requirement: str, archive: bytes, sha256: str) -> None:
    """Refuse anything but the archive that we know."""
    found = hashlib.sha256(archive).hexdigest()
    if found != sha256:
        raise ClosedWayError(f"{requirement} came with SHA-256 {found}, expected is {sha256}: not used")


def _index() -> list[str]:
    """Name the index that pip is set to use; none where pip uses its own."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return ["--index-url", answer.stdout.strip()] if answer.returncode == 0 else []
