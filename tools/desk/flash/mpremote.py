"""Runs unmodified mpremote as a program of its own, and puts what it complains about into our words.

The first call of a run resets the interpreter (the firmware ends, the heap is empty); later ones go on in it, so that
`boot.py` is not run between them.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from tools.desk.console import INTERRUPT
from tools.desk.console.line import SerialLine
from tools.desk.flash.exit_codes import EXIT_FULL, EXIT_NO_MICROPYTHON, EXIT_PULLED
from tools.errors import ToolError

FIRST_SILENCE_S, SILENCE_S = 15.0, 60.0
"""mpremote hangs on a line that lost bytes, or where something else answers. It asks for a prompt for 10 s; the largest
file takes a fraction of a minute."""

ANSWERS_WITHIN_S = 0.5
_NO_PROMPT = "could not enter raw repl"

Say = Callable[[str], None]


class Mpremote:
    """mpremote on one `port`."""

    def __init__(self, port: str) -> None:
        self.port = port
        self._is_known = False

    def run(self, steps: Sequence[Sequence[str]], say: Say = lambda _line: None) -> str:
        """Run mpremote's commands one after the other; return what was printed, each line also to `say`.

        Raises ToolError.
        """
        speaks = not self._is_known and _answers(self.port)
        command = [sys.executable, "-m", "mpremote", "connect", self.port, *(["resume"] if self._is_known else [])]
        for number, step in enumerate(steps):
            command += ["+", *step] if number else step
        code, output = _run(command, say, SILENCE_S if self._is_known else FIRST_SILENCE_S)
        silent = not output or (_NO_PROMPT in output and "b''" in output)
        if code and not self._is_known and (speaks if silent else _NO_PROMPT in output):
            # Something spoke: a board that was just starting loses the one Ctrl-C that mpremote sends.
            code, output = _run(command, say, FIRST_SILENCE_S)
        if code:
            raise self._explain(output)
        self._is_known = True
        return output

    def _explain(self, output: str) -> ToolError:
        last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "it says nothing")
        if "OSError: 28" in output or "ENOSPC" in output:
            return ToolError("the board's flash is full", "remove files of yours: mpremote fs rm", EXIT_FULL)
        if "SerialException" in output or "failed to access" in output or "Input/output error" in output:
            return pulled(self.port)
        if not self._is_known and (_NO_PROMPT in output or not output):
            return ToolError(
                f"no MicroPython answers on {self.port}", "put MicroPython 1.25 or newer on the board, or name its port",
                EXIT_NO_MICROPYTHON,
            )  # fmt: skip
        return ToolError(f"the line to the board broke: {last}", "run the same command again", EXIT_PULLED)


def _answers(port: str) -> bool:
    """Press Ctrl-C and tell whether anything is said to that; raises ToolError, because mpremote does not say why."""
    line = SerialLine(port, lambda _text: None)
    try:
        line.open()
        line.write(INTERRUPT)
        until_s = time.monotonic() + ANSWERS_WITHIN_S
        return next(bool(data) for data in line.read() if data or time.monotonic() > until_s)
    finally:
        line.close()


def pulled(port: str) -> ToolError:
    """Return what to say when the port went away in the middle."""
    return ToolError(f"{port} went away", "look after the cable, then run the same command again", EXIT_PULLED)


def _run(command: list[str], say: Say, silence_s: float) -> tuple[int, str]:
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    lines: list[str] = []
    watch = _Watch(child, silence_s)
    try:
        for line in child.stdout or ():
            watch.heard()
            lines.append(line)
            say(line.rstrip("\n"))
        code = child.wait()
    finally:
        watch.end()
        child.kill()
        child.wait()
    return code, "".join(lines)


class _Watch:
    """Kills a child that says nothing for `silence_s`."""

    def __init__(self, child: "subprocess.Popen[str]", silence_s: float) -> None:
        self._child = child
        self._silence_s = silence_s
        self._timer = threading.Timer(0, child.kill)
        self.heard()

    def heard(self) -> None:
        self._timer.cancel()
        self._timer = threading.Timer(self._silence_s, self._child.kill)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        self._timer.cancel()
