"""A flash that remembers over power cuts and can be cut in the middle of any write.

The storage port of `firmware.core.common.journal` in memory, with littlefs' promises and no more: `replace` is all or nothing,
an `append` that was cut or that failed leaves any prefix of its bytes.
"""

import errno
from collections.abc import Callable, Mapping
from random import Random

from tools.sim.world.randomness import happens


class PowerCut(BaseException):
    """The power went away inside a flash operation. Not an Exception: no firmware may catch it and go on."""


class TornFlash:
    """Files by name. `cut_at` operations from now the power goes, with any part of that operation done.

    `failing` is the chance (thousandths) that an append ends in an I/O error. `on_remove(name, data)` hears of each
    file that goes.
    """

    def __init__(self, random: Random, size_bytes: int) -> None:
        self.cut_at: int | None = None
        self.failing = 0
        self.on_remove: Callable[[str, bytes], None] = lambda _name, _data: None
        self.failures = 0
        self._random = random
        self._free_bytes = size_bytes
        self._files: dict[str, bytes] = {}

    @property
    def files(self) -> Mapping[str, bytes]:
        """All bytes there are, for those who read the flash without the firmware's help."""
        return self._files

    def names(self) -> list[str]:
        """Return the names of all files."""
        return sorted(self._files)

    def read(self, name: str, offset: int, count: int) -> bytes:
        """Return `count` bytes of a file from `offset`, fewer at its end; raises OSError if there is none."""
        return self._existing(name)[offset : offset + count]

    def append(self, name: str, data: bytes) -> None:
        """Add `data` to a file, made if there is none; durable on return. Raises OSError, with a part of it written."""
        before = self._files.get(name, b"")
        if len(data) > self._free_bytes:
            raise OSError(errno.ENOSPC, name)
        if self._cut_now():
            self._put(name, before + self._part(data))
            raise PowerCut
        if happens(self._random, self.failing):
            self.failures += 1
            self._put(name, before + self._part(data))
            raise OSError(errno.EIO, name)
        self._put(name, before + data)

    def replace(self, name: str, data: bytes) -> None:
        """Make `data` the whole of a file, or leave it as it was."""
        cut = self._cut_now()
        if not cut or self._random.random() < 0.5:
            self._put(name, bytes(data))
        if cut:
            raise PowerCut

    def remove(self, name: str) -> None:
        """Delete a file; raises OSError if there is none."""
        data = self._existing(name)
        cut = self._cut_now()
        if not cut or self._random.random() < 0.5:
            self._free_bytes += len(self._files.pop(name))
            self.on_remove(name, data)
        if cut:
            raise PowerCut

    def free_bytes(self) -> int:
        """Return how many bytes can still be written."""
        return self._free_bytes

    def _existing(self, name: str) -> bytes:
        if name not in self._files:
            raise OSError(errno.ENOENT, name)
        return self._files[name]

    def _put(self, name: str, data: bytes) -> None:
        self._free_bytes -= len(data) - len(self._files.get(name, b""))
        self._files[name] = data

    def _part(self, data: bytes) -> bytes:
        # None and all are as likely as anything between: the two ends are where the mistakes are.
        return data[: self._random.choice((0, len(data), self._random.randint(0, len(data))))]

    def _cut_now(self) -> bool:
        if self.cut_at is None:
            return False
        self.cut_at -= 1
        if self.cut_at >= 0:
            return False
        self.cut_at = None
        return True
