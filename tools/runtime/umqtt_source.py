"""Brings umqtt.simple, the MQTT client that every ESP32 image of MicroPython has frozen in, by name from the package index.

Owns its version and hash. The sources are unpacked into `.runtime` and never committed.
"""

import hashlib
import importlib.util
import subprocess
import sys
import tarfile
from pathlib import Path

from tools.runtime.errors import ClosedWayError, PreparationError
from tools.runtime.folders import Record, new_staging, put_in_place
from tools.runtime.progress import say

PART = "umqtt"
PACKAGE = "micropython-umqtt.simple"
VERSION = "1.3.4"
SHA256 = "b6a2520239e3992c63a7de9370ee9b3d9d27819a90359c521f1c0f7ccab8d12f"
PROGRAM = "umqtt/simple.py"
UNEARTH = """
import sys
sys.modules["requests"] = None  # the MicroPython stubs leave a hollow `requests`, on which unearth would stumble
from unearth.__main__ import cli
sys.exit(cli(sys.argv[1:]))
"""
TIMEOUT_S = 120


def digest() -> str:
    """Return a short name for what is wanted, another for any other version."""
    return SHA256[:16]


def install() -> None:
    """Fetch, check and unpack umqtt; PreparationError names cause and way out."""
    say(f"{PART}: fetching {PACKAGE} {VERSION} from the package index")
    staging = new_staging(PART)
    try:
        archive = _fetch(staging)
        check_hash(archive.read_bytes())
        _unpack(archive, staging)
    except ClosedWayError as error:
        way_out = "make the Python package index reachable, then run `make setup` again"
        raise PreparationError(PART, str(error), way_out) from error
    except OSError as error:
        raise PreparationError(PART, str(error), "make room or give the right to write there") from error
    archive.unlink()
    put_in_place(PART, staging, Record(version=VERSION, recipe=digest(), folder=".", program=PROGRAM))
    say(f"{PART} {VERSION}: ready")


def check_hash(archive: bytes) -> None:
    """Refuse anything but the archive that we know."""
    found = hashlib.sha256(archive).hexdigest()
    if found != SHA256:
        raise ClosedWayError(f"{PACKAGE} {VERSION} came with SHA-256 {found}, expected is {SHA256}: not used")


def _fetch(folder: Path) -> Path:
    """Download by name. pip would try to build the package to learn its name, which today's setuptools cannot."""
    if not importlib.util.find_spec("unearth"):
        raise ClosedWayError("this Python has no `unearth`; `.venv` has")
    command = [sys.executable, "-c", UNEARTH, "--no-binary", *_index(), "--download", str(folder)]
    try:
        answer = subprocess.run(
            [*command, f"{PACKAGE}=={VERSION}"], capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise ClosedWayError(f"the package index did not answer within {TIMEOUT_S} s") from None
    archives = sorted(folder.glob("*.tar.gz"))
    if answer.returncode or not archives:
        raise ClosedWayError(
            f"the package index did not give it: {(answer.stderr.strip().splitlines() or ['no answer'])[-1]}"
        )
    return archives[0]


def _index() -> list[str]:
    """Name the index that pip is set to use; none where pip uses its own."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return ["--index-url", answer.stdout.strip()] if answer.returncode == 0 else []


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            inner = Path(*Path(member.name).parts[1:])
            if member.isfile() and inner.match("umqtt/*.py") and ".." not in inner.parts:
                target = folder / inner
                target.parent.mkdir(exist_ok=True)
                source = tar.extractfile(member)
                target.write_bytes(source.read() if source else b"")
    if not (folder / PROGRAM).exists():
        raise ClosedWayError(f"the archive of {PACKAGE} holds no {PROGRAM}")
