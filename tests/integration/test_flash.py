"""`wattlend flash`: the firmware comes onto a bare board over a serial port, and whatever goes wrong has a way out."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from tests.support.flashing import SETTINGS, configuration_file, flash, flash_well, image, variant
from tests.support.serial_board import SerialBoard, mpremote, serial_board
from tests.support.waiting import until
from tools.desk.console import RESET
from tools.desk.flash.restart import wait_until_ready
from tools.virtual_board.processor.installation import read_files


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SerialBoard]:
    with serial_board(tmp_path_factory.mktemp("bare")) as board:
        board.wait_for_prompt()
        yield board


@pytest.mark.parametrize("bits", [64, 32])
def test_a_bare_board_becomes_a_cabinet_and_only_what_differs_is_copied_again(tmp_path: Path, bits: int) -> None:
    with serial_board(tmp_path, bits=bits) as board:
        board.wait_for_prompt()
        said = flash_well(board, "--configuration", configuration_file(tmp_path))
        assert f"copied {len(image()) + 4} files" in said  # two starters, the selection, the configuration
        assert "ready: firmware" in said.splitlines()[-1]
        assert "12 slots, boot 1" in said

        said = flash_well(board)
        assert "nothing changed, nothing copied\ncopied 0 files, 0 bytes\n" in said
        assert "boot 2" in said.splitlines()[-1]

        said = flash_well(board, files=variant(1, "firmware.drivers"))
        assert "/b/firmware/drivers.mpy: copied" in said
        assert "/b/firmware/core.mpy: already on the board" in said
        assert "copied 1 files" in said
        assert "boot 3" in said.splitlines()[-1]

        board.act("cut-power")
        files = read_files(board.folder / "flash.img")
        assert files["/selected"].split()[:2] == [b"b", b"a"]
        assert not [path for path in files if path.endswith(".new")]


def test_a_dry_run_changes_nothing(bare: SerialBoard) -> None:
    code, said = flash(bare.port(), "--dry-run")
    assert code == 0
    assert "would copy /a/firmware/core.mpy" in said
    assert mpremote(bare.port(), "exec", "import os; print(os.listdir())").stdout == "[]\n"


def wrong(folder: Path, text: str) -> str:
    file = folder / "wrong.json"
    file.write_text(text)
    return str(file)


def test_wrong_options_are_named(tmp_path: Path, bare: SerialBoard) -> None:
    port = bare.port()
    for arguments, words in (
        (["--kind", "charge-point"], "there is no firmware for charge points yet"),
        (["--board", "toaster"], "there is no board 'toaster'"),
        (["--slots", "4"], "--slots goes with --configuration"),
        (["--configuration", str(tmp_path / "none.json")], "cannot be read: No such file"),
        (["--configuration", wrong(tmp_path, "{")], "is not JSON"),
        (["--configuration", configuration_file(tmp_path, slots=99)], "slots is 99"),
    ):
        code, said = flash(port, *arguments)
        assert code == 2, said
        assert words in said
        assert len(said.splitlines()) == 2, said
        assert "way out: " in said
    assert SETTINGS["key"] not in said


def test_a_wrong_or_busy_port_is_named(bare: SerialBoard) -> None:
    code, said = flash("/dev/nothing-there")
    assert code == 3
    assert "there is no port /dev/nothing-there" in said
    with serial.Serial(bare.port(), 115200, exclusive=True):
        code, said = flash(bare.port())
    assert code == 4
    assert "is busy" in said


def test_what_is_no_micropython_is_named() -> None:
    ours, theirs = pty.openpty()
    try:
        code, said = flash(os.ttyname(theirs))
    finally:
        os.close(theirs)
        os.close(ours)
    assert code == 5
    assert "no MicroPython answers on" in said


UNAME = "import os, collections\nU = collections.namedtuple('U', ('release', 'machine'))\n"


@pytest.mark.parametrize(
    ("boot", "keys", "says"),
    [
        (
            UNAME + "os.uname = lambda: U('1.24.1', 'board with ESP32S3')\n",
            {},
            "the board has MicroPython 1.24.1",
        ),
        (
            UNAME + "os.uname = lambda: U('1.26.0', 'board with ESP32C3')\n",
            {},
            "the board is board with ESP32C3",
        ),
        ("", {"heap": "64K", "bits": 32}, "KB of heap"),
    ],
)
def test_a_board_that_does_not_suit_is_left_alone(
    tmp_path: Path, boot: str, keys: dict[str, object], says: str
) -> None:
    (tmp_path / "boot.py").write_text(boot)
    with serial_board(tmp_path, files={"/boot.py": "boot.py"}, **keys) as board:
        board.wait_for_prompt()
        code, said = flash(board.port())
        assert code == 6
        assert says in said
        assert mpremote(board.port(), "exec", "import os; print(os.listdir())").stdout == "['boot.py']\n"


def test_a_full_flash_is_said_before_anything_is_copied(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(bytes(2_000_000))
    with serial_board(tmp_path, files={"/big": "big"}) as board:
        board.wait_for_prompt()
        code, said = flash(board.port())
        assert code == 7
        assert "the board's flash is full" in said
        assert mpremote(board.port(), "exec", "import os; print(os.listdir())").stdout == "['big']\n"


def test_a_board_without_a_configuration_waits_for_one(tmp_path: Path) -> None:
    with serial_board(tmp_path) as board:
        board.wait_for_prompt()
        said = flash_well(board)
        assert "the board waits for its configuration" in said
        board.wait_for_line("configuration: /configuration.json is missing")
        said = flash_well(board, "--configuration", configuration_file(tmp_path, slots=4), "--slots", "6")
        assert "copied 1 files" in said
        assert "6 slots" in said


def test_a_board_that_started_while_its_port_was_away_is_asked(tmp_path: Path) -> None:
    with serial_board(tmp_path, bare=False, configuration=SETTINGS) as board:
        board.wait_for_line("ready: ")
        assert mpremote(board.port(), "exec", "pass").returncode == 0
        started, said = board.line_count(), []
        board.act("pull-cable", after_bytes=len(RESET), for_s=1)
        wait_until_ready(board.port(), said.append)
        assert said == ["ready: it started while the port was away, and starts again"]
        until("the second start", lambda: starts(board, started) == 2)


def starts(board: SerialBoard, after: int) -> int:
    """Return how often the board has said that it is ready, in the lines after number `after`."""
    return sum("ready: " in line["text"] for line in board.act("console", after=after)["lines"])


def test_ctrl_c_at_any_moment_leaves_a_board_that_starts(tmp_path: Path) -> None:
    with serial_board(tmp_path, slots=4) as board:
        board.wait_for_prompt()
        flash_well(
            board, "--configuration", configuration_file(tmp_path, slots=4), files=variant(1, "firmware.drivers")
        )
        command = [sys.executable, "-m", "tools.wattlend.cli", "flash", "--board", "cabinet-s3", "--port", board.port()]
        for words in ("looking at the board", "KB of flash free"):
            line = board.line_count()
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
                next(text for text in process.stdout or () if words in text)
                board.wait_for_line("stopped by hand", after=line)  # before that there is nothing to start again
                os.killpg(process.pid, signal.SIGINT)
            assert process.returncode == 130
            board.wait_for_line("ready: firmware", after=line)
