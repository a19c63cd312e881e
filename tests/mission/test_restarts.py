"""Bridge, broker and a board are killed in turn under 200 lends: every order final, one bank an order."""

import threading
from collections import Counter

import pytest

from tests.mission.conftest import MakeCabinet
from tests.support.renters import Renter, run_all
from tests.support.stack import Stack
from tools.virtual_board.rig.control import Rig

LENDS = 200
CABINETS = 6
SLOTS = 12
PEOPLE = 20
BETWEEN_KILLS_S = 1.5


@pytest.mark.claim("CARD-7")
@pytest.mark.timeout(280)
def test_nothing_is_lost_when_parts_are_killed_under_200_lends(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinets = [make_cabinet(slots=SLOTS, banks="all") for _ in range(CABINETS)]
    people = [Renter(stack.person(), cabinets, seed) for seed in range(PEOPLE)]
    killing = threading.Event()
    killed: Counter[str] = Counter()
    hands = [Rig(cabinet.rig.path) for cabinet in cabinets]
    killer = threading.Thread(target=_kill_in_turn, args=(stack, hands, killing, killed), daemon=True)
    killer.start()
    run_all(people, LENDS // len(people))
    killing.set()
    killer.join(60)
    assert min(killed[part] for part in ("bridge", "broker", "board")) >= 3, killed
    # Children end with the thread that started them: what is to stay is started from this one.
    stack.restart_broker()
    stack.restart_bridge()

    orders = [order for person in people for order in person.final_orders()]
    assert len(orders) >= LENDS
    lent = [order for order in orders if order["state"] in ("active", "ended")]
    assert len(lent) > LENDS // 2, Counter(order["state"] for order in orders)
    ejected = [departure["bank"] for cabinet in cabinets for departure in cabinet.rig.world()["departures"]]
    assert Counter(order["rental"]["bank"] for order in lent) == Counter(ejected)
    for cabinet in cabinets:
        assert cabinet.rig.world()["watchdog_bites"] == 0


def _kill_in_turn(stack: Stack, hands: list[Rig], stop: threading.Event, killed: Counter[str]) -> None:
    turn = 0
    while not stop.wait(BETWEEN_KILLS_S):
        part = ("bridge", "broker", "board")[turn % 3]
        if part == "bridge":
            stack.restart_bridge()
        elif part == "broker":
            stack.restart_broker()
        else:
            hands[turn // 3 % len(hands)].act("cut-power", for_s=0.3)
        killed[part] += 1
        turn += 1
