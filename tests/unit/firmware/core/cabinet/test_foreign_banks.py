"""Banks pushed in that are not ours, or ours and ill: who is told what, and which lock is moved (INV-7, 8, 9, 10)."""

import pytest

from firmware.core.cabinet import signals
from firmware.core.cabinet.signals import ACCEPTED, TAKE_BACK
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tests.support.bench_cabinet import Bank, Bench, bank_id

QUOTA_BYTES = 4 * 4096


def foreign(number=99, charge_pct=60):
    return Bank(number, charge_pct, cycles=signals.UNMARKED)


def cabinet(*banks, slot_count=4, **options):
    return Bench(slot_count=slot_count, **options).fill(*banks).boot()


def refusals(bench):
    return bench.events(wire.BANK_REFUSED)


def about(bench, bank):
    return [event[fields.TYPE] for event in bench.events() if event.get(wire.BANK) == bank]


def state_of(bench, slot):
    return bench.device.snapshot()["slots"][slot - 1][0]


def faults_of(bench, slot):
    return bench.device.snapshot()["slots"][slot - 1][2]


def test_a_foreign_bank_is_offered_back_at_once_and_told():
    bench = cabinet()
    bench.slots[2] = foreign()
    bench.run(1_000)
    assert bench.pulses == [2]
    assert bench.shown == [(TAKE_BACK, 2)]
    event = refusals(bench)[0]
    assert (event[wire.SLOT], event[wire.BANK]) == (2, bank_id(99))
    assert (event[wire.CHARGE_PCT], event[fields.OUTCOME]) == (60, codes.DONE)


def test_a_foreign_bank_that_leaves_raises_no_alarm():
    bench = cabinet()
    bench.slots[2] = foreign()
    bench.run(60_000)
    assert about(bench, bank_id(99)) == [wire.BANK_REFUSED]
    assert state_of(bench, 2) == wire.SLOT_EMPTY


def test_one_that_nobody_takes_is_pulsed_once_never_lent_and_seen_as_foreign():
    bench = cabinet()
    bench.jammed = {2}
    bench.slots[2] = foreign(charge_pct=100)
    bench.run(2_000_000)
    assert bench.pulses == [2]
    assert [event[fields.OUTCOME] for event in refusals(bench)] == [codes.REFUSED]
    assert state_of(bench, 2) == wire.SLOT_FAULTY
    assert faults_of(bench, 2) & wire.FOREIGN_BANK
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.NO_FIT_BANK
    bench.slots.pop(2)
    bench.run(5_000)
    assert (state_of(bench, 2), bench.events(wire.BANK_REMOVED)) == (wire.SLOT_EMPTY, [])


def test_one_that_stayed_is_not_pulsed_again_after_a_reboot():
    bench = cabinet()
    bench.jammed = {2}
    bench.slots[2] = foreign()
    bench.run_until(lambda: refusals(bench))
    bench.boot()
    bench.run(10_000)
    assert (bench.pulses, len(refusals(bench))) == ([2], 1)
    assert faults_of(bench, 2) & wire.FOREIGN_BANK


def test_the_next_foreign_bank_in_that_slot_is_offered_back_too():
    bench = cabinet()
    bench.jammed = {2}
    bench.slots[2] = foreign(98)
    bench.run_until(lambda: refusals(bench))
    bench.jammed = set()
    bench.slots.pop(2)
    bench.run(2_000)
    bench.slots[2] = foreign(99)
    bench.run(2_000)
    told = [(event[wire.BANK], event[fields.OUTCOME]) for event in refusals(bench)]
    assert told == [(bank_id(98), codes.REFUSED), (bank_id(99), codes.DONE)]


def test_a_bank_of_ours_in_the_slot_that_a_foreign_one_had_is_taken():
    bench = cabinet()
    bench.jammed = {2}
    bench.slots[2] = foreign(98)
    bench.run_until(lambda: refusals(bench))
    bench.slots[2] = Bank(7)
    bench.run(70_000)
    assert about(bench, bank_id(7))[0] == wire.BANK_RETURNED
    assert state_of(bench, 2) == wire.SLOT_OCCUPIED


