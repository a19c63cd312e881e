"""The board under test: at its prompt, where it is asked, or at work, where its console is read; never both at once."""

import contextlib
import re
from pathlib import Path
from typing import Any, NamedTuple

from tests.hil.console import Console
from tests.hil.line_faults import LineRecord
from tests.hil.prompt import Prompt
from tools.desk.console.line import SerialLine
from tools.desk.flash.restart import restart

READY = (
    r"ready: firmware (?P<firmware>\S+), device (?P<device_id>\S+), (?P<slots>\d+) slots, "
    r"boot (?P<boot>\d+), reset cause (?P<reset_cause>\d+)"
)
READY_WITHIN_S = 60.0


class Boot(NamedTuple):
    """What the firmware says of itself once it is ready; `reset_cause` is one of shared_protocol.codes.RESET_*."""

    firmware: str
    device_id: str
    slots: int
    boot: int
    reset_cause: int


class Board:
    """A board on a serial port; `log` gets all that its firmware says, `record` what became of bytes."""

    def __init__(self, port: str, log: Path) -> None:
        self.port = port
        self.record = LineRecord()
        self._log = log
        self._prompt: Prompt | None = None
        self._console: Console | None = None

    @property
    def console(self) -> Console:
        """The console of the board at work; starts the firmware where it does not run."""
        if self._console is None:
            self.start()
        assert self._console is not None
        return self._console

    @property
    def prompt(self) -> Prompt:
        """The board's prompt, with a clean heap; ends the firmware where it runs, locks off."""
        if self._prompt is None:
            self.let_go()
            self._prompt = Prompt(self.port, self.record)
        return self._prompt

    def ask(self, question: str, within_s: float = 30) -> Any:
        """Return the value of "module.function(arguments)" of the bench folder, evaluated on the board, as JSON has it."""
        return self.prompt.ask(question, within_s)

    def start(self) -> Boot:
        """Restart the board and wait until its firmware is ready; again if a damaged line hid that."""
        damaged = len(self.record.damaged)
        self.restart()
        try:
            return self.wait_until_ready()
        except AssertionError:
            if len(self.record.damaged) == damaged:
                raise
            self.record.repeated.append("start: the line with `ready:` came damaged")
        self.restart()
        return self.wait_until_ready()

    def restart(self) -> None:
        """Restart the board by its own `machine.reset()`, and read its console from then on."""
        _ = self.prompt
        self.let_go()
        self._console = Console(restart(self.port), self.record, self._log)

    def listen(self) -> None:
        """Read the console of a board that restarts by itself; what it said until now may be lost."""
        self.let_go()
        line = SerialLine(self.port, self.record.repeated.append)
        line.open()
        self._console = Console(line, self.record, self._log)

    def wait_until_ready(self, after: int = 0) -> Boot:
        """Return what the board says when it is ready, in a line of the console from `after` on."""
        found: re.Match[str] = self.console.wait_for(READY, READY_WITHIN_S, after)
        numbers = {name: int(found[name]) for name in ("slots", "boot", "reset_cause")}
        return Boot(found["firmware"], found["device_id"], **numbers)

    def let_go(self) -> None:
        """Close the port, in whatever state the board is."""
        if self._console:
            self._console.close()
        if self._prompt:
            with contextlib.suppress(OSError):
                self._prompt.close()
        self._console = self._prompt = None

    def last_lines(self, count: int = 30) -> str:
        """Return the end of all that the firmware said."""
        if not self._log.exists():
            return ""
        return "\n".join(self._log.read_text(encoding="utf-8").splitlines()[-count:])
