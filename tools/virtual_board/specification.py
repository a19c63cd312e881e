"""What makes one virtual board differ from another, as a command line or a town file says it.

Owns the fields, their checks and their JSON form. Starts nothing.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from tools.virtual_board.device import Design
from tools.virtual_board.errors import BoardError, not_allowed
from tools.virtual_board.network.station import AccessPoint

DEFAULT_HEAP_BYTES = {32: 96 * 1024, 64: 192 * 1024}
"""What an ESP32 without PSRAM leaves a program. Pointers of 64 bits take twice the room: 32 bits are the fair test."""
MOST_TICKS_MS = (1 << 30) - 1
BOARD_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


@dataclass(frozen=True)
class Specification:
    """A board to be: its folder keeps flash, world and console; `files` are put on its flash before it starts.

    `heap_bytes` is what the firmware has, the board's own modules not counted; 0 is an ESP32's. `ticks_at_boot_ms` is
    where `ticks_ms` starts at every boot. `design` is what the board's kind says of it; a new world is drawn from `seed`.
    A `bare` board's flash belongs to whoever flashes it: nothing is taken from it at a start.
    """

    name: str
    folder: Path
    design: Design
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    bits: int = 64
    heap_bytes: int = 0
    seed: int = 0
    ticks_at_boot_ms: int = 0
    access_point: AccessPoint | None = None
    bare: bool = False

    def __post_init__(self) -> None:
        if not BOARD_NAME.fullmatch(self.name):
            raise not_allowed("name", self.name, "1 to 32 of a-z, 0-9 and -, the first no -")
        if self.bits not in (32, 64):
            raise not_allowed("bits", self.bits, "32 or 64")
        if not self.heap_bytes:
            object.__setattr__(self, "heap_bytes", DEFAULT_HEAP_BYTES[self.bits])
        if not 0 <= self.ticks_at_boot_ms <= MOST_TICKS_MS:
            raise not_allowed("ticks", self.ticks_at_boot_ms, f"0 to {MOST_TICKS_MS}")


def parse_heap(text: str) -> int:
    """Return the bytes that `96K` or `98304` says; raises BoardError."""
    found = re.fullmatch(r"(\d+)([KM]?)", text.strip().upper())
    size = int(found[1]) * {"": 1, "K": 1024, "M": 1024 * 1024}[found[2]] if found else 0
    if not 16 * 1024 <= size <= 64 * 1024 * 1024:
        raise not_allowed("heap", text, "16K to 64M")
    return size


def check_configuration(path: Path) -> bytes:
    """Return a configuration file's bytes; raises BoardError. What stands in it is for the firmware to judge."""
    try:
        content = path.read_bytes()
        json.loads(content)
    except OSError as error:
        raise BoardError(f"{path} cannot be read: {error.strerror}", "name a readable file") from error
    except ValueError as error:
        raise BoardError(f"{path} is not JSON: {error}", "see tools/virtual_board/README.md for an example") from error
    return content
