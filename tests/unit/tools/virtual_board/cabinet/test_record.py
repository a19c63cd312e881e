"""The cabinet behind a virtual board: locks, switches, banks, what a hand does to them, and the record of it."""

import json
from random import Random

import pytest

from tools.virtual_board.cabinet.device import BOUNCE_MS, CabinetDevice
from tools.world.bank import Bank, make_bank
from tools.world.cabinet import UNLOCK_MS
from tools.world.clock import VirtualClock
from tools.world.errors import ImpossibleError
from tools.world.slot import Gauge, Switch


@pytest.fixture
def world() -> VirtualClock:
    return VirtualClock(1000)


@pytest.fixture
def cabinet(world: VirtualClock) -> CabinetDevice:
    made = CabinetDevice(3, (), {}, world)
    made.record.insert(2, bank(1))
    world.advance(BOUNCE_MS)
    return made


def bank(number: int) -> Bank:
    return Bank(bytes([0, 4, 0xA3, 0, 0, number]), 80.0)


def test_a_lock_driven_long_enough_lets_its_bank_go(cabinet: CabinetDevice, world: VirtualClock) -> None:
    cabinet.cabinet.drive_lock(2, True)
    world.advance(UNLOCK_MS)
    assert cabinet.cabinet.slot(2).bank is None
    assert [found.name for found in cabinet.record.outside] == [bank(1).name]
    world.advance(140)
    cabinet.cabinet.drive_lock(2, False)
    (pulse,) = cabinet.record.pulses
    assert (pulse.slot, pulse.duration_ms, pulse.ejected) == (2, 200, bank(1).name)
    (departure,) = cabinet.record.departures
    assert (departure.slot, departure.by, departure.at_ms - pulse.at_ms) == (2, "lock", UNLOCK_MS)


def test_a_pulse_that_is_too_short_does_nothing(cabinet: CabinetDevice, world: VirtualClock) -> None:
    cabinet.cabinet.drive_lock(2, True)
    world.advance(UNLOCK_MS - 1)
    cabinet.cabinet.drive_lock(2, False)
    world.advance(UNLOCK_MS)
    assert cabinet.cabinet.slot(2).bank
    assert cabinet.record.pulses[0].ejected is None


def test_a_jammed_lock_holds_its_bank(cabinet: CabinetDevice, world: VirtualClock) -> None:
    cabinet.cabinet.slot(2).jammed = True
    cabinet.cabinet.drive_lock(2, True)
    world.advance(1000)
    assert cabinet.cabinet.slot(2).bank


def test_pulses_are_numbered_in_their_order_over_all_slots(cabinet: CabinetDevice, world: VirtualClock) -> None:
    for slot in (3, 1, 3):
        cabinet.cabinet.drive_lock(slot, True)
        world.advance(10)
        cabinet.cabinet.drive_lock(slot, False)
    assert [(pulse.order, pulse.slot) for pulse in cabinet.record.pulses] == [(1, 3), (2, 1), (3, 3)]
    assert cabinet.snapshot({})["slots"][2]["pulses"] == 2


def test_driving_a_driven_lock_is_no_second_pulse(cabinet: CabinetDevice) -> None:
    cabinet.cabinet.drive_lock(1, True)
    cabinet.cabinet.drive_lock(1, True)
    assert len(cabinet.record.pulses) == 1


def test_a_hand_pulls_past_the_lock(cabinet: CabinetDevice) -> None:
    assert cabinet.cabinet.pull(2).name == bank(1).name
    assert cabinet.record.departures[0].by == "hand"
    with pytest.raises(ImpossibleError, match="slot 2 is empty"):
        cabinet.cabinet.pull(2)


def test_a_bank_is_in_one_place_only(cabinet: CabinetDevice) -> None:
    with pytest.raises(ImpossibleError, match=f"bank {bank(1).name} is in slot 2"):
        cabinet.record.insert(1, bank(1))
    with pytest.raises(ImpossibleError, match="slot 2 holds bank"):
        cabinet.record.insert(2, bank(9))
    cabinet.cabinet.pull(2)
    cabinet.record.insert(1, cabinet.record.outside[0])
    assert cabinet.record.outside == []


def test_there_are_no_slots_beyond_the_last(cabinet: CabinetDevice) -> None:
    with pytest.raises(ImpossibleError, match="there is no slot 4; this cabinet has 1 to 3"):
        cabinet.cabinet.slot(4)


def test_a_switch_bounces_and_settles(cabinet: CabinetDevice, world: VirtualClock) -> None:
    slot = cabinet.cabinet.slot(2)
    assert slot.is_switch_closed()
    cabinet.cabinet.pull(2)
    assert {slot.is_switch_closed(), slot.is_switch_closed()} == {True, False}
    world.advance(BOUNCE_MS)
    assert not slot.is_switch_closed()


@pytest.mark.parametrize(
    ("stuck", "shown"), [(Switch.PRESENT, {True}), (Switch.ABSENT, {False}), (Switch.BOUNCING, {True, False})]
)
def test_a_stuck_switch_says_what_it_is_stuck_at(cabinet: CabinetDevice, stuck: str, shown: set[bool]) -> None:
    for number in (1, 2):
        slot = cabinet.cabinet.slot(number)
        slot.switch = stuck
        assert {slot.is_switch_closed() for _ in range(4)} == shown


def test_a_silent_id_and_a_silent_gauge_are_out_of_reach(cabinet: CabinetDevice) -> None:
    slot = cabinet.cabinet.slot(2)
    chips = cabinet.circuit.slot_chips[1]
    assert chips.id_chip()
    assert chips.gauge_chip()
    slot.id_silent, slot.gauge = True, Gauge.SILENT
    assert chips.id_chip() is None
    assert chips.gauge_chip() is None


def test_a_world_comes_back_from_its_file(cabinet: CabinetDevice, world: VirtualClock) -> None:
    cabinet.cabinet.pull(2)
    cabinet.record.insert(3, bank(7))
    cabinet.cabinet.slot(3).bank.set_cycles(44)  # type: ignore[union-attr]
    first = cabinet.cabinet.slot(1)
    first.switch, first.gauge, first.jammed = Switch.PRESENT, Gauge.IMPLAUSIBLE, True
    again = CabinetDevice(3, (), {}, world)
    again.restore(json.loads(json.dumps(cabinet.to_json())))
    assert again.to_json() == cabinet.to_json()
    assert again.cabinet.slot(3).bank.cycles == 44  # type: ignore[union-attr]


def test_a_smaller_cabinet_keeps_surplus_banks_outside(cabinet: CabinetDevice, world: VirtualClock) -> None:
    smaller = CabinetDevice(1, (), {}, world)
    smaller.restore(json.loads(json.dumps(cabinet.to_json())))
    assert [found.name for found in smaller.record.outside] == [bank(1).name]


def test_banks_are_drawn_alike_from_the_same_seed() -> None:
    assert vars(make_bank(Random("town/1"))) == vars(make_bank(Random("town/1")))
    assert make_bank(Random("town/1")).identity != make_bank(Random("town/2")).identity


def test_a_damaged_wear_record_is_no_cycle_count() -> None:
    worn = bank(1)
    worn.set_cycles(5)
    worn.memory[2] ^= 1
    assert worn.cycles is None
