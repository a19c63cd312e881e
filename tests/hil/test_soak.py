"""Goes on renting, returning and breaking things for as long as was asked: `wattlend hil --soak MINUTES`."""

import random
import time
from collections.abc import Callable

import pytest

from tests.hil.board import Board
from tests.hil.hands import Hand
from tests.hil.options import Options
from tests.hil.report import Figures
from tests.hil.world import World
from tests.support.http_client import Terminal
from tests.support.waiting import until

DECIDED_WITHIN_S = 120
SETTLED_WITHIN_S = 120
TROUBLE = 0.2
"""How likely something breaks before a rental."""


def test_it_rents_and_recovers_for_as_long_as_asked(
    board: Board,
    world: World,
    hand: Hand,
    hil: Options,
    chance: random.Random,
    figure: Figures,
    request: pytest.FixtureRequest,
) -> None:
    world.wait_until_online(board.start().boot)
    if not world.banks():
        hand.insert(1)
    person = world.stack.person()
    until_s = time.monotonic() + hil.soak_minutes * 60
    rentals = troubles = 0
    while time.monotonic() < until_s:
        if chance.random() < TROUBLE:
            chance.choice(_troubles(board, world, hand))()
            troubles += 1
        rentals += _rental(world, hand, person)
    assert rentals, "no rental in all that time"
    assert not [text for text in board.console.texts() if text.startswith("crashed")]
    world.stack.audit()
    health = world.wait_for_health()
    figure("rentals", rentals)
    figure("troubles", troubles)
    figure("free heap", health["free_heap_bytes"], "bytes")


def _troubles(board: Board, world: World, hand: Hand) -> list[Callable[[], object]]:
    def lose_the_broker() -> None:
        world.stack.restart_broker()

    def lose_the_network() -> None:
        hand.cut_network(wifi=False)
        time.sleep(2)
        hand.restore_network()

    def reset() -> None:
        seen = board.console.count()
        hand.press_reset()
        board.wait_until_ready(seen)

    return [lose_the_broker, lose_the_network, reset]


def _rental(world: World, hand: Hand, person: Terminal) -> bool:
    """Rent a bank and bring it back; return whether one came out."""
    world.wait_until_online()
    until("a bank is in a slot", world.banks, SETTLED_WITHIN_S)
    answer = person.rent(world.device_id)
    if answer.status not in (201, 202):
        return False  # not ready so soon after a trouble: whoever asks again gets one
    order_id = answer.document["id"]
    order = until("the order is decided", lambda: _in(person, order_id, "active", "cancelled"), DECIDED_WITHIN_S)
    if order["state"] == "cancelled":
        return False
    hand.insert(order["rental"]["slot"], order["rental"]["bank"])
    until("the order has ended", lambda: _in(person, order_id, "ended"), DECIDED_WITHIN_S)
    return True


def _in(person: Terminal, order_id: str, *states: str) -> object:
    order = person.order(order_id)
    return order if order["state"] in states else None
