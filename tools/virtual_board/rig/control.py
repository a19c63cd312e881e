"""A hand on a running board's world, from any process: synchronous, for tests and for `wattlend bench-rig`.

Owns the client's side of the control socket: one JSON object a line, each way. The actions are those of `actions.py`.
"""

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.virtual_board.errors import ActionRefusedError, BoardError
from tools.virtual_board.rig.control_socket import connect, socket_path

ANSWER_TIMEOUT_S = 20.0
POLL_S = 0.01


class Rig:
    """Speaks to one board; connects at the first action, and anew after an error."""

    def __init__(self, board: str | Path) -> None:
        """Take a board's name, its folder or its control socket."""
        self.path = socket_path(board)
        self._stream: Any = None

    def act(self, action: str, **values: object) -> dict[str, Any]:
        """Do an action of the table and return what it tells; raises ActionRefusedError, BoardError."""
        given = {name: value for name, value in values.items() if value is not None}
        try:
            answer = self._exchange({"action": action, "values": given})
        except OSError as error:
            self.close()
            raise BoardError(
                f"no board answers at {self.path}: {error}", "start it: wattlend virtual-board, or wattlend run"
            ) from error
        if "error" in answer:
            raise ActionRefusedError(answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def world(self) -> dict[str, Any]:
        """Return all that can be known of the board and its world.

        `slots` (bank, charge_pct, cycles, foreign, faults, lock_driven, pulses), `lights` (status, accepted, take_back),
        `outside` (banks), `pulses` (order, slot, boot, at_ms, duration_ms, ejected), `departures`, `boots` (boot, cause,
        at_ms), `watchdog_bites`, `crashes`, `state`, `pid`, `gpio`, `jumpers` (GPIO -> slot), `network`, `flash_writes`;
        times by the host's monotonic clock.
        """
        return self.act("show")

    def console(self, after: int = 0) -> list[str]:
        """Return the lines that the board printed, those numbered above `after`."""
        return [line["text"] for line in self.act("console", after=after)["lines"]]

    def wait_for(self, condition: Callable[[dict[str, Any]], object], timeout_s: float = 60.0) -> dict[str, Any]:
        """Return the first world that fulfils `condition`; raises TimeoutError with the console's last lines."""
        world: dict[str, Any] = self._poll(self.world, condition, timeout_s)
        return world

    def wait_for_line(self, text: str, after: int = 0, timeout_s: float = 60.0) -> str:
        """Return the first line numbered above `after` that contains `text`; raises TimeoutError."""

        def found(lines: list[str]) -> bool:
            return any(text in line for line in lines)

        lines: list[str] = self._poll(lambda: self.console(after), found, timeout_s, f"no line with {text!r}")
        return next(line for line in lines if text in line)

    def line_count(self) -> int:
        """Return the number of the last line, to wait for what comes after it."""
        lines = self.act("console")["lines"]
        return int(lines[-1]["number"]) if lines else 0

    def close(self) -> None:
        """Hang up. What was not sent yet is lost, also where the other end is gone."""
        stream, self._stream = self._stream, None
        if stream:
            with contextlib.suppress(OSError):
                stream.close()

    def _poll(
        self, ask: Callable[[], Any], condition: Callable[[Any], object], timeout_s: float, what: str = ""
    ) -> Any:
        deadline = time.monotonic() + timeout_s
        while True:
            answer = ask()
            if condition(answer):
                return answer
            if time.monotonic() > deadline:
                last = "\n  ".join(self.console()[-12:])
                raise TimeoutError(
                    f"{what or 'the condition did not come true'} within {timeout_s} s; console:\n  {last}"
                )
            time.sleep(POLL_S)

    def _exchange(self, request: dict[str, object]) -> dict[str, Any]:
        if not self._stream:
            connection = connect(self.path, ANSWER_TIMEOUT_S)
            self._stream = connection.makefile("rwb")
            connection.close()  # the stream keeps it
        self._stream.write(json.dumps(request).encode() + b"\n")
        self._stream.flush()
        line = self._stream.readline()
        if not line:
            raise ConnectionResetError("it hung up")
        answer: dict[str, Any] = json.loads(line)
        return answer
