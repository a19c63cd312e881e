"""One life of a board's processor: a MicroPython process from reset to reset.

Owns the child process, its console and its end. Why it was started and what follows on its end is decided elsewhere.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable

from tools.children import die_with_parent
from tools.virtual_board.line import Handler, Line

CONSOLE_BYTES = 65536


class Process:
    """A running MicroPython; `on_line` gets each line it prints, `on_exit` is called once, when it has ended."""

    def __init__(
        self,
        command: Callable[[int, int], list[str]],
        handler: Handler,
        on_line: Callable[[str], None],
        on_exit: Callable[["Process"], None],
    ) -> None:
        """Start `command`, made from the descriptor numbers of the two lines that the process inherits."""
        self.line = Line(handler)
        self._on_line = on_line
        self._on_exit = on_exit
        self._text = bytearray()
        main, interrupt = (end.fileno() for end in self.line.board_ends)
        self._child = subprocess.Popen(
            command(main, interrupt),
            stdin=subprocess.PIPE,  # kept open: the prompt's end of input is the supervisor's end
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(main, interrupt),
            env={},
            start_new_session=True,  # a Ctrl-C at the terminal is for the supervisor alone
            preexec_fn=die_with_parent(),  # noqa: PLW1509  # the supervisor has one thread
        )
        self.line.open()
        if self._child.stdout is None:
            raise RuntimeError("the child has no console")
        self._console = self._child.stdout.fileno()
        os.set_blocking(self._console, False)
        self._exit_signal = os.pidfd_open(self._child.pid)
        loop = asyncio.get_running_loop()
        loop.add_reader(self._console, self._read_console)
        loop.add_reader(self._exit_signal, self._ended)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    def kill(self) -> None:
        """Stop the process between two instructions; nothing that it asks for is carried out any more."""
        self._child.send_signal(signal.SIGKILL)
        self.line.fall_silent()

    def _read_console(self) -> None:
        try:
            received = os.read(self._console, CONSOLE_BYTES)
        except BlockingIOError:
            return
        if not received:
            asyncio.get_running_loop().remove_reader(self._console)
        self._text += received
        *lines, rest = self._text.split(b"\n")
        self._text = bytearray(rest)
        for line in lines:
            self._on_line(line.decode("utf-8", "replace").rstrip("\r"))

    def _ended(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._exit_signal)
        os.close(self._exit_signal)
        self._child.wait()
        self._read_console()
        if self._text:
            self._on_line(self._text.decode("utf-8", "replace"))
        loop.remove_reader(self._console)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()
        self.line.close()
        self._on_exit(self)
