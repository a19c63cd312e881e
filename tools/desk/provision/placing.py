"""Puts a configuration onto the board on the desk, or into a file that only its owner reads."""

import json
import os
from pathlib import Path
from typing import Any

from tools.desk.flash.configuration import checked
from tools.desk.flash.copying import carry_out
from tools.desk.flash.exit_codes import EXIT_UNSUITABLE, EXIT_USAGE
from tools.desk.flash.mpremote import Mpremote
from tools.desk.flash.plan import Plan, digest
from tools.desk.flash.progress import Progress
from tools.desk.flash.restart import restart, stop_and_restart, wait_until_ready
from tools.desk.flash.suitability import check_own_identity
from tools.desk.flash.survey import CONFIGURATION, Survey, survey
from tools.errors import ToolError

STARTER = "/main.py"


class Desk:
    """A board on a serial line; `board` names its pins."""

    def __init__(self, line: Mpremote, board: str) -> None:
        self._line = line
        self._board = board
        print(f"{line.port}: looking at the board", flush=True)
        self._survey: Survey = survey(line)
        self._was_somebody = self._survey.has_configuration

    def document(self) -> dict[str, Any] | None:
        """Return the configuration that the board has, None for none; raises ToolError when it is none of ours, or borrowed."""
        check_own_identity(self._survey, self._line.port)
        if not self._was_somebody:
            return None
        text = self._line.run([["fs", "cat", f":{CONFIGURATION}"]])
        try:
            document = json.loads(text)
            checked(document, self._board, f"the board's {CONFIGURATION}")
        except (ValueError, ToolError) as error:
            way_out = f"remove it: mpremote connect {self._line.port} fs rm :{CONFIGURATION}; then it becomes a new one"
            raise ToolError(f"the board's {CONFIGURATION} is wrong", way_out, EXIT_UNSUITABLE) from error
        found: dict[str, Any] = document
        return found

    def put(self, document: dict[str, Any], authority: bytes | None) -> None:
        """Store `document`, and the broker's `authority`; restart the board and wait until it is ready. Raises ToolError."""
        try:
            plan = self._plan(document, authority)
            carry_out(self._line, plan, Progress(plan))
        except (ToolError, KeyboardInterrupt):
            keep(Path(f"{document['device_id']}.json"), document)
            self.leave_running()
            raise
        if STARTER in self._survey.files:
            wait_until_ready(self._line.port, lambda text: print(text, flush=True))
            return
        restart(self._line.port).close()
        print(f"the board has no firmware yet: wattlend flash --board {self._board} --port {self._line.port}")

    def leave_running(self) -> None:
        """Restart the board, if it is still there."""
        stop_and_restart(self._line.port)

    def _plan(self, document: dict[str, Any], authority: bytes | None) -> Plan:
        sent = {CONFIGURATION: checked(document, self._board, "what the cloud sent")}
        if document["broker"].get("tls"):
            file = document["broker"]["ca_file"]
            if authority is not None:
                sent = {file: authority, **sent}
            elif file not in self._survey.files:
                cause = "the broker speaks TLS, and the board knows no authority"
                raise ToolError(cause, f"mpremote cp FILE :{file}, then flash --configuration", EXIT_USAGE)
        return Plan(None, [], {}, sent, {path: digest(data) for path, data in sent.items()}, None)


def check_folder(folder: Path) -> None:
    """Raise ToolError where nothing can be written into `folder`: found out before the cloud makes keys."""
    if not folder.is_dir():
        raise ToolError(f"there is no folder {folder}", "make it, or name another", EXIT_USAGE)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ToolError(f"nothing can be written into {folder}", "name another folder", EXIT_USAGE)


def keep(file: Path, document: dict[str, Any]) -> None:
    """Store the only copy of the keys, for its owner's eyes; raises ToolError."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            json.dump(document, out, indent=1)
            out.write("\n")
    except OSError as error:
        cause = f"{file} cannot be written: {error.strerror}"
        raise ToolError(cause, "the keys of the device are lost: register another one", EXIT_USAGE) from error
    print(f"configuration, secrets included: {file}; it goes onto a board by wattlend flash --configuration {file}")
