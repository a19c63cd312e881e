"""A virtual board as a serial tool meets it: `wattlend virtual-board` in a process of its own, and its port.

with serial_board(tmp_path) as board:  # bare: MicroPython alone
    mpremote(board.port(), "exec", "print(1)")
"""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.waiting import until
from tools.children import die_with_parent
from tools.virtual_board.errors import BoardError
from tools.virtual_board.rig.control import Rig
from tools.virtual_board.rig.control_socket import SOCKET_NAME, board_folder

NAME = "bench"
MPREMOTE = str(Path(sys.executable).with_name("mpremote"))
MPREMOTE_TIMEOUT_S = 60


class SerialBoard(Rig):
    """A running board: a hand on its world, its port, its folder."""

    def __init__(self, state: Path, process: subprocess.Popen[bytes], printed: Path) -> None:
        self.folder = board_folder(NAME, state)
        super().__init__(self.folder / SOCKET_NAME)
        self.process = process
        self._printed = printed

    def printed(self) -> str:
        """Return what the supervisor printed."""
        return self._printed.read_text(errors="replace")

    def port(self) -> str:
        """Return the port's path, and wait for it where the cable is out for a while."""
        return str(until("a serial port", lambda: self.world()["port"]))

    def wait_for_prompt(self, after: int = 0) -> None:
        """Wait until main.py has ended, in the lines after number `after`."""
        self.wait_for_line("waits at its prompt", after)


@contextlib.contextmanager
def serial_board(folder: Path, **town_keys: Any) -> Iterator[SerialBoard]:
    """Run one board in `folder`; bare unless `town_keys` (see tools/virtual_board/town.py) say `bare=False`."""
    state, town = folder / "state", folder / "town.json"
    town.write_text(json.dumps({"boards": [{"name": NAME, "bare": True, **town_keys}]}))
    printed = folder / "virtual-board.out"
    command = [sys.executable, "-m", "tools.wattlend.cli", "virtual-board", "--state", str(state), "--town", str(town)]
    with printed.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call, safe between fork and exec
        )
    board = SerialBoard(state, process, printed)
    try:
        until("the board", lambda: _is_running(board), timeout_s=60)
        yield board
    finally:
        board.close()
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def mpremote(port: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the real mpremote on `port`; nothing is checked."""
    return subprocess.run(
        [MPREMOTE, "connect", port, *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=MPREMOTE_TIMEOUT_S,
        check=False,
    )


def _is_running(board: SerialBoard) -> bool:
    assert board.process.poll() is None, board.printed()
    try:
        return bool(board.world()["state"] == "running")
    except BoardError:
        return False
