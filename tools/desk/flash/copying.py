"""Carries a plan out over the line. A file counts once it is whole: under another name first, compared, then renamed."""

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from tools.desk.flash.mpremote import Mpremote
from tools.desk.flash.plan import Plan
from tools.desk.flash.progress import Progress
from tools.firmware_image import SELECTED

DONE = "wattlend done "
_UNFINISHED = ".new"

_SCRIPT = """
import os
from binascii import hexlify
from hashlib import sha256
def make_folders(path):
    parts = path.split("/")[1:-1]
    for count in range(1, len(parts) + 1):
        try:
            os.mkdir("/" + "/".join(parts[:count]))
        except OSError as error:
            if error.errno != 17:
                raise
def move(source, path, wanted):
    make_folders(path)
    with open(source, "rb") as old, open(path + NEW, "wb") as new:
        data = old.read(512)
        while data:
            if new.write(data) != len(data):
                raise OSError(28)
            data = old.read(512)
    take(path, wanted)
def take(path, wanted):
    digest = sha256()
    with open(path + NEW, "rb") as file:
        data = file.read(512)
        while data:
            digest.update(data)
            data = file.read(512)
    if hexlify(digest.digest()).decode() != wanted:
        raise ValueError("arrived damaged: " + path)
    os.rename(path + NEW, path)
    print(DONE + path)
def select(text):
    with open(SELECTED + NEW, "w") as file:
        if file.write(text) != len(text):
            raise OSError(28)
    os.rename(SELECTED + NEW, SELECTED)
"""


def carry_out(line: Mpremote, plan: Plan, progress: Progress) -> None:
    """Do what `plan` says; raises ToolError, and the same plan made anew does what is left."""
    with tempfile.TemporaryDirectory(prefix="wattlend-flash-") as folder:
        sources = {path: Path(folder) / str(number) for number, path in enumerate(plan.sent)}
        for path, source in sources.items():
            source.write_bytes(plan.sent[path])
            source.chmod(0o600)  # one of them may hold a key

        def hear(text: str) -> None:
            if text.startswith(DONE):
                progress.done(text.removeprefix(DONE))

        try:
            line.run(_steps(plan, sources), hear)
        finally:
            progress.end()


def _steps(plan: Plan, sources: dict[str, Path]) -> list[Sequence[str]]:
    constants = f"SELECTED, NEW, DONE = {SELECTED!r}, {_UNFINISHED!r}, {DONE!r}\n"
    steps: list[Sequence[str]] = [["exec", constants + _SCRIPT]]
    if plan.first_selected:
        steps.append(["exec", f"select({plan.first_selected!r})"])
    steps += [["exec", f"os.remove({path!r})"] for path in plan.removed]
    steps += [["exec", f"move({source!r}, {path!r}, {plan.digests[path]!r})"] for path, source in plan.moved.items()]
    made: set[PurePosixPath] = set()
    for path, source in sources.items():
        if PurePosixPath(path).parent not in made:
            made.add(PurePosixPath(path).parent)
            steps.append(["exec", f"make_folders({path!r})"])
        steps.append(["cp", str(source), ":" + path + _UNFINISHED])
        steps.append(["exec", f"take({path!r}, {plan.digests[path]!r})"])
    if plan.selected:
        steps.append(["exec", f"select({plan.selected!r})"])
    return steps
