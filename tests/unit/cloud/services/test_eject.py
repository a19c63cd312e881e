from typing import Any

import pytest

from cloud.domain.problems import CabinetNotReady, CabinetOffline, IdempotencyMismatch, InvalidRequest, NotFound
from cloud.services.eject import EjectRequest, device_command, eject
from cloud.services.fleet import audit_trail
from cloud.services.tend import tend
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, topics
from shared_protocol.host import whole_wire
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def ask(world: World, cabinet: Cabinet, slot: int = 2, key: str = "key", **changes: Any) -> Any:
    values = {"actor_id": world.operator_id, "device_id": cabinet.id, "reason": "service"} | changes
    return world.write(eject, EjectRequest(slot=slot, idempotency_key=key, **values))


def result(cabinet: Cabinet, command: dict[int, Any], outcome: int = codes.DONE, **values: Any) -> dict[int, Any]:
    about = {"command": command[fields.COMMAND], "slot": command[wire.SLOT], "outcome": outcome}
    return cabinet.event(wire.EJECT_RESULT, **about, **values)


def state(world: World, cabinet: Cabinet, command_id: str) -> tuple[str, str | None]:
    view = world.read(device_command, world.operator_id, cabinet.id, command_id)
    return view.state, view.reason


def slot(world: World, cabinet: Cabinet, number: int) -> Any:
    return world.look(lambda unit: unit.slots.of_device(cabinet.id))[number - 1]


@pytest.mark.parametrize("bank", [None, "known"])
def test_an_eject_names_slot_boot_and_deadline(world: World, cabinet: Cabinet, bank: str | None) -> None:
    bank = bank and cabinet.bank(2).hex()
    view = ask(world, cabinet, bank=bank)
    [command] = world.commands()
    whole_wire.check_outgoing(command, topics.COMMAND)
    assert (command[wire.SLOT], command[fields.BOOT]) == (2, cabinet.boot)
    assert command.get(wire.BANK) == (bank and cabinet.bank(2))
    assert command[fields.NOT_AFTER_UPTIME_MS] == cabinet.uptime_ms + world.ports.settings.lend_window_ms
    assert (view.state, view.slot, view.bank) == ("queued", 2, bank)
    entry = world.read(audit_trail, world.operator_id, world.organisation_id)[0]
    assert (entry.action, entry.subject) == ("device.eject", cabinet.id)
    assert "service" in entry.reason


def test_a_bank_that_left_is_with_whoever_services_the_cabinet(world: World, cabinet: Cabinet) -> None:
    view = ask(world, cabinet)
    [command] = world.commands()
    assert cabinet.send(result(cabinet, command, bank=cabinet.bank(2))) == "applied"
    assert state(world, cabinet, view.id) == ("done", None)
    assert (slot(world, cabinet, 2).state, slot(world, cabinet, 2).bank) == (wire.SLOT_EMPTY, None)
    assert world.bank(cabinet.bank(2)).place == "maintenance"
    assert world.alarms() == []


def test_the_same_key_opens_one_slot_once(world: World, cabinet: Cabinet) -> None:
    views = [ask(world, cabinet) for _ in range(3)]
    assert len({view.id for view in views}) == 1
    assert len(world.commands()) == 1
    with pytest.raises(IdempotencyMismatch):
        ask(world, cabinet, slot=3)
    assert ask(world, cabinet, slot=3, key="other").id != views[0].id


def test_a_result_that_comes_twice_counts_once(world: World, cabinet: Cabinet) -> None:
    ask(world, cabinet)
    body = result(cabinet, world.commands()[0], bank=cabinet.bank(2))
    assert cabinet.send(body) == "applied"
    world.clock.at_ms += 1_000
    cabinet.give_back(cabinet.bank(2), slot=2)
    assert cabinet.send(body) == "duplicate"
    assert world.bank(cabinet.bank(2))[1:4] == ("slot", cabinet.id, 2)


def test_an_eject_without_an_answer_is_sent_again_until_it_is_final(world: World, cabinet: Cabinet) -> None:
    view = ask(world, cabinet)
    world.commands()
    world.clock.at_ms += world.ports.settings.resend_ms
    world.write(tend)
    [again] = world.commands()
    assert again[fields.COMMAND].hex() == view.id
    cabinet.answer(again, codes.REFUSED, reason=wire.NOTHING_THERE)
    assert state(world, cabinet, view.id) == ("refused", "nothing_there")
    world.clock.at_ms += 60_000
    world.write(tend)
    assert world.commands() == []


