"""Broker and Wi-Fi are lost and found; the board comes back by itself."""

import time

import pytest

from tests.hil.board import Board
from tests.hil.hands import Hand
from tests.hil.report import Figures
from tests.hil.world import World

NOTICED_WITHIN_S = 60
BACK_WITHIN_S = 90
LINK_UP = r"link up, connection \d+"


@pytest.fixture(autouse=True)
def _at_work(board: Board, world: World) -> None:
    world.wait_until_online(board.start().boot)


def test_the_broker_is_lost_and_found(board: Board, world: World, figure: Figures) -> None:
    seen = board.console.count()
    world.stack.broker.stop()
    board.console.wait_for(r"link lost: .*", NOTICED_WITHIN_S, seen)
    world.stack.broker.start()
    started_s = time.monotonic()
    board.console.wait_for(LINK_UP, BACK_WITHIN_S, seen)
    figure("link up after", round(time.monotonic() - started_s, 1), "s")
    world.wait_until_online()


def test_the_network_goes_away_without_a_word_and_comes_back(
    board: Board, world: World, hand: Hand, figure: Figures
) -> None:
    seen = board.console.count()
    hand.cut_network(wifi=True)
    board.console.wait_for(r"link lost: .*", NOTICED_WITHIN_S, seen)
    hand.restore_network()
    started_s = time.monotonic()
    board.console.wait_for(LINK_UP, BACK_WITHIN_S, seen)
    figure("link up after", round(time.monotonic() - started_s, 1), "s")
    world.wait_until_online()


def test_the_board_tells_its_radio_and_its_memory_at_work(world: World, figure: Figures) -> None:
    health = world.wait_for_health()
    assert health["free_heap_bytes"] > 0
    assert health["largest_free_block_bytes"] > 0
    figure("free heap", health["free_heap_bytes"], "bytes")
    figure("largest block, probed up to 8192", health["largest_free_block_bytes"], "bytes")
    if "rssi_dbm" in health:
        figure("signal", health["rssi_dbm"], "dBm")
