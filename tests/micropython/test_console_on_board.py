"""`wattlend console` on a virtual board: the firmware's own lines, a reset that was asked for, and a pulled cable."""

import signal
import subprocess
import sys

from tests.micropython.test_serial_board import SETTINGS
from tests.support.serial_board import serial_board
from tests.support.waiting import until


def test_a_board_is_reset_watched_unplugged_and_watched_again(tmp_path):
    with serial_board(tmp_path, bare=False, configuration=SETTINGS) as board:
        board.wait_for_line("ready: firmware")
        out, log = tmp_path / "printed", tmp_path / "console.log"
        command = [
            sys.executable,
            "-m",
            "tools.wattlend.cli",
            "console",
            "--port",
            board.port(),
            "--reset",
            "--log",
            str(log),
        ]
        with out.open("wb") as file:
            process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
        try:
            until("the firmware to be ready again", lambda: "info     ready: firmware" in out.read_text())
            board.act("pull-cable")
            until("the loss", lambda: "is gone; waiting" in out.read_text())
            board.act("plug-cable")
            until("the return", lambda: "back after" in out.read_text())
            board.act("cut-power", for_s=0.2)
            until("the next start", lambda: out.read_text().count("ready: firmware") == 2)
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0
        finally:
            process.kill()
            process.wait()
    assert out.read_text().count("is gone") == 1
    assert [line for line in log.read_text().splitlines() if "info ready: firmware" in line]
