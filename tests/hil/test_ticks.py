"""The chip's ticks, and the firmware's uptime over the moment when they wrap."""

from tests.hil.board import Board
from tests.hil.report import Figures

MOST_OFF_MS = 5


def test_uptime_runs_on_where_the_ticks_wrap(board: Board, figure: Figures) -> None:
    found = board.ask("ticks.across_the_wrap()")
    assert (found["wrapped"], found["backwards"]) == (1, 0), found
    assert found["worst_ms"] <= MOST_OFF_MS, found
    figure("off at worst", found["worst_ms"], "ms")


def test_distances_between_ticks_are_right_up_to_half_a_period(board: Board, figure: Figures) -> None:
    found = board.ask("ticks.distances()")
    assert found["wrong"] == []
    assert board.ask("ticks.half_a_period_is_refused()") is True
    figure("tried", found["tried"], "distances")
