"""What a lend that was open at a power cut becomes: by evidence, never by another pulse (INV-7, INV-9)."""

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tests.support.bench_cabinet import Bank, Bench, bank_id


def cut_after_the_pulse(*, jammed, slot_count=2):
    """A bench whose power went right after the pulse of slot 2; returns it with the command."""
    bench = Bench(slot_count=slot_count).fill(Bank(1, 50), Bank(2, 95)).boot()
    bench.jammed = {2} if jammed else set()
    command = bench.lend()
    bench.run_until(lambda: bench.pulses == [2])
    return bench, command


def results(bench):
    return bench.events(wire.LEND_RESULT)


def test_bank_gone_is_done_with_the_evidence():
    bench, command = cut_after_the_pulse(jammed=False)
    bench.boot()
    result = results(bench)[0]
    assert (result[fields.OUTCOME], result[fields.REASON]) == (codes.DONE, wire.POWER_CUT_BANK_GONE)
    assert (result[fields.COMMAND], result[wire.SLOT], result[wire.BANK]) == (command, 2, bank_id(2))
    assert (result[fields.BOUND_BOOT], result[fields.BOOT]) == (1, 2)
    assert bench.events(wire.BANK_REMOVED) == []
    assert bench.pulses == [2]


def test_bank_still_there_is_refused_and_its_slot_stays_unsettled():
    bench, _ = cut_after_the_pulse(jammed=True)
    bench.boot()
    result = results(bench)[0]
    assert (result[fields.OUTCOME], result[fields.REASON]) == (codes.REFUSED, wire.POWER_CUT_BANK_STAYED)
    bench.run(30_000)
    bench.slots.pop(2)
    bench.run(2_000)
    assert bench.events(wire.BANK_REMOVED)[0][fields.ORDER] == result[fields.ORDER]


def test_another_bank_in_its_place_is_gone_and_a_return():
    bench, _ = cut_after_the_pulse(jammed=False)
    bench.ejecting = {}
    bench.slots[2] = Bank(77)
    bench.boot()
    assert results(bench)[0][fields.REASON] == wire.POWER_CUT_BANK_GONE
    assert [event[wire.BANK] for event in bench.events(wire.BANK_RETURNED)] == [bank_id(77)]


def test_a_bank_that_was_pushed_into_another_slot_meanwhile_is_lent_and_then_returned():
    bench, _ = cut_after_the_pulse(jammed=False, slot_count=3)
    bench.slots[1], bench.slots[3] = bench.slots.pop(2), bench.slots.pop(1)
    bench.ejecting = {}
    bench.boot()
    told = [(event[fields.TYPE], event[wire.SLOT]) for event in bench.events() if event.get(wire.BANK) == bank_id(2)]
    assert told == [(wire.LEND_RESULT, 2), (wire.BANK_RETURNED, 1)]


def test_a_slot_that_cannot_be_seen_is_unknown_and_keeps_its_claim():
    bench, _ = cut_after_the_pulse(jammed=False)
    bench.unreadable = {2}
    bench.boot()
    assert results(bench) == []
    bench.run(10_000)
    result = results(bench)[0]
    assert (result[fields.OUTCOME], result[fields.REASON]) == (codes.UNKNOWN, wire.POWER_CUT_NOT_SEEN)
    assert (result[wire.SLOT], result[wire.BANK]) == (2, bank_id(2))
    bench.run(200_000)
    bench.unreadable = set()
    bench.run(2_000)
    assert bench.events(wire.BANK_REMOVED)[0][fields.ORDER] == result[fields.ORDER]


def test_dead_sensing_at_boot_still_ends_in_a_result():
    bench, command = cut_after_the_pulse(jammed=False)
    bench.sensing = False
    bench.boot()
    bench.run_until(lambda: results(bench))
    assert results(bench)[0][fields.OUTCOME] == codes.UNKNOWN
    assert bench.answers(command)[-1][fields.TYPE] == wire.LEND_RESULT


