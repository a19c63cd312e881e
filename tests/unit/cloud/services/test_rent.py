import pytest

from cloud.domain.problems import (
    AccountSuspended,
    CabinetNotReady,
    CabinetOffline,
    IdempotencyMismatch,
    InvalidRequest,
    NotFound,
    TooManyOpenOrders,
    Unauthenticated,
)
from cloud.services.outbox import queued_commands
from cloud.services.records import Account
from cloud.services.rent import RentRequest, rent
from shared_protocol import cabinet as wire
from shared_protocol import fields, topics
from shared_protocol.host import whole_wire
from tests.support.cloud_world import Cabinet, World


def test_renting_authorises_an_order_and_queues_one_command(world: World) -> None:
    cabinet = world.cabinet()
    result = world.rent(world.account(), cabinet.id)
    assert (result.created, result.order.state, result.order.cabinet_id) == (True, "authorised", cabinet.id)
    assert [command.body[fields.ORDER].hex() for command in world.read(queued_commands)] == [result.order.id]


def test_the_command_names_boot_and_deadline_and_neither_slot_nor_bank(world: World) -> None:
    cabinet = world.cabinet()
    world.clock.at_ms += 700
    world.rent(world.account(), cabinet.id)
    [body] = world.commands()
    whole_wire.check_outgoing(body, topics.COMMAND)
    assert body[fields.TYPE] == wire.LEND
    assert body[fields.BOOT] == cabinet.boot
    assert body[fields.NOT_AFTER_UPTIME_MS] == cabinet.uptime_ms + world.ports.settings.lend_window_ms
    assert wire.SLOT not in body
    assert wire.BANK not in body


def test_the_owner_hears_of_the_order(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    order = world.rent(account_id, cabinet.id).order
    [news] = world.news()
    assert (news.account_id, news.seq, news.order_id, news.name) == (account_id, 1, order.id, "order.authorised")


def test_the_same_key_and_body_give_the_same_order(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    first = world.rent(account_id, cabinet.id, key="k")
    again = world.rent(account_id, cabinet.id, key="k")
    assert (again.created, again.order) == (False, first.order)
    assert len(world.commands()) == 1


def test_the_same_key_shows_the_order_as_it_stands_now(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    world.rent(account_id, cabinet.id, key="k")
    cabinet.send(cabinet.lend_result(world.commands()[0]))
    assert world.rent(account_id, cabinet.id, key="k").order.state == "active"


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    cabinet, other, account_id = world.cabinet(), world.cabinet(), world.account()
    world.rent(account_id, cabinet.id, key="k")
    with pytest.raises(IdempotencyMismatch):
        world.rent(account_id, other.id, key="k")


def test_a_key_belongs_to_its_account(world: World) -> None:
    cabinet = world.cabinet()
    first = world.rent(world.account(), cabinet.id, key="k")
    second = world.rent(world.account(), cabinet.id, key="k")
    assert first.order.id != second.order.id


def test_a_refusal_keeps_nothing_so_the_key_can_be_tried_again(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    cabinet.go_offline()
    with pytest.raises(CabinetOffline):
        world.rent(account_id, cabinet.id, key="k")
    assert world.commands() == []
    assert world.news() == []
    cabinet.come_online()
    assert world.rent(account_id, cabinet.id, key="k").created


def test_a_cabinet_that_restarted_must_report_first(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    cabinet.restart()
    cabinet.come_online(retained=True)
    with pytest.raises(CabinetNotReady):
        world.rent(account_id, cabinet.id)
    cabinet.report(3)
    assert world.rent(account_id, cabinet.id).created


def test_a_cabinet_that_never_connected_is_offline(world: World) -> None:
    cabinet = Cabinet(world, world.provision())
    with pytest.raises(CabinetOffline):
        world.rent(world.account(), cabinet.id)


@pytest.mark.parametrize("cabinet_id", ["cab-unknown00", "", "x" * 500, "cab-\x00null000", "кабинет", "\ud800"])
def test_a_cabinet_that_is_none_is_not_found(world: World, cabinet_id: str) -> None:
    with pytest.raises(NotFound):
        world.rent(world.account(), cabinet_id)


def test_an_account_has_a_limit_of_open_orders_until_it_returns_one(world: World) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    for slot in (1, 2, 3):
        cabinet.lend(account_id, slot)
    with pytest.raises(TooManyOpenOrders):
        world.rent(account_id, cabinet.id)
    cabinet.give_back(cabinet.bank(2), slot=2)
    assert world.rent(account_id, cabinet.id).created


def test_a_suspended_account_rents_nothing(world: World) -> None:
    cabinet, suspended = world.cabinet(), Account("5" * 32, "suspended", 0, 0, world.clock.at_ms)
    world.store.write(lambda unit: unit.accounts.add(suspended))
    with pytest.raises(AccountSuspended):
        world.rent(suspended.id, cabinet.id)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x00b", "\ud800"])
def test_a_key_that_cannot_be_kept_is_refused(world: World, key: str) -> None:
    cabinet, account_id = world.cabinet(), world.account()
    with pytest.raises(InvalidRequest):
        world.write(rent, RentRequest(account_id, cabinet.id, key))


def test_an_account_that_is_gone_rents_nothing(world: World) -> None:
    cabinet = world.cabinet()
    with pytest.raises(Unauthenticated):
        world.rent("0" * 32, cabinet.id)
