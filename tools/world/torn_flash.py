"""A flash that remembers over power cuts and can be cut, or can fail, in the middle of any write.

The storage port of the firmware's journal in memory, with littlefs' promises and no more: `replace` and `remove` are all
or nothing, an `append` that was cut or that failed leaves any prefix of its bytes. What goes wrong when is handed in.
Runs on CPython and MicroPython.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

EIO, ENOENT, ENOSPC = 5, 2, 28

# How much of an operation's bytes got to the flash before a planned cut.
NONE = 0
HALF = 1
ALL = 2


class PowerCut(BaseException):
    """The power went away inside a flash operation. Not an Exception: no firmware may catch it and go on."""


# What an operation ends in.
WELL = 0
FAILED = 1  # with an I/O error
CUT = 2  # the power went


class FlashFaults:
    """Nothing goes wrong. The base of what does: each operation asks once, and is told how it ends."""

    def reading(self) -> int:
        """Return how a read ends."""
        return WELL

    def appending(self, size: int) -> "tuple[int | None, int]":
        """Return how many of `size` bytes are added, None for not even the file's name; and how that ends."""
        return size, WELL

    def exchanging(self) -> "tuple[bool, int]":
        """Return whether a replace or a remove is done, and how that ends."""
        return True, WELL


class PlannedFaults(FlashFaults):
    """Faults that a test plans: a cut at one operation, of which a chosen part is done, or I/O errors while it says so.

    `operations` counts what changed the flash. `fails`: every operation, with nothing done. `fails_after_writing`: every
    change, and yet the bytes are there.
    """

    def __init__(self) -> None:
        self.operations = 0
        self.fails = False
        self.fails_after_writing = False
        self._cut_at: int | None = None
        self._cut_part = NONE

    def cut(self, after: int, part: int) -> None:
        """Cut the power at the operation that comes after `after` more."""
        self._cut_at = self.operations + after
        self._cut_part = part

    def reading(self) -> int:
        """Fail where the test says so."""
        return FAILED if self.fails else WELL

    def appending(self, size: int) -> "tuple[int | None, int]":
        """Write all, half or nothing."""
        part, end = self._operate()
        return (None, size // 2, size)[part], end

    def exchanging(self) -> "tuple[bool, int]":
        """Do it only where all of it is done."""
        part, end = self._operate()
        return part == ALL, end

    def _operate(self) -> "tuple[int, int]":
        if self.fails:
            return NONE, FAILED
        is_cut = self.operations == self._cut_at
        self.operations += 1
        if is_cut:
            self._cut_at = None
            return self._cut_part, CUT
        return ALL, FAILED if self.fails_after_writing else WELL


class TornFlash:
    """`files` are all bytes there are, by name; `on_remove(name, data)` hears of each file that goes."""

    def __init__(self, faults: FlashFaults, capacity_bytes: int = 1_000_000) -> None:
        self.faults: Any = faults  # a test plans its own kind of faults through here
        self.files: dict[str, bytearray] = {}
        self.on_remove: Callable[[str, bytearray], None] = _forget
        self._capacity_bytes = capacity_bytes

    def names(self) -> list[str]:
        """Return the names of all files."""
        return sorted(self.files)

    def read(self, name: str, offset: int, count: int) -> bytes:
        """Return `count` bytes of a file from `offset`, fewer at its end; raises OSError if there is none."""
        self._end(name, self.faults.reading())
        return bytes(self._existing(name)[offset : offset + count])

    def append(self, name: str, data: bytes) -> None:
        """Add `data` to a file, made if there is none; durable on return. Raises OSError, with a part of it written."""
        self._need_room(name, len(data))
        count, end = self.faults.appending(len(data))
        if count is not None:
            if name not in self.files:
                self.files[name] = bytearray()
            self.files[name].extend(data[:count])
        self._end(name, end)

    def replace(self, name: str, data: bytes) -> None:
        """Make `data` the whole of a file, or leave it as it was."""
        self._need_room(name, len(data))
        done, end = self.faults.exchanging()
        if done:
            self.files[name] = bytearray(data)
        self._end(name, end)

    def remove(self, name: str) -> None:
        """Delete a file; raises OSError if there is none."""
        data = self._existing(name)
        done, end = self.faults.exchanging()
        if done:
            del self.files[name]
            self.on_remove(name, data)
        self._end(name, end)

    def free_bytes(self) -> int:
        """Return how many bytes can still be written."""
        return self._capacity_bytes - sum([len(data) for data in self.files.values()])

    def _end(self, name: str, end: int) -> None:
        if end == CUT:
            raise PowerCut
        if end == FAILED:
            raise OSError(EIO, name)

    def _existing(self, name: str) -> bytearray:
        if name not in self.files:
            raise OSError(ENOENT, name)
        return self.files[name]

    def _need_room(self, name: str, size: int) -> None:
        if size > self.free_bytes():
            raise OSError(ENOSPC, name)


class PlannedFlash(TornFlash):
    """A flash whose faults a test plans."""

    faults: PlannedFaults

    def __init__(self, capacity_bytes: int = 1_000_000) -> None:
        super().__init__(PlannedFaults(), capacity_bytes)


def _forget(_name: str, _data: bytearray) -> None:
    pass
