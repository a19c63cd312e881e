"""A lend and a return through everything: a person's request, cloud, broker, board, lock, sensors, and the bill."""

import re
import time

from tests.hil.board import Board
from tests.hil.hands import Hand
from tests.hil.report import Figures
from tests.hil.world import World
from tests.support.begun_steps import steps_begun
from tests.support.stack import TERMS
from tests.support.waiting import until

BANKS_WITHIN_S = 180
"""Somebody may have to fetch one."""
LENT_WITHIN_S = 30


def test_a_person_rents_a_bank_and_brings_it_back(board: Board, world: World, hand: Hand, figure: Figures) -> None:
    world.wait_until_online(board.start().boot)
    if not world.banks():
        hand.insert(1)
    until("a bank is in a slot", world.banks, BANKS_WITHIN_S)
    seen = board.console.count()
    person = world.stack.person()
    asked_s = time.monotonic()

    order = person.rent(world.device_id).document

    figure("lent in", round(time.monotonic() - asked_s, 2), "s")
    assert order["state"] == "active", order
    said = board.console.wait_for(r".*: bank taken from slot (\d+)", LENT_WITHIN_S, seen)
    assert int(said[1]) == order["rental"]["slot"]

    hand.insert(order["rental"]["slot"], order["rental"]["bank"])
    board.console.wait_for(rf"return: slot {order['rental']['slot']} accepted", BANKS_WITHIN_S, seen)
    ended = until("the order has ended", lambda: _ended(world, person, order["id"]), LENT_WITHIN_S)
    assert ended["fee"]["amount"] == steps_begun(ended) * TERMS.step_minor
    assert world.banks()[order["rental"]["slot"]] == order["rental"]["bank"]
    assert not [text for text in board.console.texts(seen) if re.search("crash|refused", text)]
    world.stack.audit()
    figure("fee", ended["fee"]["amount"], "cents")


def _ended(world, person, order_id):
    order = person.order(order_id)
    return order if order["state"] == "ended" else None
