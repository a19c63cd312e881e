"""Reads a town: a JSON file that says which boards are to run together.

Owns that file's keys. Each board has `name` and, as wanted, `slots`, `bits`, `heap`, `configuration` (an object, or the
path of a file beside this one), `files` (path on the board -> path of a file beside this one), `banks`, `seed`, `ticks`,
`wifi` ({"ssid", "password"}: the only network on the air), `bare` (true: no firmware on it), `jumpers` ({"12": 1}: the
lock drive of slot 1 leads to GPIO 12).
"""

import json
from pathlib import Path
from typing import Any

from tools import firmware_image
from tools.virtual_board.errors import BoardError
from tools.virtual_board.network.station import AccessPoint
from tools.virtual_board.rig.control_socket import board_folder
from tools.virtual_board.specification import (
    DEFAULT_SLOTS,
    Specification,
    check_configuration,
    parse_banks,
    parse_heap,
)

KEYS = frozenset(
    {"name", "slots", "bits", "heap", "configuration", "files", "banks", "seed", "ticks", "wifi", "bare", "jumpers"}
)


def read_town(path: Path, state: Path | None = None) -> list[Specification]:
    """Return the boards of the town in `path`; raises BoardError that names what is wrong."""
    document = json.loads(check_configuration(path))
    boards = document.get("boards") if isinstance(document, dict) else None
    if not isinstance(boards, list) or not boards or not all(isinstance(board, dict) for board in boards):
        raise BoardError(f"{path} is no town", 'it needs {"boards": [{"name": ...}, ...]}')
    return [_specification(board, path.parent, state) for board in boards]


def _specification(board: dict[str, Any], here: Path, state: Path | None) -> Specification:
    if unknown := sorted(set(board) - KEYS):
        raise BoardError(f"a board of the town has the key {unknown[0]!r}", f"allowed: {', '.join(sorted(KEYS))}")
    name, slots = str(board.get("name", "")), board.get("slots", DEFAULT_SLOTS)
    numbers = {key: board[key] for key in ("slots", "bits", "seed", "ticks") if key in board}
    for key, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int):
            raise BoardError(f"{key} of board {name!r} is {value!r}", "allowed: a whole number")
    bare = board.get("bare", False)
    if not isinstance(bare, bool):
        raise BoardError(f"bare of board {name!r} is {bare!r}", "allowed: true or false")
    files = {} if bare else firmware_image.contents()
    files.update(_files(board.get("files", {}), here))
    if "configuration" in board:
        files["/configuration.json"] = _configuration(board["configuration"], here)
    files |= _more_files(board.get("files", {}), here)
    return Specification(
        name=name,
        folder=board_folder(name, state),
        files=files,
        slots=slots,
        bits=board.get("bits", 64),
        heap_bytes=parse_heap(str(board["heap"])) if "heap" in board else 0,
        banks=parse_banks(str(board.get("banks", "none")), slots),
        seed=board.get("seed", 0),
        ticks_at_boot_ms=board.get("ticks", 0),
        access_point=_access_point(board.get("wifi")),
        bare=bare,
        jumpers=_jumpers(board.get("jumpers", {})),
    )


def _configuration(value: object, here: Path) -> bytes:
    if isinstance(value, dict):
        return json.dumps(value, indent=1).encode() + b"\n"
    return check_configuration(here / str(value))


def _more_files(value: object, here: Path) -> dict[str, bytes]:
    if not isinstance(value, dict) or not all(isinstance(source, str) for source in value.values()):
        raise BoardError(f"files is {value!r}", "allowed: {path on the board: path of a file beside this one}")
    try:
        return {path: (here / source).read_bytes() for path, source in value.items()}
    except OSError as error:
        raise BoardError(f"{error.filename} cannot be read: {error.strerror}", "name a readable file") from error


def _files(value: object, here: Path) -> dict[str, bytes]:
    if not isinstance(value, dict) or not all(str(path).startswith("/") for path in value):
        raise BoardError(f"files is {value!r}", 'allowed: {"/path/on/the/board": "path of a file"}')
    try:
        return {str(path): (here / str(source)).read_bytes() for path, source in value.items()}
    except OSError as error:
        raise BoardError(f"{error.filename} cannot be read: {error.strerror}", "name a readable file") from error


def _jumpers(value: object) -> dict[int, int]:
    if not isinstance(value, dict) or not all(pin.isdecimal() and type(slot) is int for pin, slot in value.items()):
        raise BoardError(f"jumpers is {value!r}", 'allowed: {"12": 1}, from GPIO to slot')
    return {int(pin): slot for pin, slot in value.items()}


def _access_point(value: object) -> AccessPoint | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"ssid", "password"}:
        raise BoardError(f"wifi is {value!r}", 'allowed: {"ssid": ..., "password": ...}')
    return AccessPoint(str(value["ssid"]), str(value["password"]))
