"""Keeps a board's world in `world.json`, so that a second start finds what the first one left.

Owns the file, its schema and when it is written. What a world is, the mainboard and the kind's device say.
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.virtual_board.errors import BoardError

SCHEMA = 1
WRITE_DELAY_S = 0.05


class WorldFile:
    """Writes what `describe()` returns soon after each change; several changes at once are written once."""

    def __init__(self, path: Path, describe: Callable[[], dict[str, Any]]) -> None:
        self._path = path
        self._describe = describe
        self._due: asyncio.TimerHandle | None = None

    def read(self) -> dict[str, Any] | None:
        """Return what was written last, None where nothing was; raises BoardError for a file that is damaged."""
        try:
            stored = dict(json.loads(self._path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise damaged(self._path, error) from error
        if stored.get("schema") != SCHEMA:
            raise damaged(self._path, ValueError(f"its schema is {stored.get('schema')!r}, not {SCHEMA}"))
        return stored

    def changed(self) -> None:
        """Write soon."""
        if not self._due:
            self._due = asyncio.get_running_loop().call_later(WRITE_DELAY_S, self.write)

    def write(self) -> None:
        """Write now, whole or not at all."""
        if self._due:
            self._due.cancel()
            self._due = None
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"schema": SCHEMA, **self._describe()}, indent=1) + "\n")
        fresh.replace(self._path)


def damaged(path: Path, error: Exception) -> BoardError:
    """Return the error for a world file that cannot be used."""
    return BoardError(f"{path} cannot be used: {error!r}", "remove it; the world then starts anew")
