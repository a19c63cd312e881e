"""What comes in on a board's serial line: bytes for whoever reads them, and Ctrl-C, which interrupts a running program.

Owns the line's input buffer, which outlives soft resets, and the moment of Ctrl-C. On an ESP32 it takes effect between two
instructions of Python. The Unix port's SIGINT leaves C code where it is, the heap locked or littlefs half-way: so it is
sent only to a board that sleeps, and one at work gets its Ctrl-C as the end of a call of its hardware. A program that does
neither for a while is computing, and gets the signal; where it met the heap's own code, the prompt starts anew.
"""

import asyncio
import os
import time

from tools.virtual_board.board import virtual_calls as calls
from tools.virtual_board.processor.process import Process

CTRL_C = b"\x03"
LOOK_AGAIN_S = 0.005
BUSY_S = 0.06
FLASH_REST_S = 0.02
MERGE_S = 0.25
"""A second Ctrl-C so soon after one is the same; MicroPython's Unix port would not survive it."""
LEFT_BYTES = 65536


class Keyboard:
    """The input of one board; `reading_end` is the standard input of each of its processes."""

    def __init__(self) -> None:
        self.reading_end, self._writing_end = os.pipe()
        os.set_blocking(self._writing_end, False)
        self._process: Process | None = None
        self._listener = calls.BOARD
        self._ctrl_c_is_data = False
        self._remembered = False
        self._pressed_s = -MERGE_S
        self._again: asyncio.TimerHandle | None = None
        self.prompted = False

    def type(self, data: bytes) -> None:
        """Take bytes from the line. Those that find no room are lost, as on a wire."""
        if self._listener != calls.PROGRAM or self._ctrl_c_is_data:
            if self._listener == calls.BOARD and CTRL_C in data:
                self._remembered = True
                data = data.replace(CTRL_C, b"")
            self._put(data)
            return
        self._put(data.replace(CTRL_C, b""))
        if CTRL_C in data:
            self.press_ctrl_c()

    def press_ctrl_c(self) -> None:
        """Have a running program end in KeyboardInterrupt; several presses in a row are one."""
        if self._listener == calls.BOARD:
            self._remembered = True
        elif self._listener != calls.PROGRAM:
            self._put(CTRL_C)
        elif self._again is None and time.monotonic() - self._pressed_s >= MERGE_S:
            self._pressed_s = time.monotonic()
            if self._process:
                self._process.line.press_ctrl_c()
                self._look(self._process)

    def started(self, process: Process) -> None:
        """Take note of a new process, which reads from now on."""
        self._process = process
        self._ctrl_c_is_data = False
        self.prompted = False
        self.listens(calls.BOARD)

    def ended(self, *, keep: bool) -> None:
        """Take note that the process is gone; only a soft reset leaves what is `keep`t in the buffer."""
        self._process = None
        self.listens(calls.BOARD)
        if not keep:
            self._remembered = False
            self._empty()

    def listens(self, listener: int) -> None:
        """Take note of who reads from now on, and give it the Ctrl-C that came while nobody could take it."""
        self._listener = listener
        self._pressed_s = -MERGE_S
        self._forget_later()
        self.prompted |= listener in (calls.FRIENDLY_PROMPT, calls.RAW_PROMPT)
        if listener != calls.BOARD and self._remembered:
            self._remembered = False
            self.press_ctrl_c()

    def set_ctrl_c_is_data(self, is_data: bool) -> None:
        """Let Ctrl-C through to a program that takes binary data."""
        self._ctrl_c_is_data = is_data

    def close(self) -> None:
        """Close the buffer."""
        self._forget_later()
        os.close(self.reading_end)
        os.close(self._writing_end)

    def _look(self, process: Process) -> None:
        """Send the signal once it does no harm, unless a call has brought the Ctrl-C home."""
        self._again = None
        now_s = time.monotonic()
        rests = now_s - process.line.flash_written_s >= FLASH_REST_S
        if process.sleeps or (rests and now_s - self._pressed_s >= BUSY_S and not process.line.is_calling):
            if process.line.take_ctrl_c_back():
                process.interrupt()
        elif process.line.ctrl_c_is_pending:
            self._again = asyncio.get_running_loop().call_later(LOOK_AGAIN_S, self._look, process)

    def _forget_later(self) -> None:
        if self._again:
            self._again.cancel()
            self._again = None

    def _put(self, data: bytes) -> None:
        try:
            os.write(self._writing_end, data)
        except BlockingIOError:
            return

    def _empty(self) -> None:
        os.set_blocking(self.reading_end, False)
        try:
            while os.read(self.reading_end, LEFT_BYTES):
                pass
        except BlockingIOError:
            os.set_blocking(self.reading_end, True)
