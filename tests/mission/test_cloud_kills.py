"""The cloud is killed at random moments under 200 rentals, on both databases: the books are right, and no bank is free."""

import contextlib
import random
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mission.conftest import MakeCabinet
from tests.support.databases import ENGINES, sqlite_url
from tests.support.postgres import postgres_server
from tests.support.renters import Renter, run_all
from tests.support.stack import FUNDS_MINOR, Stack, running_stack
from tests.support.waiting import until

RENTALS = 200
CABINETS = 6
SLOTS = 12
PEOPLE = 20
LEAST_KILLS = 5
SHORTEST_LIFE_S, LONGEST_LIFE_S = 0.3, 2.0
ACCOUNTED = ("active", "ended", "cancelled", "closed", "reconciling")


@pytest.fixture(params=ENGINES)
def killed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    """A stack of its own, on each engine."""
    with contextlib.ExitStack() as open_parts:
        url = sqlite_url(tmp_path) if request.param == "sqlite" else open_parts.enter_context(postgres_server())
        yield open_parts.enter_context(running_stack(tmp_path / "stack", url))


@pytest.mark.claim("RENT-6")
@pytest.mark.claim("RENT-7")
@pytest.mark.timeout(280)
def test_no_money_and_no_bank_is_lost_when_the_cloud_is_killed_under_200_rentals(
    killed: Stack, make_cabinet_of: MakeCabinet
) -> None:
    cabinets = [make_cabinet_of(killed, slots=SLOTS, banks="all") for _ in range(CABINETS)]
    people = [Renter(killed.person(), cabinets, seed) for seed in range(PEOPLE)]
    finished, kills = threading.Event(), Counter[str]()
    killer = threading.Thread(target=_kill_at_random, args=(killed, finished, kills), daemon=True)
    killer.start()
    run_all(people, RENTALS // PEOPLE)
    finished.set()
    killer.join(60)
    # Children end with the thread that started them: what is to stay is started from this one.
    killed.restart_cloud()
    killed.restart_bridge()
    assert min(kills["cloud"], kills["bridge"]) >= LEAST_KILLS, kills

    orders = [order for person in people for order in person.final_orders()]
    assert len(orders) >= RENTALS
    assert {order["state"] for order in orders} <= set(ACCOUNTED)
    lent = [order for order in orders if order["state"] in ("active", "ended")]
    assert len(lent) > RENTALS // 2, Counter(order["state"] for order in orders)
    ejected = [departure["bank"] for cabinet in cabinets for departure in cabinet.rig.world()["departures"]]
    assert Counter(order["rental"]["bank"] for order in lent) == Counter(ejected)

    for person in people:
        until("what was returned is settled", lambda person=person: _is_settled(person), 60)  # type: ignore[misc]
    killed.audit()


def _is_settled(person: Renter) -> bool:
    """Tell whether the wallet is what the orders say: fees gone, and held what is still out."""
    orders = person.final_orders()
    fees = sum(order["fee"]["amount"] for order in orders if order["state"] == "ended")
    held = sum(order["hold"]["amount"] for order in orders if order["state"] == "active")
    wallet = person.terminal.wallet()
    return (wallet["balance"], wallet["held"], wallet["unpaid"]) == (FUNDS_MINOR - fees, held, 0)


def _kill_at_random(stack: Stack, finished: threading.Event, kills: Counter[str]) -> None:
    moments = random.Random(7)
    while not finished.wait(moments.uniform(SHORTEST_LIFE_S, LONGEST_LIFE_S)):
        for part in moments.choice((("cloud",), ("bridge",), ("cloud", "bridge"))):
            (stack.restart_cloud if part == "cloud" else stack.restart_bridge)()
            kills[part] += 1
