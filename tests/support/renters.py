"""People who rent and return all the time and bear every error in between: what a crowd does while parts are killed."""

import http.client
import random
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.error import URLError

from tests.mission.conftest import Cabinet
from tests.support.http_client import Answer, Terminal
from tests.support.waiting import until
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.rig.control import Rig

T = TypeVar("T")
AWAY = (URLError, http.client.HTTPException, OSError)
DECIDED_WITHIN_S = 90
DECIDED = ("active", "ended", "cancelled", "closed")


class Renter:
    """Rents and returns one bank at a time, and repeats a request that got no answer with the same key."""

    def __init__(self, terminal: Terminal, cabinets: list[Cabinet], seed: int) -> None:
        self.terminal = terminal
        self._cabinets = cabinets
        self._rigs = [Rig(cabinet.rig.path) for cabinet in cabinets]  # one hand each: a hand does one thing at a time
        self._random = random.Random(seed)
        self.order_ids: list[str] = []

    def live(self, lends: int) -> None:
        """Rent until `lends` orders were made, returning each bank that came."""
        while len(self.order_ids) < lends:
            answer = self._rent(self._random.choice(self._cabinets))
            if answer.status in (201, 202):
                self.order_ids.append(answer.document["id"])
                self._give_back(answer.document["id"])
            elif "order_id" in (answer.document or {}):
                self.order_ids.append(answer.document["order_id"])
            else:
                time.sleep(0.2)  # offline or not ready: what a person does is try again

    def final_orders(self) -> list[Any]:
        """Return every order of this person, once each is decided."""
        return [self._decided(one) for one in self.order_ids]

    def _rent(self, cabinet: Cabinet) -> Answer:
        key = uuid.uuid4().hex
        return self._insist(lambda: self.terminal.rent(cabinet.id, wait_s=5, key=key))

    def _decided(self, order_id: str) -> Any:
        return until(f"order {order_id} is decided", lambda: self._final(order_id), DECIDED_WITHIN_S)

    def _final(self, order_id: str) -> Any:
        order = self._insist(lambda: self.terminal.order(order_id))
        return order if order["state"] in DECIDED else None

    def _insist(self, ask: Callable[[], T]) -> T:
        """Return what `ask` returns once there is somebody to be asked."""
        while True:
            try:
                return ask()
            except AWAY:
                time.sleep(0.1)

    def _give_back(self, order_id: str) -> None:
        order = self._decided(order_id)
        if order["state"] != "active":
            return
        for rig in self._random.sample(self._rigs, len(self._rigs)):
            free = [slot["slot"] for slot in rig.world()["slots"] if not slot["bank"]]
            if free and _inserted(rig, self._random.choice(free), order["rental"]["bank"]):
                return


def run_all(people: list[Renter], lends: int, within_s: float = 200) -> None:
    """Let everybody live at once, `lends` orders each."""
    threads = [threading.Thread(target=person.live, args=(lends,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(within_s)
        assert not thread.is_alive(), "a person never got through"


def _inserted(rig: Rig, slot: int, bank: str) -> bool:
    try:
        rig.act("insert", slot=slot, bank=bank)
    except ActionRefusedError:  # another person was faster
        return False
    return True
