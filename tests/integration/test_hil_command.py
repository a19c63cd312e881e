"""`wattlend hil` when things are not as they should be: wrong boards, lost bytes, nobody at hand, an end in the middle."""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hil import bench_files, borrowing
from tests.hil.board import Board
from tests.hil.line_faults import LineRecord
from tests.hil.prompt import Prompt
from tests.plugins.no_skip import FORBIDDEN
from tests.support.flashing import configuration_file, flash, flash_well
from tests.support.serial_board import SerialBoard, mpremote, serial_board
from tests.support.waiting import until

QUESTIONS = 25
BORROWED = 4
ANSWER_BYTES = 120
ENDS_WITHIN_S = 60


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SerialBoard]:
    """A board that is somebody: flashed, with a configuration of its own."""
    folder = tmp_path_factory.mktemp("board")
    with serial_board(folder, slots=4, banks="1-2") as running:
        running.wait_for_prompt()
        flash_well(running, "--configuration", configuration_file(folder, slots=4))
        yield running


def started(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    surroundings = {name: value for name, value in os.environ.items() if name != FORBIDDEN}
    command = [sys.executable, "-m", "tools.wattlend.cli", "hil", "--output", str(folder / "hil"), *arguments]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=surroundings, start_new_session=True,
    )  # fmt: skip


def hil(folder: Path, *arguments: str) -> tuple[int, str]:
    process = started(folder, *arguments)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


def configuration(board: SerialBoard) -> str:
    return mpremote(board.port(), "fs", "cat", ":configuration.json").stdout


def files(board: SerialBoard) -> set[str]:
    return {line.split()[-1].rstrip("/") for line in mpremote(board.port(), "fs", "ls", ":").stdout.splitlines()[1:]}


def test_mistakes_are_named_in_two_lines(tmp_path: Path, board: SerialBoard) -> None:
    (tmp_path / "wifi.json").write_text("[]")
    here = ["--port", board.port()]
    for code, words, arguments in (
        (3, "there is no port /dev/nothing-there", ["--port", "/dev/nothing-there"]),
        (2, "no test fits -k", [*here, "-k", "no_such_test"]),
        (2, "-k and or is no expression", [*here, "-k", "and or"]),
        (2, "wifi is a list", [*here, "--wifi", str(tmp_path / "wifi.json")]),
        (2, "--slots is 60", [*here, "--slots", "60"]),
        (2, "is no address of this computer", [*here, "--host", "192.0.2.1"]),
        (2, "nothing can be written to /proc/nowhere", [*here, "--output", "/proc/nowhere"]),
        (2, "no board answers at", [*here, "--rig", str(tmp_path)]),
        (2, "is of the board at", ["--port", "/dev/ptmx", "--rig", str(board.path)]),
        (2, "--rig names the rig of a board that runs", ["--port", "virtual", "--rig", str(board.path)]),
    ):
        got, said = hil(tmp_path, *arguments)
        assert (got, words in said) == (code, True), said
        assert [line.split(":")[0] for line in said.splitlines()[-2:]] == ["error", "  way out"], said


def test_a_board_that_was_looked_at_and_not_tested_works_again(tmp_path: Path, board: SerialBoard) -> None:
    line = board.line_count()
    assert hil(tmp_path, "--port", board.port(), "-k", "no_such_test")[0] == 2
    board.wait_for_line("ready: firmware", after=line)


def test_a_board_without_our_firmware_is_named_and_left_usable(tmp_path: Path) -> None:
    with serial_board(tmp_path) as bare:
        bare.wait_for_prompt()
        code, said = hil(tmp_path, "--port", bare.port())
        assert (code, "no firmware of ours" in said, "wattlend flash" in said) == (6, True, True), said
        assert mpremote(bare.port(), "exec", "print(6*7)").stdout.strip() == "42"


def test_what_nobody_can_do_is_skipped_with_the_reason(tmp_path: Path, board: SerialBoard) -> None:
    code, said = hil(tmp_path, "--port", board.port(), "--host", "127.0.0.1", "-k", "reset_button or without_a_word")
    assert code == 0, said
    assert "has no reset line" in said
    assert "--by-hand asks you" in said
    assert "2 skipped" in said


def test_somebody_at_hand_is_told_what_to_do_while_the_test_waits(tmp_path: Path, board: SerialBoard) -> None:
    process = started(tmp_path, "--port", board.port(), "--host", "127.0.0.1", "--by-hand", "-k", "rents_a_bank")
    said = ""
    for line in process.stdout or ():
        said += line
        if found := re.search(r"please push bank (\w+) into slot (\d+)", line):
            board.act("insert", slot=int(found[2]), bank=found[1])
    assert process.wait(ENDS_WITHIN_S) == 0, said
    assert "please push bank" in said
    assert "; seed " in said


