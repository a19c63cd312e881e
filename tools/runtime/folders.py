"""Where prepared parts lie, and what is recorded about each.

Owns the layout of `.runtime`: one folder a part, with `part.json` beside what was unpacked, and the lock that keeps two
preparations apart. Knows nothing about where parts come from.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
RECORD_NAME = "part.json"
STAGING_PREFIX = "staging-"


@dataclass(frozen=True)
class Record:
    """What stands in a part's folder.

    `folder` holds the programs: relative to the part, or absolute for one that the machine has. `recipe` is the digest of
    the instructions it was made by: other instructions make it anew.
    """

    version: str
    recipe: str
    folder: str
    program: str


def runtime_folder() -> Path:
    """Return the folder of all parts: `.runtime`, or what WATTLEND_RUNTIME names."""
    named = os.environ.get("WATTLEND_RUNTIME")
    return Path(named).absolute() if named else REPOSITORY / ".runtime"


def read_record(part: str) -> Record | None:
    """Return what was recorded about a part, None where it is not prepared or its program is gone."""
    try:
        fields = json.loads((runtime_folder() / part / RECORD_NAME).read_text())
        record = Record(**fields)
    except (OSError, ValueError, TypeError):
        return None
    return record if (program_folder(part, record) / record.program).exists() else None


def program_folder(part: str, record: Record) -> Path:
    """Return the folder that holds a part's programs, links in it resolved."""
    return (runtime_folder() / part / record.folder).resolve()


@contextmanager
def preparing(waiting: Callable[[], None]) -> Iterator[None]:
    """Keep other preparations out; call `waiting` once if one is under way, and wait for its end."""
    folder = runtime_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in folder.glob(STAGING_PREFIX + "*"):
            shutil.rmtree(leftover)
        yield


def new_staging(part: str) -> Path:
    """Make the empty folder in which a part is put together."""
    staging = runtime_folder() / f"{STAGING_PREFIX}{part}"
    staging.mkdir()
    return staging


def put_in_place(part: str, staging: Path, record: Record) -> None:
    """Make the staged part the one in use; a reader sees a whole part or none."""
    (staging / RECORD_NAME).write_text(json.dumps(asdict(record), indent=1) + "\n")
    target = runtime_folder() / part
    former = runtime_folder() / f"{STAGING_PREFIX}former-{part}"
    if target.exists():
        target.rename(former)
    staging.rename(target)
    shutil.rmtree(former, ignore_errors=True)