def test_two_foreign_banks_at_once_are_offered_back_one_lock_at_a_time():
    bench = cabinet()
    bench.slots.update({1: foreign(98), 3: foreign(99)})
    bench.run_until(lambda: bench.pulses)
    bench.run(50)
    assert bench.pulses == [1]
    bench.run(3_000)
    assert bench.pulses == [1, 3]
    assert [event[fields.OUTCOME] for event in refusals(bench)] == [codes.DONE, codes.DONE]


def test_a_foreign_and_a_good_bank_at_once_each_get_their_answer():
    bench = cabinet()
    bench.slots.update({1: foreign(98), 3: Bank(7)})
    bench.run(3_000)
    assert bench.pulses == [1]
    assert sorted(bench.shown) == [(ACCEPTED, 3), (TAKE_BACK, 1)]
    assert about(bench, bank_id(7)) == [wire.BANK_RETURNED]


def test_a_foreign_bank_waits_for_the_lend_under_way():
    bench = cabinet(Bank(1), Bank(2), slot_count=4)
    bench.jammed = {1, 2}
    command = bench.lend()
    bench.run_until(lambda: bench.pulses == [1])
    bench.slots[4] = foreign()
    bench.run(900)
    assert bench.pulses == [1]
    assert bench.lend_result(command)[fields.REASON] == wire.LOCKS_JAMMED
    bench.run(3_000)
    assert bench.pulses == [1, 2, 4]
    assert refusals(bench)[0][fields.OUTCOME] == codes.DONE


def test_a_lend_that_comes_while_a_foreign_bank_goes_back_has_its_turn_after_it():
    bench = cabinet(Bank(1))
    bench.slots[4] = foreign()
    bench.run_until(lambda: bench.pulses == [4])
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE
    assert bench.pulses == [4, 1]
    assert refusals(bench)[0][fields.SEQ] < bench.events(wire.LEND_RESULT)[0][fields.SEQ]


def test_one_pulled_out_again_while_it_is_judged_moves_nothing():
    bench = cabinet()
    bench.slots[2] = foreign()
    bench.run(120)
    bench.slots.pop(2)
    bench.run(5_000)
    assert (bench.pulses, bench.shown, [e[fields.TYPE] for e in bench.events()]) == ([], [], [messages.BOOTED])


@pytest.mark.parametrize("bank", [Bank(7), foreign(7)])
def test_a_bank_that_bounces_is_judged_once_when_it_rests(bank):
    bench = cabinet()
    for _ in range(6):
        bench.slots[2] = bank
        bench.run(50)
        bench.slots.pop(2)
        bench.run(50)
    assert (bench.pulses, bench.shown) == ([], [])
    bench.slots[2] = bank
    bench.run(5_000)
    assert len(bench.shown) == 1
    assert len(about(bench, bank_id(7))) == 1


def test_one_reading_without_the_mark_does_not_make_a_bank_foreign():
    bench = cabinet()
    bank = foreign(7)
    bench.slots[2] = bank
    bench.run(150)
    bank.cycles = 12
    bench.run(5_000)
    assert (bench.pulses, about(bench, bank_id(7))) == ([], [wire.BANK_RETURNED])


def test_a_silent_moment_does_not_make_a_foreign_bank_ours():
    bench = cabinet()
    bench.jammed = {2}
    bench.slots[2] = foreign()
    bench.run_until(lambda: refusals(bench))
    bench.unreadable = {2}
    bench.run(100)
    bench.unreadable = set()
    bench.run(5_000)
    assert (bench.pulses, bench.events(wire.BANK_RETURNED)) == ([2], [])


def test_a_bank_that_the_journal_knows_is_ours_without_its_mark_and_no_longer_lent():
    bank = Bank(1)
    bench = cabinet(bank)
    bank.cycles = signals.UNMARKED
    bench.run(5_000)
    assert (bench.pulses, faults_of(bench, 1)) == ([], wire.WEAR_RECORD_BAD)
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.NO_FIT_BANK


@pytest.mark.parametrize(
    ("charge_pct", "cycles", "faults"),
    [
        (None, 5, wire.GAUGE_SILENT),
        (255, 5, wire.GAUGE_IMPLAUSIBLE),
        (80, signals.DAMAGED, wire.WEAR_RECORD_BAD),
        (None, signals.DAMAGED, wire.GAUGE_SILENT | wire.WEAR_RECORD_BAD),
    ],
)
def test_a_faulty_bank_of_ours_is_accepted_told_as_such_and_not_lent(charge_pct, cycles, faults):
    bench = cabinet()
    bench.slots[2] = Bank(7, charge_pct, cycles)
    bench.run(1_000)
    assert bench.events(wire.BANK_RETURNED)[0][wire.FAULTS] == faults
    assert bench.shown == [(ACCEPTED, 2)]
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.NO_FIT_BANK
    assert bench.pulses == []


