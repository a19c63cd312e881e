"""An operator opens one slot: at most one pulse a command, its result in the journal, what touched nothing on the status leaf."""

import pytest

from firmware.core.cabinet import signals
from firmware.core.common import inputs
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tests.support.bench_cabinet import Bank, Bench, bank_id, command_id


def cabinet(*banks, slot_count=4):
    return Bench(slot_count=slot_count).fill(*banks).boot()


def ended(bench, command):
    answer = bench.answer_to(command)
    return answer[fields.TYPE], answer[fields.OUTCOME], answer.get(fields.REASON, 0)


def test_a_bank_comes_out_and_the_journal_tells_which():
    bench = cabinet(Bank(1), Bank(2))
    command = bench.eject(2)
    assert ended(bench, command) == (wire.EJECT_RESULT, codes.DONE, 0)
    event = bench.events(wire.EJECT_RESULT)[0]
    assert (event[wire.SLOT], event[wire.BANK], event[fields.BOUND_BOOT]) == (2, bank_id(2), 1)
    bench.run(10_000)
    assert (bench.pulses, bench.events(wire.BANK_REMOVED)) == ([2], [])
    assert bench.journal.inventory.banks[2] == b""


def test_it_may_name_the_bank_that_has_to_be_there():
    bench = cabinet(Bank(1), Bank(2))
    assert ended(bench, bench.eject(2, bank_id(2))) == (wire.EJECT_RESULT, codes.DONE, 0)


@pytest.mark.parametrize(
    ("slot", "bank", "reason"),
    [
        (2, bank_id(1), wire.OTHER_BANK),
        (3, None, wire.NOTHING_THERE),
        (3, bank_id(1), wire.NOTHING_THERE),
        (5, None, wire.NO_SUCH_SLOT),
    ],
)
def test_what_is_not_there_is_answered_and_moves_nothing(slot, bank, reason):
    bench = cabinet(Bank(1), Bank(2))
    assert ended(bench, bench.eject(slot, bank)) == (messages.COMMAND_STATE, codes.REFUSED, reason)
    assert (bench.pulses, bench.events(wire.EJECT_RESULT)) == ([], [])


def test_a_replayed_eject_gets_its_old_answer_and_no_second_bank():
    bench = cabinet(Bank(1), Bank(2))
    command = bench.eject(2)
    bench.answer_to(command)
    bench.run(2_000)
    bench.slots[2] = Bank(7)
    bench.run(2_000)
    for _ in range(5):
        bench.eject(2, command=command)
        bench.run(1_000)
    assert bench.pulses == [2]
    assert {answer[fields.OUTCOME] for answer in bench.answers(command)} == {codes.DONE}


def test_an_eject_of_another_boot_or_past_its_deadline_does_nothing():
    bench = cabinet(Bank(1))
    old = bench.eject(1, boot=7)
    late = bench.eject(1, not_after_ms=bench.now_ms - 1)
    bench.run(5_000)
    assert [bench.answers(command)[0][fields.REASON] for command in (old, late)] == [
        codes.WRONG_BOOT,
        codes.DEADLINE_PASSED,
    ]
    assert bench.pulses == []


def test_a_jammed_lock_is_told_and_the_bank_is_not_lent():
    bench = cabinet(Bank(1))
    bench.jammed = {1}
    assert ended(bench, bench.eject(1)) == (wire.EJECT_RESULT, codes.REFUSED, wire.LOCKS_JAMMED)
    bench.run(5_000)
    assert bench.pulses == [1]
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.NO_FIT_BANK


def test_a_slot_that_cannot_be_read_is_waited_for_until_the_deadline():
    bench = cabinet(Bank(1))
    bench.unreadable = {1}
    bench.run(1_000)
    command = bench.eject(1, window_ms=5_000)
    assert ended(bench, command) == (messages.COMMAND_STATE, codes.EXPIRED, codes.DEADLINE_PASSED)
    assert bench.pulses == []


def test_a_slot_that_falls_silent_after_the_pulse_is_unknown():
    bench = cabinet(Bank(1))
    command = bench.eject(1)
    bench.run_until(lambda: bench.pulses)
    bench.unreadable = {1}
    assert ended(bench, command) == (wire.EJECT_RESULT, codes.UNKNOWN, wire.NOT_SEEN)


def test_a_bank_whose_id_is_dead_comes_out_unless_another_is_named():
    bench = cabinet(Bank(1))
    bench.dead_ids = {1}
    bench.run(5_000)
    assert ended(bench, bench.eject(1, bank_id(1)))[2] == wire.OTHER_BANK
    assert ended(bench, bench.eject(1)) == (wire.EJECT_RESULT, codes.DONE, 0)
    assert wire.BANK not in bench.events(wire.EJECT_RESULT)[0]
    assert bench.pulses == [1]


