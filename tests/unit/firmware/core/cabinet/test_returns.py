"""Banks that come and go without a lend, faults, and what a reboot finds changed."""

import pytest

from firmware.core.cabinet import slot as slots
from firmware.core.cabinet.journal_room import reserve_bytes
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tests.support.bench_cabinet import Bank, Bench, bank_id

QUOTA_BYTES = 4 * 4096


def empty(slot_count=4, **options):
    return Bench(slot_count=slot_count, **options).boot()


def test_a_bank_pushed_in_is_returned_once_with_the_moment_it_came():
    bench = empty()
    inserted_ms = bench.now_ms
    bench.slots[2] = Bank(7, 35, 12)
    bench.run(60_000)
    event = bench.events(wire.BANK_RETURNED)[0]
    assert (event[wire.SLOT], event[wire.BANK]) == (2, bank_id(7))
    assert (event[wire.CHARGE_PCT], event[wire.CYCLES]) == (35, 12)
    assert inserted_ms <= event[fields.UPTIME_MS] <= inserted_ms + 50
    assert len(bench.events(wire.BANK_RETURNED)) == 1


def test_two_banks_pushed_in_at_once_are_two_returns():
    bench = empty()
    bench.slots.update({1: Bank(7), 4: Bank(8)})
    bench.run(1_000)
    assert [event[wire.BANK] for event in bench.events(wire.BANK_RETURNED)] == [bank_id(7), bank_id(8)]


def test_a_bank_pulled_out_again_while_it_is_judged_is_no_return():
    bench = empty()
    bench.slots[2] = Bank(7)
    bench.run(120)
    bench.slots.pop(2)
    bench.run(5_000)
    assert bench.events(wire.BANK_RETURNED) == []


def test_a_bank_gone_without_an_order_is_told_within_the_stated_time():
    bench = empty()
    bench.slots[2] = Bank(7)
    bench.run(3_000)
    bench.slots.pop(2)
    gone_ms = bench.now_ms
    bench.run_until(lambda: bench.events(wire.BANK_REMOVED))
    assert bench.now_ms - gone_ms <= slots.CONFIRM_MS + 100
    event = bench.events(wire.BANK_REMOVED)[0]
    assert (event[wire.SLOT], event[wire.BANK], fields.ORDER in event) == (2, bank_id(7), False)


def test_a_bank_swapped_for_another_is_a_removal_and_a_return():
    bench = empty()
    bench.slots[2] = Bank(7)
    bench.run(3_000)
    bench.slots[2] = Bank(8)
    bench.run(3_000)
    found = [(event[fields.TYPE], event[wire.BANK]) for event in bench.events() if wire.BANK in event]
    assert found == [
        (wire.BANK_RETURNED, bank_id(7)),
        (wire.BANK_REMOVED, bank_id(7)),
        (wire.BANK_RETURNED, bank_id(8)),
    ]


def test_a_new_journal_takes_what_it_finds_as_given():
    bench = Bench(slot_count=4).fill(Bank(1), Bank(2)).boot()
    assert [event[fields.TYPE] for event in bench.events()] == [messages.BOOTED]
    assert bench.journal.inventory.banks == {1: bank_id(1), 2: bank_id(2), 3: b"", 4: b""}


def test_a_slot_that_could_not_be_seen_at_first_is_taken_as_it_is_found_later():
    bench = Bench(slot_count=2).fill(Bank(1), Bank(2))
    bench.unreadable = {2}
    bench.boot()
    bench.run(20_000)
    assert bench.journal.inventory.banks == {1: bank_id(1)}
    bench.unreadable = set()
    bench.run(5_000)
    assert bench.journal.inventory.banks == {1: bank_id(1), 2: bank_id(2)}
    assert bench.events(wire.BANK_RETURNED) == []


def test_what_came_and_went_while_power_was_off_is_told_at_the_next_boot():
    bench = Bench(slot_count=3).fill(Bank(1), Bank(2)).boot()
    del bench.slots[1]
    bench.slots[3] = Bank(9)
    bench.boot(at_ms=700)
    assert [event[wire.BANK] for event in bench.events(wire.BANK_REMOVED)] == [bank_id(1)]
    returned = bench.events(wire.BANK_RETURNED)
    assert [(event[wire.BANK], event[fields.BOOT]) for event in returned] == [(bank_id(9), 2)]
    bench.boot()
    assert len(bench.events(wire.BANK_RETURNED)) == 1


