"""What the firmware says when it starts, and that it knows why."""

from shared_protocol import codes
from tests.hil.board import Board
from tests.hil.hands import Hand
from tests.hil.report import Figures
from tests.hil.world import World


def test_the_firmware_says_who_it_is_and_which_boot(board: Board, world: World, figure: Figures) -> None:
    first = board.start()
    assert (first.device_id, first.slots) == (world.device_id, world.slots)
    world.wait_until_online(first.boot)
    shown = world.detail()["device"]
    assert (shown["boot"], shown["firmware_version"]) == (first.boot, first.firmware)
    second = board.start()
    assert second.boot == first.boot + 1
    figure("firmware", second.firmware)


def test_a_reset_by_software_is_told_from_the_reset_button(board: Board, hand: Hand, figure: Figures) -> None:
    assert board.start().reset_cause in (codes.RESET_HARD, codes.RESET_SOFT)
    seen = board.console.count()
    hand.press_reset()
    cause = board.wait_until_ready(after=seen).reset_cause
    assert cause == codes.RESET_POWER_ON
    figure("button", cause)
