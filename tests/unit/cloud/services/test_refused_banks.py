import pytest

from cloud.services.case_files import list_cases
from shared_protocol import cabinet as wire
from shared_protocol import codes
from tests.support.cloud_world import Cabinet, World

STRANGER = b"strang"


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def refuse(cabinet: Cabinet, bank: bytes, outcome: int = codes.DONE) -> str:
    return cabinet.send(cabinet.event(wire.BANK_REFUSED, slot=7, bank=bank, outcome=outcome, charge_pct=50))


def cases(world: World) -> list[str]:
    return [case.kind for case in world.read(lambda unit: list_cases(unit, world.operator_id))]


def test_a_foreign_bank_that_was_taken_back_is_an_alarm_and_no_more(world: World, cabinet: Cabinet) -> None:
    assert refuse(cabinet, STRANGER) == "applied"
    assert (world.alarms(), cases(world), world.bank(STRANGER)) == (["foreign-bank"], [], None)


def test_a_foreign_bank_that_stayed_is_for_a_person(world: World, cabinet: Cabinet) -> None:
    refuse(cabinet, STRANGER, codes.UNKNOWN)
    assert (world.alarms(), cases(world)) == (["foreign-bank"], ["foreign-bank"])
    slot = world.look(lambda unit: unit.slots.of_device(cabinet.id))[6]
    assert (slot.state, slot.faults, slot.bank) == (wire.SLOT_FAULTY, wire.FOREIGN_BANK, STRANGER.hex())
    assert world.bank(STRANGER) is None


def test_a_foreign_bank_in_a_status_report_is_not_one_of_ours(world: World, cabinet: Cabinet) -> None:
    record = {wire.SLOT: 7, wire.SLOT_STATE: wire.SLOT_FAULTY, wire.FAULTS: wire.FOREIGN_BANK}
    cabinet.report_slots([record | {wire.BANK: STRANGER}])
    assert world.bank(STRANGER) is None


@pytest.mark.parametrize(("outcome", "place"), [(codes.DONE, "lost"), (codes.UNKNOWN, "slot")])
def test_a_rented_bank_whose_mark_broke_ends_its_rental(
    world: World, cabinet: Cabinet, outcome: int, place: str
) -> None:
    order_id = cabinet.lend()
    world.clock.at_ms += 60_000
    refuse(cabinet, cabinet.bank(1), outcome)
    order = world.order(order_id)
    assert (order.state, order.ended_ms, order.return_slot) == ("ended", world.clock.at_ms, 7)
    assert order.return_seq is not None
    assert world.bank(cabinet.bank(1)).place == place
    assert (world.alarms(), cases(world)) == (["foreign-bank"], ["foreign-bank"])


def test_old_news_of_a_refused_bank_ends_no_younger_rental(world: World, cabinet: Cabinet) -> None:
    offline = world.cabinet()
    old = offline.event(wire.BANK_REFUSED, slot=7, bank=cabinet.bank(1), outcome=codes.DONE)
    world.clock.at_ms += 600_000
    order_id = cabinet.lend()
    assert offline.send(old) == "applied"
    assert world.order(order_id).state == "active"


def test_a_bank_that_a_status_showed_while_it_was_judged_is_there_no_more(world: World, cabinet: Cabinet) -> None:
    cabinet.report_slots([{wire.SLOT: 7, wire.SLOT_STATE: wire.SLOT_OCCUPIED, wire.FAULTS: 0, wire.BANK: STRANGER}])
    refuse(cabinet, STRANGER)
    assert world.bank(STRANGER).place == "lost"