def test_a_bank_whose_id_is_dead_and_whose_lock_jams_is_told_so():
    bench = cabinet(Bank(1))
    bench.dead_ids = bench.jammed = {1}
    bench.run(5_000)
    assert ended(bench, bench.eject(1)) == (wire.EJECT_RESULT, codes.REFUSED, wire.LOCKS_JAMMED)


def test_a_foreign_bank_that_stayed_can_be_ejected():
    bench = cabinet()
    bench.jammed = {2}
    bench.slots[2] = Bank(99, cycles=signals.UNMARKED)
    bench.run(5_000)
    bench.jammed = set()
    assert ended(bench, bench.eject(2, bank_id(99))) == (wire.EJECT_RESULT, codes.DONE, 0)
    assert bench.pulses == [2, 2]


def test_lends_and_ejects_take_turns_one_lock_at_a_time():
    bench = cabinet(Bank(1), Bank(2), Bank(3))
    commands = [bench.lend(), bench.eject(3), bench.lend()]
    bench.run_until(lambda: bench.pulses)
    bench.run(50)
    assert len(bench.pulses) == 1
    assert [bench.answer_to(command)[fields.OUTCOME] for command in commands] == [codes.DONE] * 3
    assert bench.pulses == [1, 3, 2]


def test_an_eject_of_the_slot_that_was_lent_meanwhile_finds_nothing_there():
    bench = cabinet(Bank(1))
    bench.lend()
    assert ended(bench, bench.eject(1)) == (messages.COMMAND_STATE, codes.REFUSED, wire.NOTHING_THERE)


@pytest.mark.parametrize("why", ["return only", "disabled", "hot"])
def test_what_stops_lends_does_not_stop_an_eject(why):
    bench = cabinet(Bank(1))
    bench.configure(1, return_only=why == "return only", disabled=[1] if why == "disabled" else [])
    if why == "hot":
        bench.give(inputs.TEMPERATURE, 690)
    assert ended(bench, bench.eject(1)) == (wire.EJECT_RESULT, codes.DONE, 0)


def test_a_failing_flash_refuses_and_moves_nothing():
    bench = cabinet(Bank(1))
    bench.flash.fails = True
    assert ended(bench, bench.eject(1)) == (messages.COMMAND_STATE, codes.REFUSED, codes.FLASH_FAILED)
    assert bench.pulses == []


def test_a_full_journal_refuses_and_moves_nothing():
    bench = Bench(slot_count=4, quota_bytes=4 * 4096).fill(Bank(1)).boot()
    bench.acknowledging = False
    while bench.journal.has_room():
        bench.journal.append_event(bench.events(messages.BOOTED)[0])
    assert ended(bench, bench.eject(1)) == (messages.COMMAND_STATE, codes.REFUSED, codes.JOURNAL_FULL)
    assert bench.pulses == []


@pytest.mark.parametrize(
    ("jammed", "unreadable", "outcome", "reason"),
    [
        (False, False, codes.DONE, wire.POWER_CUT_BANK_GONE),
        (True, False, codes.REFUSED, wire.POWER_CUT_BANK_STAYED),
        (True, True, codes.UNKNOWN, wire.POWER_CUT_NOT_SEEN),
    ],
)
def test_a_power_cut_after_the_pulse_is_told_by_evidence_without_another_pulse(jammed, unreadable, outcome, reason):
    bench = cabinet(Bank(1), Bank(2))
    bench.jammed = {2} if jammed else set()
    command = bench.eject(2)
    bench.run_until(lambda: bench.pulses == [2])
    bench.unreadable = {2} if unreadable else set()
    bench.boot()
    bench.eject(2, command=command)  # asked again, bound to the new boot
    bench.run(10_000)
    event = bench.events(wire.EJECT_RESULT)[0]
    assert (event[fields.COMMAND], event[fields.OUTCOME], event[fields.REASON]) == (command, outcome, reason)
    assert (event[wire.SLOT], event[wire.BANK], event[fields.BOUND_BOOT]) == (2, bank_id(2), 1)
    assert (bench.pulses, len(bench.events(wire.EJECT_RESULT))) == ([2], 1)
    assert bench.events(wire.BANK_REMOVED) == []


def test_a_result_is_remembered_over_a_reboot_until_it_is_acknowledged():
    bench = cabinet(Bank(1))
    bench.acknowledging = False
    command = bench.eject(1)
    bench.answer_to(command)
    bench.boot()
    bench.slots[1] = Bank(7)
    bench.run(2_000)
    bench.eject(1, command=command)
    assert bench.answers(command)[-1][fields.OUTCOME] == codes.DONE
    assert bench.pulses == [1]


def test_a_customer_is_never_given_a_bank_by_an_eject():
    bench = cabinet(Bank(1))
    bench.eject(1, command=command_id(77))
    bench.run(5_000)
    assert bench.events(wire.LEND_RESULT) == []
