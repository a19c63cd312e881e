"""The processes of a run: each logs to its own file, ends with us, and is started again a few times if it dies."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.children import die_with_parent
from tools.errors import ToolError

MOST_RESTARTS = 5
RESTART_WINDOW_S = 60.0
END_WITHIN_S = 15.0


class Part:
    """One child process, by the command that starts it."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Take a name for people, the command, where its output goes, and what to add to its environment."""
        self.name = name
        self._command = list(command)
        self._log = log
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths_s: list[float] = []
        self._said_before = 0

    def start(self) -> None:
        """Start the process. Call in the main thread: it ends when the thread that started it does."""
        with self._log.open("ab") as log:
            self._said_before = log.tell()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the parts in order
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call, safe between fork and exec
            )

    @property
    def died(self) -> bool:
        """Tell whether the process ended though nobody asked it to."""
        return self._process is not None and self._process.poll() is not None

    def has_said(self, text: str) -> bool:
        """Tell whether it has said `text` since it was started."""
        with self._log.open("rb") as log:
            log.seek(self._said_before)
            return text.encode() in log.read()

    def check(self) -> None:
        """Raise ToolError with its last words if the process is gone."""
        if self.died:
            raise ToolError(f"{self.name} ended: {self.last_words()}", f"see {self._log}")

    def revive(self) -> None:
        """Start the process again; raises ToolError when it has died too often."""
        now_s = time.monotonic()
        self._deaths_s = [at for at in self._deaths_s if at > now_s - RESTART_WINDOW_S] + [now_s]
        if len(self._deaths_s) > MOST_RESTARTS:
            raise ToolError(f"{self.name} keeps ending: {self.last_words()}", f"see {self._log}")
        self.start()

    def stop(self) -> None:
        """End the process and wait for it; harmless when it is gone or was never started."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            self._process.wait(END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def last_words(self) -> str:
        """Return the last line that it said."""
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return next((line for line in reversed(lines) if line.strip()), "it said nothing")


def wattlend(*arguments: str) -> list[str]:
    """Return the command line of one of our own commands, run by this interpreter."""
    return [sys.executable, "-m", "tools.wattlend.cli", *arguments]
