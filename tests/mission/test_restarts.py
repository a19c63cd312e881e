"""Bridge, broker and a board are killed in turn under 200 lends: every order final, one bank an order."""

import random
import threading
import time
from collections import Counter
from typing import Any

import pytest

from tests.mission.conftest import Cabinet, MakeCabinet
from tests.support.http_client import Terminal
from tests.support.stack import Stack
from tests.support.waiting import until
from tools.virtual_board.control import Rig
from tools.virtual_board.errors import ActionRefusedError

LENDS = 200
CABINETS = 6
SLOTS = 12
PEOPLE = 20
BETWEEN_KILLS_S = 1.5


@pytest.mark.claim("CARD-7")
@pytest.mark.timeout(280)
def test_nothing_is_lost_when_parts_are_killed_under_200_lends(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinets = [make_cabinet(slots=SLOTS, banks="all") for _ in range(CABINETS)]
    people = [_Person(stack.person(), cabinets, seed) for seed in range(PEOPLE)]
    killing = threading.Event()
    killed: Counter[str] = Counter()
    hands = [Rig(cabinet.rig.path) for cabinet in cabinets]
    killer = threading.Thread(target=_kill_in_turn, args=(stack, hands, killing, killed), daemon=True)
    killer.start()
    _run_all(people, LENDS // len(people))
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
    assert Counter(order["bank"] for order in lent) == Counter(ejected)
    for cabinet in cabinets:
        assert cabinet.rig.world()["watchdog_bites"] == 0


class _Person:
    """Rents and returns, one bank at a time, and bears every error in between."""

    def __init__(self, terminal: Terminal, cabinets: list[Cabinet], seed: int) -> None:
        self._terminal = terminal
        self._cabinets = cabinets
        self._rigs = [Rig(cabinet.rig.path) for cabinet in cabinets]  # one hand each: a hand does one thing at a time
        self._random = random.Random(seed)
        self.order_ids: list[str] = []

    def live(self, lends: int) -> None:
        """Rent until `lends` orders were made, returning each bank that came."""
        while len(self.order_ids) < lends:
            cabinet = self._random.choice(self._cabinets)
            answer = self._terminal.rent(cabinet.id, wait_s=5)
            if answer.status in (201, 202):
                self.order_ids.append(answer.document["id"])
                self._give_back(answer.document["id"])
            elif "order_id" in (answer.document or {}):
                self.order_ids.append(answer.document["order_id"])
            else:
                time.sleep(0.2)  # offline or not ready: what a person does is try again

    def final_orders(self) -> list[Any]:
        """Return every order of this person, once each is final."""
        return [until(f"order {one} is final", lambda one=one: self._final(one), 90) for one in self.order_ids]  # type: ignore[misc]

    def _final(self, order_id: str) -> Any:
        order = self._terminal.order(order_id)
        return order if order["state"] in ("active", "ended", "cancelled") else None

    def _give_back(self, order_id: str) -> None:
        order = until("the order is decided", lambda: self._final(order_id), 90)
        if order["state"] != "active":
            return
        for rig in self._random.sample(self._rigs, len(self._rigs)):
            free = [slot["slot"] for slot in rig.world()["slots"] if not slot["bank"]]
            if free and _inserted(rig, self._random.choice(free), order["bank"]):
                return


def _inserted(rig: Rig, slot: int, bank: str) -> bool:
    try:
        rig.act("insert", slot=slot, bank=bank)
    except ActionRefusedError:  # another person was faster
        return False
    return True


def _run_all(people: list[_Person], lends: int) -> None:
    threads = [threading.Thread(target=person.live, args=(lends,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(200)
        assert not thread.is_alive(), "a person never got through"


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
