"""Presences that come again and configurations that are told twice: found by the simulator, kept here one by one."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from cloud.services.configure import ConfigureRequest, configure_device
from cloud.services.outbox import mark_sent
from cloud.services.ports import Message
from cloud.services.tend import tend
from cloud.storage.opening import open_inline
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def world() -> Iterator[World]:
    store = open_inline()
    yield World(store)
    store.close()


def configure(world: World, cabinet: Cabinet) -> Message:
    """Return the CONFIGURE body of a new configuration."""
    request = ConfigureRequest(world.operator_id, cabinet.id, ["rotate"], 20, 600, [])
    world.write(configure_device, request)
    return world.commands()[-1]


def open_commands(world: World, cabinet: Cabinet) -> list[str]:
    return [command.kind for command in world.look(lambda unit: unit.commands.open_of_device(cabinet.id))]


def result_of(cabinet: Cabinet, command: Message) -> Message:
    ids = {"command": command[fields.COMMAND], "configuration_version": command[fields.CONFIGURATION_VERSION]}
    return cabinet.event(messages.CONFIGURATION_RESULT, outcome=codes.DONE, **ids)


def hear_presence_again(cabinet: Cabinet, retained: bool) -> bool:
    """Have the cloud take the presence of the current connection once more, as it was when it was made."""
    cabinet.connection -= 1
    next_seq, cabinet.next_seq = cabinet.next_seq, 1
    accepted = cabinet.come_online(retained=retained)
    cabinet.next_seq = next_seq
    return accepted


@pytest.mark.parametrize("retained", [True, False], ids=["retained", "doubled"])
def test_a_presence_that_comes_again_takes_back_neither_versions_nor_journal(world: World, retained: bool):
    cabinet = world.cabinet()
    cabinet.send(result_of(cabinet, configure(world, cabinet)))
    assert hear_presence_again(cabinet, retained)
    assert world.device(cabinet.id).reported_version == 1
    assert world.commands() == []
    assert "journal-behind" not in world.alarms()


def test_a_presence_that_comes_again_is_answered_with_what_is_committed(world: World):
    cabinet = world.cabinet()
    cabinet.send(cabinet.event(messages.BOOTED, reset_cause=codes.RESET_POWER_ON, firmware_version="1"))
    world.acks()
    hear_presence_again(cabinet, retained=True)
    assert world.acks() == [1]


def test_a_configuration_that_was_told_twice_is_applied_and_not_quarantined(world: World):
    cabinet = world.cabinet()
    command = configure(world, cabinet)
    assert cabinet.send(result_of(cabinet, command)) == "applied"
    assert cabinet.send(result_of(cabinet, command)) == "applied"
    assert world.alarms() == []


def test_an_answer_to_a_configure_command_ends_it_though_another_command_brought_the_configuration(world: World):
    cabinet = world.cabinet()
    command = configure(world, cabinet)
    assert cabinet.answer(command, codes.DONE, seq=7)
    assert open_commands(world, cabinet) == []
    assert world.device(cabinet.id).reported_version == 1


def test_a_configure_command_that_is_overtaken_by_a_newer_version_ends(world: World):
    cabinet = world.cabinet()
    assert cabinet.answer(configure(world, cabinet), codes.EXPIRED)
    assert open_commands(world, cabinet) == []
    assert world.device(cabinet.id).reported_version == 0


def test_a_command_that_stays_unanswered_is_sent_at_growing_intervals(world: World):
    cabinet = world.cabinet()
    configure(world, cabinet)
    sent_at_s = []
    for second in range(200):
        world.clock.at_ms += 1_000
        world.write(tend)
        if world.commands():
            sent_at_s.append(second)
            queued = world.look(lambda unit: unit.commands.open_of_device(cabinet.id))
            world.write(mark_sent, [command.id for command in queued])
    gaps = [later - earlier for earlier, later in pairwise(sent_at_s)]
    assert gaps == sorted(gaps)
    assert gaps[-1] == 60


# One bank, two cabinets, and news of one of them that comes late.


def heard_of(cabinet: Cabinet, command: Message, bank: bytes) -> Message:
    """Return the result of a lend as a board tells it after a reboot, before it knew the time."""
    told = cabinet.lend_result(command, bank=bank)
    cabinet.restart()
    cabinet.come_online()
    return told


def test_a_lend_that_is_told_late_by_a_board_without_a_clock_does_not_take_a_bank_back_that_was_returned(world: World):
    here, there = world.cabinet(), world.cabinet()
    order = world.rent(world.account(), here.id).order
    command, bank = world.commands()[-1], here.bank(1)
    world.clock.at_ms += 11_000
    there.give_back(bank, slot=9)
    world.clock.at_ms += 5_000
    assert here.send(heard_of(here, command, bank)) == "applied"
    assert world.order(order.id).state == "ended"
    assert world.order(order.id).ended_ms >= world.order(order.id).lent_ms
    assert world.bank(bank).device_id == there.id


def test_a_return_counts_though_the_lend_is_dated_later_for_want_of_a_clock(world: World):
    here, there = world.cabinet(), world.cabinet()
    order = world.rent(world.account(), here.id).order
    command, bank = world.commands()[-1], here.bank(1)
    world.clock.at_ms += 11_000
    returned = there.event(wire.BANK_RETURNED, slot=9, bank=bank)
    world.clock.at_ms += 5_000
    here.send(heard_of(here, command, bank))
    there.send(returned)
    assert world.order(order.id).state == "ended"
    assert world.bank(bank).device_id == there.id


def test_a_return_that_is_told_after_a_later_one_elsewhere_does_not_bring_the_bank_back(world: World):
    here, there = world.cabinet(), world.cabinet()
    bank = there.bank(5)
    first = here.event(wire.BANK_RETURNED, slot=9, bank=bank)
    world.clock.at_ms += 3_000
    order = world.rent(world.account(), here.id).order
    result = here.lend_result(world.commands()[-1], slot=9, bank=bank)
    world.clock.at_ms += 20_000
    there.give_back(bank, slot=6)
    here.send(first)
    here.send(result)
    assert world.order(order.id).state == "ended"
    assert (world.bank(bank).device_id, world.bank(bank).slot) == (there.id, 6)


def test_a_removal_from_one_slot_does_not_lose_a_bank_that_is_in_another(world: World):
    cabinet = world.cabinet()
    bank = cabinet.bank(1)
    cabinet.give_back(bank, slot=7)
    cabinet.send(cabinet.event(wire.BANK_REMOVED, slot=1, bank=bank))
    assert (world.bank(bank).place, world.bank(bank).slot) == ("slot", 7)


@pytest.mark.parametrize("state", [wire.SLOT_OCCUPIED, wire.SLOT_DISABLED, wire.SLOT_FAULTY])
def test_a_bank_is_known_to_be_where_it_is_reported_whatever_is_wrong_with_the_slot(world: World, state: int):
    cabinet = world.cabinet(banks=0)
    bank = cabinet.bank(1)
    cabinet.report_slots([{wire.SLOT: 1, wire.SLOT_STATE: state, wire.FAULTS: 0, wire.BANK: bank}])
    assert (world.bank(bank).device_id, world.bank(bank).slot) == (cabinet.id, 1)
