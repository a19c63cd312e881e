"""A flash in memory behind the storage port, whose power can be cut, or which fails, at any operation.

Runs on CPython and MicroPython.
"""


class PowerCut(Exception):
    """The power went during a flash operation; the machine that asked for it is no more."""


# How much of the operation's bytes got to the flash before the cut.
NONE = 0
HALF = 1
ALL = 2


class TornFlash:
    """`files` is the flash; operations that change it are counted in `operations`."""

    def __init__(self, capacity_bytes=1_000_000):
        self.files = {}
        self.capacity_bytes = capacity_bytes
        self.operations = 0
        self.cut_at = None
        self.cut_part = NONE
        self.fails = False  # with an I/O error
        self.fails_after_writing = False  # with an I/O error, and yet the bytes are there

    def cut(self, after, part):
        """Cut the power at the operation that comes after `after` more."""
        self.cut_at = self.operations + after
        self.cut_part = part

    def names(self):
        return list(self.files)

    def read(self, name, offset, count):
        if self.fails:
            raise OSError(5)
        return bytes(self.files[name][offset : offset + count])

    def append(self, name, data):
        self._operate(name, data, self._extend)

    def replace(self, name, data):
        self._operate(name, data, self._swap)

    def remove(self, name):
        if name not in self.files:
            raise OSError(2)
        self._operate(name, b"", self._delete)

    def free_bytes(self):
        return self.capacity_bytes - sum([len(data) for data in self.files.values()])

    def _operate(self, name, data, act):
        if self.fails:
            raise OSError(5)
        if self.free_bytes() < len(data):
            raise OSError(28)
        cut = self.operations == self.cut_at
        self.operations += 1
        act(name, data, self.cut_part if cut else ALL)
        if cut:
            self.cut_at = None
            raise PowerCut
        if self.fails_after_writing:
            raise OSError(5)

    def _extend(self, name, data, part):
        kept = data if part == ALL else data[: len(data) // 2] if part == HALF else b""
        if part != NONE:
            self.files.setdefault(name, bytearray()).extend(kept)

    def _swap(self, name, data, part):
        if part == ALL:
            self.files[name] = bytearray(data)

    def _delete(self, name, _, part):
        if part == ALL:
            del self.files[name]
