"""The cabinet as a thing: locks, switches, banks, and what a hand does to them."""

import json
from random import Random

import pytest

from tests.unit.tools.virtual_board.fake_world import FakeWorld
from tools.virtual_board.cabinet.bank import Bank, make_bank
from tools.virtual_board.cabinet.cabinet import Cabinet
from tools.virtual_board.cabinet.slot import BOUNCE_MS, UNLOCK_MS, Gauge, Stuck
from tools.virtual_board.errors import ActionRefusedError


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def cabinet(world: FakeWorld) -> Cabinet:
    made = Cabinet(3, world)
    made.insert(2, bank(1))
    world.advance(BOUNCE_MS)
    return made


def bank(number: int) -> Bank:
    return Bank(bytes([0, 4, 0xA3, 0, 0, number]), 80.0)


def test_a_lock_driven_long_enough_lets_its_bank_go(cabinet: Cabinet, world: FakeWorld) -> None:
    cabinet.drive_lock(2, True)
    world.advance(UNLOCK_MS)
    assert cabinet.slot(2).bank is None
    assert [found.name for found in cabinet.outside] == [bank(1).name]
    world.advance(140)
    cabinet.drive_lock(2, False)
    (pulse,) = cabinet.pulses
    assert (pulse.slot, pulse.duration_ms, pulse.ejected) == (2, 200, bank(1).name)
    (departure,) = cabinet.departures
    assert (departure.slot, departure.by, departure.at_ms - pulse.at_ms) == (2, "lock", UNLOCK_MS)


def test_a_pulse_that_is_too_short_does_nothing(cabinet: Cabinet, world: FakeWorld) -> None:
    cabinet.drive_lock(2, True)
    world.advance(UNLOCK_MS - 1)
    cabinet.drive_lock(2, False)
    world.advance(UNLOCK_MS)
    assert cabinet.slot(2).bank
    assert cabinet.pulses[0].ejected is None


def test_a_jammed_lock_holds_its_bank(cabinet: Cabinet, world: FakeWorld) -> None:
    cabinet.slot(2).jammed = True
    cabinet.drive_lock(2, True)
    world.advance(1000)
    assert cabinet.slot(2).bank


def test_pulses_are_numbered_in_their_order_over_all_slots(cabinet: Cabinet, world: FakeWorld) -> None:
    for slot in (3, 1, 3):
        cabinet.drive_lock(slot, True)
        world.advance(10)
        cabinet.drive_lock(slot, False)
    assert [(pulse.order, pulse.slot) for pulse in cabinet.pulses] == [(1, 3), (2, 1), (3, 3)]
    assert cabinet.snapshot()["slots"][2]["pulses"] == 2


def test_driving_a_driven_lock_is_no_second_pulse(cabinet: Cabinet) -> None:
    cabinet.drive_lock(1, True)
    cabinet.drive_lock(1, True)
    assert len(cabinet.pulses) == 1


def test_a_hand_pulls_past_the_lock(cabinet: Cabinet) -> None:
    assert cabinet.pull(2).name == bank(1).name
    assert cabinet.departures[0].by == "hand"
    with pytest.raises(ActionRefusedError, match="slot 2 is empty"):
        cabinet.pull(2)


def test_a_bank_is_in_one_place_only(cabinet: Cabinet) -> None:
    with pytest.raises(ActionRefusedError, match=f"bank {bank(1).name} is in slot 2"):
        cabinet.insert(1, bank(1))
    with pytest.raises(ActionRefusedError, match="slot 2 holds bank"):
        cabinet.insert(2, bank(9))
    cabinet.pull(2)
    cabinet.insert(1, cabinet.outside[0])
    assert cabinet.outside == []


def test_there_are_no_slots_beyond_the_last(cabinet: Cabinet) -> None:
    with pytest.raises(ActionRefusedError, match="there is no slot 4; this cabinet has 1 to 3"):
        cabinet.slot(4)


def test_a_switch_bounces_and_settles(cabinet: Cabinet, world: FakeWorld) -> None:
    slot = cabinet.slot(2)
    assert slot.presence_closed()
    cabinet.pull(2)
    assert {slot.presence_closed(), slot.presence_closed()} == {True, False}
    world.advance(BOUNCE_MS)
    assert not slot.presence_closed()


@pytest.mark.parametrize(
    ("stuck", "shown"), [(Stuck.PRESENT, {True}), (Stuck.ABSENT, {False}), (Stuck.BOUNCING, {True, False})]
)
def test_a_stuck_switch_says_what_it_is_stuck_at(cabinet: Cabinet, stuck: Stuck, shown: set[bool]) -> None:
    for number in (1, 2):
        slot = cabinet.slot(number)
        slot.presence = stuck
        assert {slot.presence_closed() for _ in range(4)} == shown


def test_a_silent_id_and_a_silent_gauge_are_out_of_reach(cabinet: Cabinet) -> None:
    slot = cabinet.slot(2)
    assert slot.id_chip()
    assert slot.gauge_chip()
    slot.id_silent, slot.gauge = True, Gauge.SILENT
    assert slot.id_chip() is None
    assert slot.gauge_chip() is None


def test_a_world_comes_back_from_its_file(cabinet: Cabinet, world: FakeWorld) -> None:
    cabinet.pull(2)
    cabinet.insert(3, bank(7))
    cabinet.slot(3).bank.set_cycles(44)  # type: ignore[union-attr]
    cabinet.slot(1).presence, cabinet.slot(1).gauge, cabinet.slot(1).jammed = Stuck.PRESENT, Gauge.IMPLAUSIBLE, True
    again = Cabinet(3, world)
    again.restore(json.loads(json.dumps(cabinet.to_json())))
    assert again.to_json() == cabinet.to_json()
    assert again.slot(3).bank.cycles == 44  # type: ignore[union-attr]


def test_a_smaller_cabinet_keeps_surplus_banks_outside(cabinet: Cabinet, world: FakeWorld) -> None:
    smaller = Cabinet(1, world)
    smaller.restore(json.loads(json.dumps(cabinet.to_json())))
    assert [found.name for found in smaller.outside] == [bank(1).name]


def test_banks_are_drawn_alike_from_the_same_seed() -> None:
    assert make_bank(Random("town/1")) == make_bank(Random("town/1"))
    assert make_bank(Random("town/1")).identity != make_bank(Random("town/2")).identity


def test_a_damaged_wear_record_is_no_cycle_count() -> None:
    worn = bank(1)
    worn.set_cycles(5)
    worn.memory[2] ^= 1
    assert worn.cycles is None