def test_every_answer_is_right_whatever_bytes_are_lost(board: SerialBoard) -> None:
    chance, record = random.Random(1), LineRecord()
    prompt = Prompt(board.port(), record)
    try:
        prompt.copy(bench_files.contents())
        for number in range(QUESTIONS):
            board.act("lose-bytes", count=chance.randint(1, 3), after_bytes=chance.randrange(ANSWER_BYTES))
            assert prompt.ask(f"answer.MARK * {number}") == "hil-answer" * number
    finally:
        board.act("lose-bytes", count=0)
        prompt.close()
    assert record.repeated


def test_a_board_is_borrowed_and_given_back_whatever_bytes_are_lost(board: SerialBoard) -> None:
    chance, record, before = random.Random(2), LineRecord(), configuration(board)
    prompt = Prompt(board.port(), record)
    try:
        for _ in range(BORROWED):
            for step in (borrowing.borrow, borrowing.give_back):
                board.act("lose-bytes", count=chance.randint(1, 3), after_bytes=chance.randrange(ANSWER_BYTES))
                step(prompt)
    finally:
        board.act("lose-bytes", count=0)
        prompt.close()
    assert configuration(board) == before
    assert record.repeated


def test_a_damaged_line_is_named_and_the_start_repeated(tmp_path: Path, board: SerialBoard) -> None:
    under_test = Board(board.port(), tmp_path / "console.log")
    try:
        under_test.restart()
        under_test.console.wait_for("no link: .*")  # then it is quiet
        seen = under_test.console.count()
        board.act("lose-bytes", count=3, after_bytes=2)
        board.act("reset")
        with pytest.raises(AssertionError, match=r"damaged: '.*ready: firmware"):
            under_test.console.wait_for("ready: .*", within_s=3, after=seen)
        assert "the line is not clean" in under_test.record.summary()
    finally:
        under_test.let_go()


def test_ctrl_c_twice_while_the_board_is_borrowed_gives_it_back(tmp_path: Path, board: SerialBoard) -> None:
    before = configuration(board)
    writes = board.world()["flash_writes"]
    process = started(tmp_path, "--port", board.port())
    until("the board is being set aside", lambda: board.world()["flash_writes"] > writes, every_s=0.005)
    os.killpg(process.pid, signal.SIGINT)
    writes = board.world()["flash_writes"]
    until("the board is being given back", lambda: board.world()["flash_writes"] > writes, every_s=0.005)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=ENDS_WITHIN_S)
    assert process.returncode == 130, said
    assert configuration(board) == before
    assert not files(board) & {"kept", "hil"}


def test_a_cable_pulled_while_the_board_is_borrowed_ends_the_run_with_the_way_out(
    tmp_path: Path, board: SerialBoard
) -> None:
    before = configuration(board)
    writes = board.world()["flash_writes"]
    process = started(tmp_path, "--port", board.port())
    until("the board is being set aside", lambda: board.world()["flash_writes"] > writes, every_s=0.005)
    board.act("pull-cable")
    said, _ = process.communicate(timeout=ENDS_WITHIN_S)
    board.act("plug-cable")
    assert (process.returncode, "0 passed, 1 failed" in said) == (1, True), said
    assert "--give-back" in said.partition("written to")[2]
    assert hil(tmp_path, "--port", board.port(), "--give-back")[0] == 0
    assert configuration(board) == before
    assert not files(board) & {"kept", "hil"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_end_in_the_middle_leaves_the_board_to_be_given_back(
    tmp_path: Path, board: SerialBoard, number: int
) -> None:
    before = configuration(board)
    line = board.line_count()
    process = started(tmp_path, "--port", board.port(), "--rig", str(board.path), "-k", "network")
    board.wait_for_line("link up", after=line, timeout_s=60)
    os.killpg(process.pid, number)
    said, _ = process.communicate(timeout=ENDS_WITHIN_S)
    if number == signal.SIGINT:
        assert process.returncode == 130, said
    else:
        until("the port is free", lambda: "kept" in files(board))
        new = configuration_file(tmp_path, slots=4)
        code, said = flash(board.port(), "--configuration", new)
        assert (code, "wattlend hil --port" in said) == (6, True), said
        code, said = hil(tmp_path, "--port", board.port(), "--give-back")
        assert (code, "is who it was again" in said) == (0, True), said
    assert configuration(board) == before
    assert not files(board) & {"kept", "hil"}
