"""The chip's own watchdog, which brings back a board that hangs."""

import time

from shared_protocol import codes
from tests.hil.board import Board
from tests.hil.report import Figures

PERIOD_S = 2.0
HEALTHY_S = 3 * PERIOD_S
SLACK_S = 1.5


def test_a_stuck_loop_is_bitten_and_a_healthy_one_is_not(board: Board, figure: Figures) -> None:
    started_s = time.monotonic()
    said = b""
    for data in board.prompt.follow("stuck.run()"):
        said += data
        if b"stuck" in said:
            break
        assert time.monotonic() - started_s < HEALTHY_S + 5, said
    stuck_s = time.monotonic()
    assert stuck_s - started_s > HEALTHY_S - PERIOD_S

    board.listen()
    board.console.wait_for(r"ready: .*", within_s=PERIOD_S + SLACK_S + 10)
    bitten_s = time.monotonic() - stuck_s
    assert board.wait_until_ready().reset_cause == codes.RESET_WATCHDOG
    figure("ready again after", round(bitten_s, 1), "s")
