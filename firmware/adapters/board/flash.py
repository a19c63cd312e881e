"""The storage port of the core over one folder of the board's file system (littlefs).

On littlefs closing a file commits its bytes, and a rename is atomic. So `append` and `replace` are durable on return, and
after a power cut `replace` leaves the old content or the new.
"""

import os

# The file in which the configuration that the cloud sent is kept.
CONFIGURATION = "configuration"

_FILE = 0x8000
_UNFINISHED = ".new"


class Flash:
    """Files of `folder`, which is made when it is missing. Errors are OSError."""

    def __init__(self, folder: str) -> None:
        self._folder = folder + "/"
        try:
            os.mkdir(folder)
        except OSError:
            os.listdir(folder)  # it is there, or raises what is wrong with it
        for name in os.listdir(folder):
            if name.endswith(_UNFINISHED):
                os.remove(self._folder + name)

    def names(self) -> list:
        """Return the names of all files, in no order."""
        return [entry[0] for entry in os.ilistdir(self._folder) if entry[1] == _FILE]

    def read(self, name: str, offset: int = 0, length: int = -1) -> bytes:
        """Return `length` bytes from `offset`, fewer at the end of the file, all of them for -1."""
        with open(self._folder + name, "rb") as file:
            if offset:
                file.seek(offset)
            return file.read(length)

    def append(self, name: str, data: bytes) -> None:
        """Add `data` at the end of a file that is made when missing; durable on return."""
        self._write(name, "ab", data)

    def replace(self, name: str, data: bytes) -> None:
        """Make `data` the whole content of a file; durable on return, and never half."""
        self._write(name + _UNFINISHED, "wb", data)
        os.rename(self._folder + name + _UNFINISHED, self._folder + name)

    def remove(self, name: str) -> None:
        """Delete a file."""
        os.remove(self._folder + name)

    def free_bytes(self) -> int:
        """Return how many bytes the file system has left."""
        state = os.statvfs(self._folder)
        return state[0] * state[3]

    def _write(self, name: str, mode: str, data: bytes) -> None:
        with open(self._folder + name, mode) as file:
            if file.write(data) != len(data):
                raise OSError(28)  # ENOSPC: the driver took a part and said nothing
