"""The board's flash: how much is free, how fast it writes and reads, and whether it gives back what was written."""

import gc
import os
import time
from hashlib import sha256

_FILE = "/hil/speed"
_PIECE_BYTES = 4096  # one block of littlefs


def room():
    """Return `free_bytes`, `total_bytes` and `block_bytes` of the file system."""
    state = os.statvfs("/")
    return {"free_bytes": state[0] * state[3], "total_bytes": state[0] * state[2], "block_bytes": state[0]}


def speed(pieces=16):
    """Write and read a file of `pieces` blocks and remove it; return `bytes`, `write_us`, `read_us`, `intact`."""
    buffer = bytearray(_PIECE_BYTES)
    written, read = sha256(), sha256()
    try:
        write_us = _write(buffer, pieces, written)
        read_us, count = _read(buffer, read)
    finally:
        _remove()
    intact = count == pieces * _PIECE_BYTES and written.digest() == read.digest()
    return {"bytes": count, "write_us": write_us, "read_us": read_us, "intact": intact}


def _write(buffer, pieces, digest):
    spent_us = 0
    with open(_FILE, "wb") as file:
        for _ in range(pieces):
            gc.collect()
            buffer[:] = os.urandom(_PIECE_BYTES)
            digest.update(buffer)
            started = time.ticks_us()
            if file.write(buffer) != _PIECE_BYTES:
                raise OSError(28)  # ENOSPC: the driver took a part and said nothing
            spent_us += time.ticks_diff(time.ticks_us(), started)
        started = time.ticks_us()
    return spent_us + time.ticks_diff(time.ticks_us(), started)  # closing commits the last of it


def _read(buffer, digest):
    spent_us, total = 0, 0
    with open(_FILE, "rb") as file:
        while True:
            started = time.ticks_us()
            count = file.readinto(buffer)
            spent_us += time.ticks_diff(time.ticks_us(), started)
            if not count:
                return spent_us, total
            digest.update(memoryview(buffer)[:count])
            total += count


def _remove():
    try:
        os.remove(_FILE)
    except OSError:
        pass  # it could not even be made
