"""`wattlend run` as a person starts it: a process of its own, its printed address and logins, its end."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.mosquitto import free_port
from tests.support.waiting import until
from tools.children import die_with_parent

START_WITHIN_S = 90.0


class TownRun:
    """One run over `state`; what it prints is in `output`."""

    def __init__(self, state: Path, *options: str) -> None:
        self.state = state
        self.output = state.parent / f"{state.name}.out"
        self._told = self.output.stat().st_size if self.output.exists() else 0
        command = [
            sys.executable,
            "-m",
            "tools.wattlend.cli",
            "run",
            "--state",
            str(state),
            "--port",
            str(free_port()),
            *options,
        ]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call, safe between fork and exec
            )
        self.address = until("the address", self._address, START_WITHIN_S)
        self.logins = json.loads((state / "logins.json").read_text())

    def printed(self) -> str:
        """Return what this run said so far."""
        return self.output.read_bytes()[self._told :].decode(errors="replace")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal; return its exit code once it and all its processes are gone."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        until("the end of every process of the run", lambda: not self.processes(), 20)
        return code

    def processes(self) -> list[str]:
        """Return the command lines of running processes that name the run's folder."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and int(folder.name) not in (os.getpid(), self.process.pid):
                with contextlib.suppress(OSError):
                    line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if str(self.state) in line:
                        found.append(line)
        return found

    def _address(self) -> str:
        assert self.process.poll() is None, self.printed()
        found = re.search(r"Wattlend is running: (\S+)", self.printed())
        return found[1] if found and "Ctrl-C" in self.printed() else ""


@contextlib.contextmanager
def town_run(state: Path, *options: str) -> Iterator[TownRun]:
    """Run the town for the length of the block."""
    running = TownRun(state, *options)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end()
