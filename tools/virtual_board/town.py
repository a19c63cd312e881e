"""Reads a town: a JSON file that says which boards are to run together.

Owns that file's keys. Each board has `name` and, as wanted, `kind`, `bits`, `heap`, `configuration` (an object, or the path
of a file beside this one), `files` (path on the board -> path of a file beside this one), `seed`, `ticks`, `wifi` ({"ssid",
"password"}: the only network on the air), `bare` (true: no firmware on it), and the keys of its kind. A cabinet has `slots`,
`banks`, `jumpers` ({"12": 1}: the lock drive of slot 1 leads to GPIO 12).
"""

import json
from pathlib import Path
from typing import Any

from tools import firmware_image
from tools.virtual_board.errors import BoardError, not_allowed
from tools.virtual_board.kind import Kind
from tools.virtual_board.kinds import DEFAULT_KIND, KINDS
from tools.virtual_board.network.station import AccessPoint
from tools.virtual_board.rig.control_socket import board_folder
from tools.virtual_board.specification import (
    Specification,
    check_configuration,
    parse_heap,
)

KEYS = frozenset({"name", "kind", "bits", "heap", "configuration", "files", "seed", "ticks", "wifi", "bare"})


def read_town(path: Path, state: Path | None = None) -> list[Specification]:
    """Return the boards of the town in `path`; raises BoardError that names what is wrong."""
    document = json.loads(check_configuration(path))
    boards = document.get("boards") if isinstance(document, dict) else None
    if not isinstance(boards, list) or not boards or not all(isinstance(board, dict) for board in boards):
        raise BoardError(f"{path} is no town", 'it needs {"boards": [{"name": ...}, ...]}')
    return [_specification(board, path.parent, state) for board in boards]


def _specification(board: dict[str, Any], here: Path, state: Path | None) -> Specification:
    kind = _kind(board)
    if unknown := sorted(set(board) - KEYS - kind.town_keys):
        allowed = ", ".join(sorted(KEYS | kind.town_keys))
        raise BoardError(f"a board of the town has the key {unknown[0]!r}", f"allowed: {allowed}")
    name = str(board.get("name", ""))
    numbers = {key: board[key] for key in ("bits", "seed", "ticks") if key in board}
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
        design=kind.from_town(board),
        files=files,
        bits=board.get("bits", 64),
        heap_bytes=parse_heap(str(board["heap"])) if "heap" in board else 0,
        seed=board.get("seed", 0),
        ticks_at_boot_ms=board.get("ticks", 0),
        access_point=_access_point(board.get("wifi")),
        bare=bare,
    )


def _kind(board: dict[str, Any]) -> Kind:
    kind = KINDS.get(str(board.get("kind", DEFAULT_KIND)))
    if kind is None:
        raise not_allowed("kind", board["kind"], ", ".join(sorted(KINDS)))
    return kind


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


def _access_point(value: object) -> AccessPoint | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"ssid", "password"}:
        raise BoardError(f"wifi is {value!r}", 'allowed: {"ssid": ..., "password": ...}')
    return AccessPoint(str(value["ssid"]), str(value["password"]))