@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        (codes.REFUSED, wire.NOTHING_THERE, ("refused", "nothing_there")),
        (codes.REFUSED, wire.OTHER_BANK, ("refused", "other_bank")),
        (codes.EXPIRED, codes.DEADLINE_PASSED, ("expired", "deadline_passed")),
    ],
)
def test_a_refusal_ends_the_command_and_moves_no_bank(
    world: World, cabinet: Cabinet, outcome: int, reason: int, expected: tuple[str, str]
) -> None:
    view = ask(world, cabinet)
    assert cabinet.answer(world.commands()[0], outcome, reason=reason)
    assert state(world, cabinet, view.id) == expected
    assert world.bank(cabinet.bank(2)).place == "slot"


def test_after_a_restart_an_eject_is_over_and_not_bound_anew(world: World, cabinet: Cabinet) -> None:
    view = ask(world, cabinet)
    world.commands()
    cabinet.restart()
    cabinet.come_online()
    cabinet.report(3)
    [again] = [body for body in world.commands() if body[fields.TYPE] == wire.EJECT]
    assert again[fields.BOOT] == 1
    assert cabinet.answer(again, codes.EXPIRED, reason=codes.WRONG_BOOT, bound_boot=1)
    assert state(world, cabinet, view.id) == ("expired", "wrong_boot")
    assert world.commands() == []


def test_an_unknown_result_is_alarmed_and_moves_no_bank(world: World, cabinet: Cabinet) -> None:
    view = ask(world, cabinet)
    cabinet.send(result(cabinet, world.commands()[0], codes.UNKNOWN, reason=wire.NOT_SEEN, bank=cabinet.bank(2)))
    assert state(world, cabinet, view.id) == ("unknown", "not_seen")
    assert world.alarms() == ["eject-unknown"]
    assert world.bank(cabinet.bank(2)).place == "slot"


def test_a_bank_that_an_order_holds_ends_it_when_it_is_ejected(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend(slot=1)
    ask(world, cabinet, slot=6)
    world.clock.at_ms += 60_000
    cabinet.send(result(cabinet, world.commands()[-1], bank=cabinet.bank(1)))
    assert (world.order(order_id).state, world.bank(cabinet.bank(1)).place) == ("ended", "maintenance")


def test_the_result_of_an_eject_that_this_database_lost_still_follows_the_bank(world: World, cabinet: Cabinet) -> None:
    lost = {fields.COMMAND: bytes(16), wire.SLOT: 3}
    assert cabinet.send(result(cabinet, lost, bank=cabinet.bank(3))) == "applied"
    assert world.bank(cabinet.bank(3)).place == "maintenance"
    assert world.alarms() == ["eject-not-ours"]


def test_the_result_of_another_cabinets_eject_is_quarantined(world: World, cabinet: Cabinet) -> None:
    ask(world, cabinet)
    other = world.cabinet()
    assert other.send(result(other, world.commands()[-1], bank=cabinet.bank(2))) == "quarantined"
    assert world.bank(cabinet.bank(2)).place == "slot"


def test_a_foreign_bank_that_is_ejected_is_in_nobodys_books(world: World, cabinet: Cabinet) -> None:
    ask(world, cabinet, slot=7)
    cabinet.send(result(cabinet, world.commands()[0], bank=b"strang"))
    assert world.bank(b"strang") is None


@pytest.mark.parametrize(
    "changes", [{"slot": 0}, {"slot": 13}, {"bank": "ABCDEF012345"}, {"bank": ""}, {"reason": ""}, {"key": ""}]
)
def test_what_cannot_be_ejected_is_refused_with_nothing_sent(
    world: World, cabinet: Cabinet, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRequest):
        ask(world, cabinet, **changes)
    assert world.commands() == []


def test_a_cabinet_that_cannot_hear_opens_nothing(world: World, cabinet: Cabinet) -> None:
    cabinet.go_offline()
    with pytest.raises(CabinetOffline):
        ask(world, cabinet)
    cabinet.restart()
    cabinet.come_online(retained=True)
    with pytest.raises(CabinetNotReady):
        ask(world, cabinet)
    assert [body for body in world.commands() if body[fields.TYPE] == wire.EJECT] == []


def test_strangers_eject_nothing_and_see_no_command(world: World, cabinet: Cabinet) -> None:
    view = ask(world, cabinet)
    for stranger in (world.account(), "nobody"):
        with pytest.raises(NotFound):
            ask(world, cabinet, actor_id=stranger, key="theirs")
        with pytest.raises(NotFound):
            world.read(device_command, stranger, cabinet.id, view.id)
    with pytest.raises(NotFound):
        world.read(device_command, world.operator_id, world.cabinet().id, view.id)