@pytest.mark.parametrize(("before", "after"), [(3, 1), (1, 3)])
def test_a_bank_that_changed_its_slot_is_a_removal_before_it_is_a_return(before, after):
    bench = empty()
    bench.slots[before] = Bank(7)
    bench.run(3_000)
    bench.slots[after] = bench.slots.pop(before)
    bench.run(3_000)
    told = [(event[fields.TYPE], event[wire.SLOT]) for event in bench.events() if wire.BANK in event]
    assert told[1:] == [(wire.BANK_REMOVED, before), (wire.BANK_RETURNED, after)]


def test_a_return_waits_for_no_slot_that_nobody_can_see():
    bench = Bench(slot_count=2).fill(Bank(1)).boot()
    bench.slots[2] = bench.slots.pop(1)
    bench.unreadable = {1}
    bench.boot()
    assert bench.events(wire.BANK_RETURNED) == []
    bench.run(10_000)
    assert [event[wire.SLOT] for event in bench.events(wire.BANK_RETURNED)] == [2]


def test_a_return_that_flash_refused_is_told_when_it_writes_again_with_its_moment():
    bench = empty()
    bench.flash.fails = True
    inserted_ms = bench.now_ms
    bench.slots[2] = Bank(7)
    bench.run(30_000)
    bench.flash.fails = False
    bench.run(2_000)
    events = bench.events(wire.BANK_RETURNED)
    assert len(events) == 1
    assert events[0][fields.UPTIME_MS] <= inserted_ms + 50
    assert [text for text in bench.said if text.startswith("journal: ")][-1] == "journal: writing again"
    assert len([text for text in bench.said if text.startswith("journal: ")]) == 2


def test_a_failing_flash_refuses_lends_and_pulses_nothing():
    bench = Bench(slot_count=2).fill(Bank(1)).boot()
    bench.flash.fails = True
    result = bench.lend_result(bench.lend())
    assert (result[fields.TYPE], result[fields.REASON]) == (messages.COMMAND_STATE, codes.FLASH_FAILED)
    assert bench.pulses == []


def test_a_result_that_flash_refused_is_told_when_it_writes_again():
    bench = Bench(slot_count=2).fill(Bank(1), Bank(2)).boot()
    first = bench.lend()
    bench.run_until(lambda: bench.pulses == [1])
    bench.flash.fails = True
    bench.run(5_000)
    second = bench.lend()
    bench.run(5_000)
    assert (bench.pulses, bench.answers(first)) == ([1], [])
    bench.flash.fails = False
    assert bench.lend_result(first)[fields.OUTCOME] == codes.DONE
    assert bench.lend_result(second)[fields.OUTCOME] == codes.DONE
    assert bench.events(wire.BANK_REMOVED) == []


def test_a_full_journal_refuses_lends_and_takes_returns():
    bench = Bench(slot_count=4, quota_bytes=QUOTA_BYTES).fill(Bank(1, 50)).boot()
    bench.acknowledging = False
    for number in range(10, 200):
        bench.slots[2] = Bank(number)
        bench.run(700)
        bench.slots.pop(2)
        bench.run(700)
        if not bench.journal.has_room():
            break
    assert bench.lend_result(bench.lend())[fields.REASON] == codes.JOURNAL_FULL
    before = len(bench.events(wire.BANK_RETURNED))
    for slot in (2, 3, 4):
        bench.slots[slot] = Bank(500 + slot)
    bench.run(3_000)
    assert len(bench.events(wire.BANK_RETURNED)) == before + 3
    bench.acknowledge(bench.journal.next_seq - 1, echo=False)
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE


def test_lends_that_wait_are_refused_when_the_room_ran_out_before_their_turn():
    bench = Bench(slot_count=4, quota_bytes=QUOTA_BYTES).fill(*[Bank(number, 50) for number in range(1, 5)]).boot()
    bench.acknowledging = False
    event = bench.events(messages.BOOTED)[0]
    while bench.journal.room_bytes() > reserve_bytes(4) + 150:  # room for one more lend, not for two
        bench.journal.append_event(event)
    commands = [bench.lend() for _ in range(3)]
    bench.run(20_000)
    assert [bench.answers(command)[-1][fields.REASON] for command in commands[1:]] == [codes.JOURNAL_FULL] * 2
    assert len(bench.pulses) == 1


