"""The clock chip: read and set by the firmware's driver, wrong at a start, and right again once the cloud told the time."""

import time
from collections.abc import Iterator

import pytest

from tests.hil.board import Board
from tests.hil.report import Figures
from tests.hil.world import World
from tests.support.waiting import until

DAY_MS = 86_400_000
MOST_OFF_MS = 3_000
"""The chip counts whole seconds, and the firmware sets it when it is more than 2 s off."""
SET_WITHIN_S = 60


@pytest.fixture(autouse=True)
def _with_a_chip(board: Board) -> Iterator[None]:
    """Set the chip right afterwards, after Ctrl-C too: it is nothing that is set aside, and bills go by it."""
    if not board.ask("clock.answers()"):
        pytest.skip("no clock chip answers on the bus")
    yield
    now_ms = int(time.time()) * 1000
    assert board.ask(f"clock.adjust({now_ms})") == now_ms


def test_the_chip_runs_on_from_what_it_is_set_to(board: Board) -> None:
    leap_day_ms = 1_835_481_598_000  # 2028-02-29 23:59:58
    assert board.ask(f"clock.adjust({leap_day_ms})") == leap_day_ms
    until("the chip is in March", lambda: board.ask("clock.read()") >= leap_day_ms + 2_000, timeout_s=5)
    assert board.ask("clock.read()") < leap_day_ms + 10_000


def test_a_wrong_clock_is_set_right_once_the_cloud_is_reached(board: Board, world: World, figure: Figures) -> None:
    wrong_ms = int(time.time()) * 1000 - DAY_MS
    assert board.ask(f"clock.adjust({wrong_ms})") == wrong_ms
    until("the chip has the cloud's time", lambda: abs(_off_after_work_ms(board, world)) <= MOST_OFF_MS, SET_WITHIN_S)
    off_ms = board.ask("clock.read()") - int(time.time() * 1000)
    assert abs(off_ms) <= MOST_OFF_MS, f"{off_ms} ms off"
    figure("off", off_ms, "ms")


def _off_after_work_ms(board: Board, world: World) -> int:
    """Let the board be online, and return how far off its chip is then; the cloud's answer may still be under way."""
    world.wait_until_online(board.start().boot)
    return int(board.ask("clock.read()")) - int(time.time() * 1000)
