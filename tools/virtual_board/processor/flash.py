"""The flash chip: a file that is programmed and erased as NOR flash is, and can lose its power in the middle.

Owns the image file and what one write does to it. Files on it are the business of `installation.py` and of MicroPython.
"""

import os
from collections.abc import Callable
from pathlib import Path

BLOCK_BYTES = 4096
BLOCK_COUNT = 512  # 2 MiB: the file system's share of a 4 MB module in MicroPython's partition table
ERASED = 0xFF


class FlashPowerCutError(Exception):
    """The power went while the flash was written; as much of the write was done as the trap said."""


class Flash:
    """An open image file; made blank where there is none."""

    def __init__(self, path: Path, block_count: int = BLOCK_COUNT) -> None:
        self.path = path
        self.block_count = block_count
        self.writes = 0
        self._trap: tuple[int, float] | None = None
        self.on_power_cut: Callable[[], None] = lambda: None
        if not path.exists():
            path.write_bytes(bytes([ERASED]) * BLOCK_BYTES * block_count)
        self._descriptor = os.open(path, os.O_RDWR)

    def close(self) -> None:
        """Close the image file."""
        os.close(self._descriptor)

    def reopen(self) -> None:
        """Follow the path to a new image that was put in the old one's place."""
        self.close()
        self._descriptor = os.open(self.path, os.O_RDWR)

    def cut_power_on_write(self, count: int, share: float) -> None:
        """Arm the trap: at the `count`-th program or erase from now, `share` (0 to 1) of it is done and the power goes."""
        self._trap = (self.writes + count, share)

    def program(self, block: int, offset: int, data: bytes) -> None:
        """Clear the bits that are zero in `data`; raises FlashPowerCutError."""
        start = block * BLOCK_BYTES + offset
        former = os.pread(self._descriptor, len(data), start)
        self._write(start, bytes(old & new for old, new in zip(former, data, strict=True)))

    def erase(self, block: int) -> None:
        """Set a block to ones; raises FlashPowerCutError."""
        self._write(block * BLOCK_BYTES, bytes([ERASED]) * BLOCK_BYTES)

    def _write(self, start: int, data: bytes) -> None:
        self.writes += 1
        if self._trap and self.writes >= self._trap[0]:
            share, self._trap = self._trap[1], None
            os.pwrite(self._descriptor, data[: round(len(data) * share)], start)
            raise FlashPowerCutError
        os.pwrite(self._descriptor, data, start)