def test_a_fault_is_told_when_it_lasted_and_when_it_is_over():
    bench = Bench(slot_count=2).fill(Bank(1)).boot()
    bench.switch[1] = False
    bench.run(5_000)
    bench.switch.clear()
    bench.run(70_000)
    events = bench.events(wire.SLOT_FAULT)
    assert [event[wire.FAULTS] for event in events] == [wire.PRESENCE_STUCK, 0]
    assert [event[wire.BANK] for event in events] == [bank_id(1), bank_id(1)]


def test_a_fault_that_lasts_over_a_reboot_is_not_told_again():
    bench = Bench(slot_count=2).fill(Bank(1))
    bench.switch[1] = False
    bench.boot()
    bench.run(5_000)
    bench.boot()
    bench.run(5_000)
    assert len(bench.events(wire.SLOT_FAULT)) == 1


def test_a_bouncing_sensor_cannot_fill_the_journal():
    bench = Bench(slot_count=1).fill(Bank(1)).boot()
    bench.sense_every_ms = 1_000
    for _ in range(12 * 60):
        bench.switch[1] = False
        bench.run(5_000)
        bench.switch.clear()
        bench.run(55_000)
    assert 5 < len(bench.events(wire.SLOT_FAULT)) <= 20  # half a day of it: 1, 2, 4 ... minutes apart, then hourly


def test_a_crash_loop_cannot_fill_the_journal():
    bench = Bench(slot_count=4, quota_bytes=QUOTA_BYTES)
    for _ in range(500):
        bench.boot(link=False, settle=False)
        bench.run(50)
    assert 0 < len(bench.events(messages.BOOTED)) < 500
    assert bench.journal.room_bytes() > 0
    bench.run(5_000)
    bench.slots[1] = Bank(9)
    bench.run(2_000)
    assert bench.events()[-1][wire.BANK] == bank_id(9)


@pytest.mark.parametrize(("before", "after"), [(4, 2), (2, 4)])
def test_a_cabinet_that_changed_its_number_of_slots_starts(before, after):
    bench = Bench(slot_count=before).fill(Bank(1), Bank(2)).boot()
    bench.slot_count = after
    bench.boot()
    bench.run(5_000)
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE


def test_a_removal_that_flash_refused_is_told_when_it_writes_again():
    bench = Bench(slot_count=2).fill(Bank(1), Bank(2)).boot()
    bench.flash.fails = True
    bench.slots[2] = Bank(9)
    bench.run(5_000)
    bench.flash.fails = False
    bench.run(2_000)
    found = [(event[fields.TYPE], event[wire.BANK]) for event in bench.events() if wire.BANK in event]
    assert found == [(wire.BANK_REMOVED, bank_id(2)), (wire.BANK_RETURNED, bank_id(9))]


def test_a_return_whose_gauge_says_nothing_says_nothing_of_its_charge():
    bench = empty()
    bench.slots[2] = Bank(7, charge_pct=None, cycles=None)
    bench.run(1_000)
    event = bench.events(wire.BANK_RETURNED)[0]
    assert (wire.CHARGE_PCT in event, wire.CYCLES in event) == (False, False)


def test_a_full_journal_tells_no_faults():
    bench = Bench(slot_count=4, quota_bytes=QUOTA_BYTES).boot()
    bench.acknowledging = False
    while bench.journal.has_room():
        bench.journal.append_event(bench.events(messages.BOOTED)[0])
    bench.switch[1] = True
    bench.run(10_000)
    assert bench.events(wire.SLOT_FAULT) == []
    assert bench.device.snapshot()["slots"][0][0] == wire.SLOT_FAULTY


def test_faults_hours_apart_are_each_told_at_once():
    bench = Bench(slot_count=1).fill(Bank(1)).boot()
    bench.sense_every_ms = 1_000
    for count in range(3):
        bench.switch[1] = False
        bench.run(4_000)
        assert len(bench.events(wire.SLOT_FAULT)) == 2 * count + 1
        bench.switch.clear()
        bench.run(6 * 3_600_000)


def test_a_journal_too_small_for_its_slots_is_said_at_the_start():
    with pytest.raises(ValueError, match=f"too small to keep {reserve_bytes(48)} bytes free"):
        Bench(slot_count=48, quota_bytes=3 * 4096).boot()
