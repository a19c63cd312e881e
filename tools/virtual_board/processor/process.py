"""One life of a board's processor: a MicroPython process from reset to reset.

Owns the child process, its console and its end. Why it was started and what follows on its end is decided elsewhere.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from tools.children import die_with_parent
from tools.virtual_board.processor.line import Handler, Line

CONSOLE_BYTES = 65536


class Process:
    """A running MicroPython; `on_output` gets what it prints, `on_exit` is called once, when it has ended."""

    def __init__(
        self,
        command: Callable[[int, int], list[str]],
        handler: Handler,
        keyboard: int,
        on_output: Callable[[bytes], None],
        on_exit: Callable[["Process"], None],
    ) -> None:
        """Start `command`, made from the descriptor numbers of its two lines; it reads from the descriptor `keyboard`."""
        self.line = Line(handler)
        self._on_output = on_output
        self._on_exit = on_exit
        main, interrupt = (end.fileno() for end in self.line.board_ends)
        self._child = subprocess.Popen(
            command(main, interrupt),
            stdin=keyboard,
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
        loop.add_reader(self._console, self.read_console)
        loop.add_reader(self._exit_signal, self._ended)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._child.pid

    def kill(self) -> None:
        """Stop the process between two instructions; nothing that it asks for is carried out any more."""
        self._child.send_signal(signal.SIGKILL)
        self.line.fall_silent()

    @property
    def sleeps(self) -> bool:
        """Whether it waits in the kernel, for time or for input, and not for an answer of ours."""
        state = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state == "S" and not self.line.is_calling

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in its program, at whatever instruction of the machine it is: in C code, too."""
        self._child.send_signal(signal.SIGINT)

    def read_console(self) -> None:
        """Pass on what it has printed up to now."""
        try:
            received = os.read(self._console, CONSOLE_BYTES)
        except BlockingIOError:
            return
        if not received:
            asyncio.get_running_loop().remove_reader(self._console)
            return
        self._on_output(received)

    def _ended(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._exit_signal)
        os.close(self._exit_signal)
        self._child.wait()
        self.read_console()
        loop.remove_reader(self._console)
        if self._child.stdout:
            self._child.stdout.close()
        self.line.close()
        self._on_exit(self)
