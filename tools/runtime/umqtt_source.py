"""Brings umqtt.simple, the MQTT client that every ESP32 image of MicroPython has frozen in, by name from the package index.

Owns its version and hash. The sources are unpacked into `.runtime` and never committed.
"""

import tarfile
from pathlib import Path

from tools.runtime.errors import ClosedWayError, PreparationError
from tools.runtime.folders import Record, new_staging, put_in_place
from tools.runtime.package_index import Kind, fetch
from tools.runtime.progress import say

PART = "umqtt"
PACKAGE = "micropython-umqtt.simple"
VERSION = "1.3.4"
SHA256 = "b6a2520239e3992c63a7de9370ee9b3d9d27819a90359c521f1c0f7ccab8d12f"
PROGRAM = "umqtt/simple.py"


def digest() -> str:
    """Return a short name for what is wanted, another for any other version."""
    return SHA256[:16]


def install() -> None:
    """Fetch, check and unpack umqtt; PreparationError names cause and way out."""
    say(f"{PART}: fetching {PACKAGE} {VERSION} from the package index")
    staging = new_staging(PART)
    try:
        archive = fetch(f"{PACKAGE}=={VERSION}", staging, SHA256, kind=Kind.SOURCES)
        _unpack(archive, staging)
    except ClosedWayError as error:
        way_out = "make the Python package index reachable, then run `make setup` again"
        raise PreparationError(PART, str(error), way_out) from error
    except OSError as error:
        raise PreparationError(PART, str(error), "make room or give the right to write there") from error
    archive.unlink()
    put_in_place(PART, staging, Record(version=VERSION, recipe=digest(), folder=".", program=PROGRAM))
    say(f"{PART} {VERSION}: ready")


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
