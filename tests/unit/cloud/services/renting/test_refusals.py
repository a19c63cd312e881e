"""RENT-2 in the services: whoever may not rent is told which of the reasons it is, and nothing at all is left behind."""

from collections.abc import Callable

import pytest

from cloud.domain.money.refusals import InsufficientFunds, UnpaidBills
from cloud.domain.orders.refusals import TooManyOpenOrders
from cloud.domain.people.refusals import AccountSuspended
from cloud.domain.problems import NotFound, Problem
from cloud.domain.renting.refusals import CabinetOffline
from cloud.services.delivery.outbox import queued_commands
from cloud.services.money.ledger import pay
from cloud.services.ports.notes import CommandReady
from tests.support.cloud_world import Cabinet, World
from tests.support.paper_orders import paper_order

HOLD_MINOR = 1_000

Refused = tuple[str, str]  # account and cabinet


def unknown_cabinet(world: World, _cabinet: Cabinet) -> Refused:
    return world.account(), "cab-nowhere"


def suspended(world: World, cabinet: Cabinet) -> Refused:
    account_id = world.account()
    world.store.write(lambda unit: unit.accounts.set_state(account_id, "suspended"))
    return account_id, cabinet.id


def owing(world: World, cabinet: Cabinet) -> Refused:
    account_id = world.account(0)
    world.write(pay, paper_order(account_id, "dear", 0), 1)
    world.fund(account_id, 50_000)
    return account_id, cabinet.id


def at_the_limit(world: World, cabinet: Cabinet) -> Refused:
    account_id = world.account(50_000)
    for _ in range(world.ports.settings.open_orders):
        world.rent(account_id, cabinet.id)
    return account_id, cabinet.id


def a_cent_short(world: World, cabinet: Cabinet) -> Refused:
    return world.account(HOLD_MINOR - 1), cabinet.id


def all_of_it_held(world: World, cabinet: Cabinet) -> Refused:
    account_id = world.account(2 * HOLD_MINOR - 1)
    world.rent(account_id, cabinet.id)
    return account_id, cabinet.id


def offline(world: World, cabinet: Cabinet) -> Refused:
    cabinet.go_offline()
    return world.account(), cabinet.id


REFUSALS: dict[Callable[[World, Cabinet], Refused], type[Problem]] = {
    unknown_cabinet: NotFound,
    suspended: AccountSuspended,
    owing: UnpaidBills,
    at_the_limit: TooManyOpenOrders,
    a_cent_short: InsufficientFunds,
    all_of_it_held: InsufficientFunds,
    offline: CabinetOffline,
}


@pytest.mark.parametrize("who", REFUSALS)
def test_a_refusal_says_why_and_leaves_nothing_behind(world: World, who: Callable[[World, Cabinet], Refused]) -> None:
    account_id, cabinet_id = who(world, world.cabinet())
    world.notes.clear()
    before = everything(world, account_id)
    with pytest.raises(REFUSALS[who]):
        world.rent(account_id, cabinet_id, key="refused")
    assert everything(world, account_id) == before
    assert world.taken(CommandReady) == []
    assert world.notes == []


def test_each_reason_has_a_problem_type_of_its_own() -> None:
    kinds = {UnpaidBills, InsufficientFunds, TooManyOpenOrders, AccountSuspended, NotFound}
    assert len({kind.slug for kind in kinds}) == len(kinds)


def test_who_has_exactly_the_hold_may_rent(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account(HOLD_MINOR)
    assert world.rent(account_id, cabinet.id).created


def everything(world: World, account_id: str) -> object:
    return world.look(
        lambda unit: (
            unit.orders.page("", 100),
            unit.ledger.page("", 100),
            unit.ledger.accounts(),
            unit.accounts.get(account_id),
            unit.live.since(account_id, 0, 100),
            unit.idempotency.claimed(account_id, "rentals", "refused"),
            queued_commands(unit, world.ports),
        )
    )
