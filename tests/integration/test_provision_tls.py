"""A board on a desk by TLS all the way: the cloud's address, the broker by an address on the Wi-Fi, and a typed password."""

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.support.flashing import flash_well
from tests.support.serial_board import serial_board
from tests.support.town_run import TownRun, town_run

DESK = "127.0.0.2"
ROOM = 65_536


def test_a_typed_password_and_a_trusted_authority_bring_a_board_online(tmp_path: Path) -> None:
    with (
        town_run(tmp_path / "state", "--no-boards", "--tls", "--board-host", DESK) as cloud,
        serial_board(tmp_path, slots=4) as board,
    ):
        flash_well(board)
        authority = str(cloud.state / "tls" / "authority.pem")
        options = ["--cloud", cloud.address, "--cloud-ca", authority, "--broker-ca", authority, "--slots", "4"]
        code, said = typed(cloud, [*options, "--port", board.port(), "--stickers", str(tmp_path)])
        assert code == 0, said
        assert "registered cab-" in said
        assert cloud.logins["operator"]["password"] not in said
        board.wait_for_line("this image has proved itself")


def typed(cloud: TownRun, options: list[str]) -> tuple[int, str]:
    """Run `wattlend provision` at a terminal, and answer what it asks; return its exit code and what the terminal shows."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tools.wattlend.cli", "provision", *options]
    process = subprocess.Popen(command, preexec_fn=lambda: os.login_tty(theirs))  # noqa: PLW1509 - system calls alone
    os.close(theirs)
    shown = ""
    for question, answer in (("operator's email: ", "email"), ("password: ", "password")):
        while question not in shown:
            shown += os.read(ours, ROOM).decode()
        os.write(ours, cloud.logins["operator"][answer].encode() + b"\n")
    while True:
        try:
            shown += os.read(ours, ROOM).decode()
        except OSError:  # the last program has left the terminal
            break
    os.close(ours)
    return process.wait(60), shown