def test_a_sound_bank_is_returned_without_faults_offline_too():
    bench = Bench(slot_count=4).boot(link=False)
    bench.slots[2] = Bank(7)
    bench.run(1_000)
    assert wire.FAULTS not in bench.events(wire.BANK_RETURNED)[0]
    assert bench.shown == [(ACCEPTED, 2)]


def test_a_return_is_answered_when_it_is_durable_and_not_before():
    bench = cabinet()
    bench.flash.fails = True
    bench.slots[2] = Bank(7)
    bench.run(5_000)
    assert bench.shown == []
    bench.flash.fails = False
    bench.run(2_000)
    assert bench.shown == [(ACCEPTED, 2)]


def test_a_foreign_bank_is_not_touched_while_flash_fails():
    bench = cabinet(Bank(1))
    bench.flash.fails = True
    bench.slots[2] = foreign()
    bench.run(5_000)
    assert (bench.pulses, bench.shown) == ([], [])
    bench.flash.fails = False
    bench.run(3_000)
    assert (bench.pulses, refusals(bench)[0][fields.OUTCOME]) == ([2], codes.DONE)


def test_a_full_journal_keeps_foreign_banks_in_and_takes_returns():
    bench = cabinet(quota_bytes=QUOTA_BYTES)
    bench.acknowledging = False
    while bench.journal.has_room():
        bench.journal.append_event(bench.events(messages.BOOTED)[0])
    bench.slots.update({1: foreign(), 2: Bank(7), 3: Bank(8)})
    bench.run(3_000)
    assert bench.pulses == []
    assert [event[wire.BANK] for event in bench.events(wire.BANK_RETURNED)] == [bank_id(7), bank_id(8)]
    assert bench.lend_result(bench.lend())[fields.REASON] == codes.JOURNAL_FULL
    bench.acknowledge(bench.journal.next_seq - 1, echo=False)
    bench.run(3_000)
    assert bench.pulses == [1]


def test_what_a_new_journal_finds_without_a_mark_is_offered_back():
    bench = cabinet(Bank(1), foreign(99))
    bench.run(3_000)
    assert bench.journal.inventory.banks[1] == bank_id(1)
    assert (bench.pulses, about(bench, bank_id(99))) == ([2], [wire.BANK_REFUSED])


@pytest.mark.parametrize(("jammed", "outcome"), [(False, codes.DONE), (True, codes.REFUSED)])
def test_a_power_cut_after_the_pulse_is_told_by_evidence_without_another_pulse(jammed, outcome):
    bench = cabinet()
    bench.jammed = {2} if jammed else set()
    bench.slots[2] = foreign()
    bench.run_until(lambda: bench.pulses == [2])
    bench.boot()
    bench.run(10_000)
    assert bench.pulses == [2]
    assert [(event[wire.BANK], event[fields.OUTCOME]) for event in refusals(bench)] == [(bank_id(99), outcome)]
    assert about(bench, bank_id(99))[0] == wire.BANK_REFUSED


def test_a_slot_that_cannot_be_seen_after_the_power_cut_is_unknown():
    bench = cabinet()
    bench.jammed = {2}
    bench.slots[2] = foreign()
    bench.run_until(lambda: bench.pulses == [2])
    bench.unreadable = {2}
    bench.boot()
    bench.run(10_000)
    assert [event[fields.OUTCOME] for event in refusals(bench)] == [codes.UNKNOWN]
    bench.unreadable = set()
    bench.run(10_000)
    assert (bench.pulses, len(refusals(bench))) == ([2], 1)


def test_return_only_refuses_lends_by_name_and_takes_banks():
    bench = cabinet(Bank(1))
    bench.configure(1, return_only=True)
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.ONLY_RETURNS
    bench.slots[2] = Bank(7)
    bench.slots[3] = foreign()
    bench.run(3_000)
    assert about(bench, bank_id(7)) == [wire.BANK_RETURNED]
    assert bench.pulses == [3]
    bench.boot()
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.ONLY_RETURNS
    bench.configure(2, return_only=False)
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE
