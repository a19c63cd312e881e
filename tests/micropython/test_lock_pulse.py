"""What a board finds out of its lock pulses through a jumper (tests/hil/on_board/pulse.py), also where the wiring is wrong."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hil.bench_files import BENCH_FOLDER, contents
from tests.support.serial_board import SerialBoard, mpremote, serial_board

PULSE_MODULES = ("pulse", "firmware/")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SerialBoard]:
    folder = tmp_path_factory.mktemp("board")
    files = {}
    for number, (path, content) in enumerate(contents().items()):
        if path.removeprefix(f"{BENCH_FOLDER}/").startswith(PULSE_MODULES):
            (folder / f"{number}.mpy").write_bytes(content)
            files[path] = f"{number}.mpy"
    with serial_board(folder, bits=32, slots=4, banks="1-4", files=files, jumpers={"12": 1}) as running:
        running.wait_for_prompt()
        yield running


def ask(board: SerialBoard, question: str) -> str:
    code = f"import sys, json; sys.path.insert(0, {BENCH_FOLDER!r}); import pulse; print(json.dumps(pulse.{question}))"
    return mpremote(board.port(), "exec", code).stdout


def measured(board: SerialBoard, question: str) -> dict[str, Any]:
    said = ask(board, question)
    assert said.startswith("{"), said
    return dict(json.loads(said))


def pulses(board: SerialBoard) -> list[int]:
    return [pulse["slot"] for pulse in board.world()["pulses"]]


def test_nothing_moves_where_no_jumper_is(board: SerialBoard) -> None:
    before = pulses(board)
    assert measured(board, "measure(2, 13)") == {"wired": False, "pulse_us": 0, "setup_us": 0, "idle_after": True}
    assert pulses(board) == before


def test_the_board_measures_what_the_cabinet_saw(board: SerialBoard) -> None:
    found = measured(board, "measure(1, 12)")
    seen = board.world()["pulses"][-1]
    assert seen["slot"] == 1
    assert abs(found["pulse_us"] / 1000 - seen["duration_ms"]) < 20
    assert found["wired"]
    assert found["idle_after"]


def test_a_jumper_from_another_slot_shows_no_pulse(board: SerialBoard) -> None:
    found = measured(board, "measure(3, 12)")
    assert pulses(board)[-1] == 3
    assert (found["wired"], found["pulse_us"]) == (True, 0)


def test_asking_for_the_jumper_moves_nothing(board: SerialBoard) -> None:
    before = pulses(board)
    assert ask(board, "is_wired(1, 12)") == "true\n"
    assert ask(board, "is_wired(2, 13)") == "false\n"
    assert ask(board, "level(12)") == "0\n"
    assert pulses(board) == before


def test_an_expander_that_is_not_there_is_named_by_an_error(board: SerialBoard) -> None:
    assert "OSError" in ask(board, "measure(9, 12)")


def test_a_lock_that_a_reset_has_left_on_is_seen(board: SerialBoard) -> None:
    boots = len(board.world()["boots"])
    begin = f"import sys; sys.path.insert(0, {BENCH_FOLDER!r}); import pulse; pulse.cut_short(1, 12)"
    assert mpremote(board.port(), "exec", "--no-follow", begin).returncode == 0
    board.wait_for(lambda world: len(world["boots"]) > boots and world["boots"][-1]["cause"] == "hard")
    assert board.world()["pulses"][-1]["duration_ms"] is None  # without our boot.py nobody ends it
    assert ask(board, "level(12)") == "1\n"
    assert ask(board, "is_wired(1, 12)") == "true\n"  # which begins by resetting the chips
    assert ask(board, "level(12)") == "0\n"
