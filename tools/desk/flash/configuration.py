"""What goes onto a board as `configuration.json`, and its Wi-Fi: read, and checked by the firmware's own rules before that."""

import json
from pathlib import Path
from typing import Any

from firmware.core.cabinet import settings
from firmware.core.common.configuring import ConfigurationError
from firmware.core.common.settings import SCHEMA
from tools.desk.flash.exit_codes import EXIT_USAGE
from tools.errors import ToolError

BOARDS = {"cabinet-s3": 48}
"""Name of a board -> the most slots it can have, as in firmware/boards."""
_ANY_CABINET = {
    "schema": SCHEMA,
    "kind": "cabinet",
    "board": next(iter(BOARDS)),
    "device_id": "any-cabinet",
    "key": "00" * 32,
    "key_version": 1,
    "slots": 1,
    "broker": {"host": "any", "port": 1, "password": "any"},
}


def read(path: Path | None, board: str, slots: int | None = None) -> bytes | None:
    """Return what goes onto `board` for the file at `path`, with so many `slots`; None for no file. Raises ToolError."""
    if path is None:
        return None
    document = _json(path, "use the file that `wattlend provision --output` wrote")
    if slots is not None and isinstance(document, dict):
        document["slots"] = slots
    return checked(document, board, str(path))


def read_wifi(path: Path) -> dict[str, str]:
    """Return `ssid` and `password` in the file at `path`; raises ToolError."""
    sample = '{"ssid": ..., "password": ...}'
    document = _json(path, f"write {sample}")
    try:
        settings.parse({**_ANY_CABINET, "wifi": document}, BOARDS)
    except ConfigurationError as error:
        raise ToolError(
            f"{path}: {error.key} is {error.value}", f"write {sample}; allowed: {error.allowed}", EXIT_USAGE
        ) from error
    wifi: dict[str, str] = document
    return wifi


def checked(document: object, board: str, name: str) -> bytes:
    """Return the bytes of a configuration for `board`, which messages call `name`; raises ToolError."""
    try:
        found = settings.parse(document, BOARDS)
    except ConfigurationError as error:
        raise ToolError(f"{name}: {error.key} is {error.value}", f"allowed: {error.allowed}", EXIT_USAGE) from error
    if found.board != board:
        raise ToolError(
            f"{name} is for the board {found.board}",
            f"flash with --board {found.board}, or use another file",
            EXIT_USAGE,
        )
    return json.dumps(document, indent=1).encode() + b"\n"


def _json(path: Path, way_out: str) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise ToolError(f"{path} cannot be read: {error.strerror}", "name a readable file", EXIT_USAGE) from error
    except ValueError as error:
        raise ToolError(f"{path} is not JSON: {error}", way_out, EXIT_USAGE) from error