def test_of_two_slots_that_were_tried_the_one_that_is_empty_counts():
    bench, _ = cut_after_the_pulse(jammed=True)
    bench.jammed = {2, 1}
    bench.run_until(lambda: bench.pulses == [2, 1])
    bench.slots.pop(2)
    bench.boot()
    result = results(bench)[0]
    assert (result[fields.OUTCOME], result[wire.SLOT], result[wire.TRIED_SLOTS]) == (codes.DONE, 2, [2, 1])


def test_two_banks_gone_are_one_lend_and_one_removal_of_that_order():
    bench, _ = cut_after_the_pulse(jammed=True)
    bench.jammed = {2, 1}
    bench.run_until(lambda: bench.pulses == [2, 1])
    bench.slots.clear()
    bench.boot()
    result = results(bench)[0]
    assert (result[fields.OUTCOME], result[wire.SLOT]) == (codes.DONE, 1)
    removed = bench.events(wire.BANK_REMOVED)
    assert [(event[wire.SLOT], event[fields.ORDER]) for event in removed] == [(2, result[fields.ORDER])]


@pytest.mark.parametrize("boot", [1, 2])
def test_the_same_command_again_is_answered_from_the_journal_whatever_boot_it_names(boot):
    bench, command = cut_after_the_pulse(jammed=True)
    bench.boot(settle=False)
    bench.lend(command, boot=boot)
    assert bench.answers(command)[-1][fields.OUTCOME] == codes.EXECUTING
    bench.run(3_000)
    bench.lend(command, boot=boot)
    answer = bench.answers(command)[-1]
    assert (answer[fields.OUTCOME], answer[fields.BOUND_BOOT]) == (codes.REFUSED, 1)
    assert answer[fields.SEQ] == results(bench)[0][fields.SEQ]
    assert bench.pulses == [2]


def test_a_result_that_nobody_acknowledged_before_the_reboot_still_answers_its_command():
    bench = Bench(slot_count=2).fill(Bank(1), Bank(2)).boot()
    bench.acknowledging = False
    command = bench.lend()
    bench.lend_result(command)
    bench.boot()
    bench.lend(command, boot=bench.boot_number)
    bench.run(3_000)
    answer = bench.answers(command)[-1]
    assert (answer[fields.TYPE], answer[fields.OUTCOME]) == (messages.COMMAND_STATE, codes.DONE)
    assert len(bench.pulses) == 1


def test_a_command_that_touched_nothing_before_the_reboot_names_the_wrong_boot():
    bench = Bench(slot_count=2).fill(Bank(1, 10)).boot()
    command = bench.lend()
    bench.lend_result(command)
    bench.boot()
    bench.lend(command, boot=1)
    assert bench.answers(command)[-1][fields.REASON] == codes.WRONG_BOOT


def test_new_lends_wait_until_the_old_one_is_told():
    bench, first = cut_after_the_pulse(jammed=True)
    bench.jammed = set()
    bench.boot(settle=False)
    second = bench.lend()
    bench.run(5_000)
    kinds = [(body[fields.COMMAND], body[fields.OUTCOME]) for body in results(bench)]
    assert kinds == [(first, codes.REFUSED), (second, codes.DONE)]
    assert bench.pulses == [2, 1]


def test_the_round_goes_on_after_the_last_pulse_before_the_reboot():
    bench = Bench(slot_count=3).fill(Bank(1), Bank(2), Bank(3)).boot()
    bench.configure(1, ["rotate"])
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1
    bench.boot()
    assert bench.lend_result(bench.lend())[wire.SLOT] == 2


def test_a_cabinet_that_shrank_cannot_say_what_became_of_the_lend():
    bench, _ = cut_after_the_pulse(jammed=False)
    bench.slot_count = 1
    bench.boot()
    bench.run(1_000)
    assert results(bench)[0][fields.OUTCOME] == codes.UNKNOWN
