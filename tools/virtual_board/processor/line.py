"""The supervisor's end of the line to one board process: reads calls, has them carried out, answers.

Owns the descriptors and the framing that `board/virtual_calls.py` lays down. What a call means is the handler's business.
"""

import asyncio
import errno
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import NamedTuple

from tools.virtual_board.board import virtual_calls as calls

RECEIVE_BYTES = 65536


class Call(NamedTuple):
    """One call of the board; `unit`, `place` and `offset` mean what its number says."""

    number: int
    unit: int
    place: int
    offset: int
    out: bytes
    size_in: int


Handler = Callable[[Call], bytes | None]
"""Carries a call out and returns its answer; None is never answered; OSError is answered by its errno."""


class Line:
    """Descriptors for one process: `board_ends` go to it, and are closed here once it has them.

    `flash_written_s` is when the board last wrote its flash, by the monotonic clock.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        pairs = [socket.socketpair(), socket.socketpair()]
        self._ours = [ours for ours, _ in pairs]
        self.board_ends = [theirs for _, theirs in pairs]
        self._pending = {end: bytearray() for end in self._ours}
        self._silent = False
        self._ctrl_c = False
        self.flash_written_s = 0.0

    def open(self) -> None:
        """Start answering; the process has the board's ends."""
        for end in self.board_ends:
            end.close()
        for end in self._ours:
            end.setblocking(False)
            asyncio.get_running_loop().add_reader(end, self._read, end)

    def press_ctrl_c(self) -> None:
        """Have the board's next call end in KeyboardInterrupt; not one to flash, which littlefs makes half-way through."""
        self._ctrl_c = True

    def take_ctrl_c_back(self) -> bool:
        """Return whether no call has ended that way yet; then none will."""
        pressed, self._ctrl_c = self._ctrl_c, False
        return pressed

    @property
    def ctrl_c_is_pending(self) -> bool:
        """Whether the next call is to end in KeyboardInterrupt."""
        return self._ctrl_c

    @property
    def is_calling(self) -> bool:
        """Whether the board waits for an answer."""
        return bool(select.select(self._ours, [], [], 0)[0])

    def drain(self) -> None:
        """Carry out what the board has sent and nobody has read yet."""
        for end in self._ours:
            self._read(end)

    def fall_silent(self) -> None:
        """Carry nothing out any more; whoever waits for an answer waits on."""
        self._silent = True
        for end in self._ours:
            asyncio.get_running_loop().remove_reader(end)

    def close(self) -> None:
        """Fall silent and close the descriptors."""
        self.fall_silent()
        for end in self._ours:
            end.close()

    def _read(self, end: socket.socket) -> None:
        if self._silent:
            return
        try:
            received = end.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            asyncio.get_running_loop().remove_reader(end)  # the process has ended; whoever waits for it takes it on
            return
        pending = self._pending[end]
        pending += received
        while not self._silent and (call := _take_call(pending)):
            self._answer(end, call)

    def _answer(self, end: socket.socket, call: Call) -> None:
        status = 0
        try:
            answer = self._handler(call)
        except OSError as error:
            status, answer = error.errno or errno.EIO, bytes(call.size_in)
        if answer is None or self._silent:
            return
        if call.number in (calls.FLASH_PROGRAM, calls.FLASH_ERASE):
            self.flash_written_s = time.monotonic()
        if self._ctrl_c and end is self._ours[0] and call.number not in (calls.FLASH_PROGRAM, calls.FLASH_ERASE):
            status, self._ctrl_c = calls.CTRL_C, False
        try:
            end.send(struct.pack(calls.STATUS, status) + answer)
        except OSError:
            return  # it ended while it waited


def _take_call(pending: bytearray) -> Call | None:
    if len(pending) < calls.HEADER_BYTES:
        return None
    number, unit, place, offset, size_out, size_in = struct.unpack_from(calls.HEADER, pending)
    end = calls.HEADER_BYTES + size_out
    if len(pending) < end:
        return None
    out = bytes(pending[calls.HEADER_BYTES : end])
    del pending[:end]
    return Call(number, unit, place, offset, out, size_in)
