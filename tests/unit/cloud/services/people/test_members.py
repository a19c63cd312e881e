import pytest

from cloud.domain.people.refusals import AccountSuspended
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.people.audit_log import audit_trail
from cloud.services.people.members import SetStateRequest, set_account_state
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def decide(world: World, account_id: str, state: str = "suspended", **changes: str) -> object:
    values = {"actor_id": world.operator_id, "reason": "broke two banks"} | changes
    return world.write(set_account_state, SetStateRequest(account_id=account_id, state=state, **values))


def test_who_is_suspended_rents_nothing_and_nothing_is_published(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    order_id = cabinet.lend(account_id)
    decide(world, account_id)
    world.commands()
    world.news()
    with pytest.raises(AccountSuspended):
        world.rent(account_id, cabinet.id)
    assert (world.commands(), world.news()) == ([], [])
    world.clock.at_ms += 60_000
    cabinet.give_back(cabinet.bank(1))
    assert world.order(order_id).state == "ended"


def test_who_is_reinstated_rents_again(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    cabinet.lend(account_id)
    decide(world, account_id)
    decide(world, account_id, "active", reason="paid for them")
    assert world.rent(account_id, cabinet.id).created
    entries = world.read(audit_trail, world.operator_id, world.organisation_id)[:2]
    assert [(entry.action, entry.subject, entry.reason) for entry in entries] == [
        ("account.reinstate", account_id, "paid for them"),
        ("account.suspend", account_id, "broke two banks"),
    ]


def test_deciding_the_same_again_is_no_second_entry(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    cabinet.lend(account_id)
    before = len(world.read(audit_trail, world.operator_id, world.organisation_id))
    decide(world, account_id)
    decide(world, account_id)
    assert len(world.read(audit_trail, world.operator_id, world.organisation_id)) == before + 1


def test_only_ones_own_customers_can_be_suspended(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    with pytest.raises(NotFound):
        decide(world, account_id)
    cabinet.lend(account_id)
    stranger = world.write(bootstrap, BootstrapRequest("Elsewhere", "e@example.org", "E", "hash")).account_id
    for actor_id in (stranger, account_id):
        with pytest.raises(NotFound):
            decide(world, account_id, actor_id=actor_id)
    for nobody in ("\x00", "0" * 32):
        with pytest.raises(NotFound):
            decide(world, nobody)


@pytest.mark.parametrize("changes", [{"state": "deleted"}, {"reason": ""}, {"reason": "a\nb"}])
def test_state_and_reason_are_checked(world: World, cabinet: Cabinet, changes: dict[str, str]) -> None:
    account_id = world.account()
    cabinet.lend(account_id)
    with pytest.raises(InvalidRequest):
        decide(world, account_id, **changes)
