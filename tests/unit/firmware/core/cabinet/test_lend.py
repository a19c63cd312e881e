"""Lends of a whole cabinet core: what comes out, what is journaled, and what never happens."""

import pytest

from firmware.core.cabinet import act, signals
from firmware.core.common import inputs
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from shared_protocol.errors import LocalError
from tests.support.bench_cabinet import Bank, Bench, bank_id, command_id


def filled(*charges, **options):
    bench = Bench(slot_count=len(charges), **options)
    return bench.fill(*[Bank(number + 1, charge) for number, charge in enumerate(charges)])


def test_the_fullest_bank_comes_out_and_its_result_is_an_event():
    bench = filled(50, 80, 95, 70).boot()
    result = bench.lend_result(bench.lend())
    assert result[fields.TYPE] == wire.LEND_RESULT
    assert (result[fields.OUTCOME], result[wire.SLOT], result[wire.BANK]) == (codes.DONE, 3, bank_id(3))
    assert result[wire.CHARGE_PCT] == 95
    assert bench.pulses == [3]
    assert bench.events(wire.BANK_REMOVED) == []


def test_the_moment_of_a_lend_is_when_the_bank_left_and_not_when_that_was_sure():
    bench = filled(50).boot()
    bench.lend()
    bench.run_until(lambda: bench.ejecting)
    bench.run_until(lambda: not bench.ejecting)
    left_ms = bench.now_ms
    bench.run(2_000)
    assert left_ms <= bench.events(wire.LEND_RESULT)[0][fields.UPTIME_MS] <= left_ms + 50


def test_a_lend_right_after_a_start_waits_until_the_cabinet_has_looked_round():
    bench = filled(50, 80, 95, 70).boot(settle=False)
    result = bench.lend_result(bench.lend())
    assert (result[fields.OUTCOME], result[wire.SLOT], bench.pulses) == (codes.DONE, 3, [3])


def test_a_slot_that_nobody_can_see_does_not_hold_up_lends_for_long():
    bench = filled(50, 80, 95, 70)
    bench.unreadable = {3}
    bench.boot()
    result = bench.lend_result(bench.lend())
    assert (result[fields.OUTCOME], result[wire.SLOT]) == (codes.DONE, 2)
    assert bench.now_ms < 10_000


def test_no_fit_bank_is_refused_without_touching_a_lock_or_flash():
    bench = filled(10, 20).boot()
    operations = bench.flash.operations
    result = bench.lend_result(bench.lend())
    assert (result[fields.TYPE], result[fields.OUTCOME]) == (messages.COMMAND_STATE, codes.REFUSED)
    assert result[fields.REASON] == wire.NO_FIT_BANK
    assert bench.pulses == []
    assert bench.flash.operations == operations


def test_jammed_lock_lends_the_next_bank():
    bench = filled(50, 80, 95, 70).boot()
    bench.jammed = {3}
    result = bench.lend_result(bench.lend())
    assert (result[fields.OUTCOME], result[wire.SLOT], result[wire.TRIED_SLOTS]) == (codes.DONE, 2, [3, 2])


def test_all_but_one_slot_jammed_still_lends_the_one():
    bench = filled(*[40 + number for number in range(12)]).boot()
    bench.jammed = set(range(2, 13))
    result = bench.lend_result(bench.lend())
    assert (result[fields.OUTCOME], result[wire.SLOT]) == (codes.DONE, 1)
    assert bench.pulses == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_all_slots_jammed_is_refused_in_an_event():
    bench = filled(50, 80).boot()
    bench.jammed = {1, 2}
    result = bench.lend_result(bench.lend())
    assert (result[fields.TYPE], result[fields.REASON]) == (wire.LEND_RESULT, wire.LOCKS_JAMMED)
    assert bench.pulses == [2, 1]


def test_a_jammed_slot_is_passed_over_until_its_bank_was_taken_out():
    bench = filled(50, 80).boot()
    bench.jammed = {2}
    bench.lend_result(bench.lend())
    bench.jammed = set()
    bench.slots[1] = Bank(11, 40)
    bench.run(90_000)  # longer than unsettled
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1
    bench.slots.pop(2)
    bench.run(1_000)
    bench.slots[2] = Bank(2, 80)
    bench.run(5_000)
    assert bench.lend_result(bench.lend())[wire.SLOT] == 2


def test_all_but_one_slot_falsely_reported_as_full_lends_the_one():
    bench = Bench(slot_count=6).fill(Bank(1, 40))
    bench.switch = dict.fromkeys(range(2, 7), True)
    bench.boot()
    result = bench.lend_result(bench.lend())
    assert (result[fields.OUTCOME], result[wire.SLOT], bench.pulses) == (codes.DONE, 1, [1])


def test_a_bank_pulled_a_moment_ago_is_not_chosen():
    bench = filled(50, 95).boot()
    bench.slots.pop(2)
    bench.run(51)
    result = bench.lend_result(bench.lend())
    assert (result[wire.SLOT], bench.pulses) == (1, [1])
    assert [event[wire.BANK] for event in bench.events(wire.BANK_REMOVED)] == [bank_id(2)]


def test_a_bank_pulled_between_the_last_reading_and_the_command_is_not_chosen():
    bench = filled(50, 95).boot()
    bench.slots.pop(2)
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1


def test_the_charge_counts_as_it_is_read_after_the_command():
    bench = filled(50, 95).boot()
    bench.slots[2].charge_pct = 45
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1


@pytest.mark.parametrize("charge", [None, -1, 101, 255])
def test_a_bank_whose_gauge_is_silent_or_absurd_is_not_lent(charge):
    bench = filled(50, 95).boot()
    bench.slots[2].charge_pct = charge
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1


@pytest.mark.parametrize("charge", [29, 30])
def test_the_minimum_charge_itself_is_enough(charge):
    bench = filled(charge).boot()
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == (codes.DONE if charge == 30 else codes.REFUSED)


def test_a_disabled_slot_lends_nothing():
    bench = filled(50, 95).boot()
    bench.configure(2, disabled=[2])
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1


def test_a_hot_cabinet_lends_nothing_and_says_why():
    bench = filled(50, 95).boot()
    bench.give(inputs.TEMPERATURE, 601)
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.TOO_HOT
    bench.give(inputs.TEMPERATURE, 600)
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE


def test_a_cabinet_that_cannot_feel_its_temperature_lends():
    bench = filled(50).boot()
    bench.give(inputs.TEMPERATURE, None)
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE


def test_two_lends_at_once_are_carried_out_one_after_the_other():
    bench = filled(50, 80, 95).boot()
    first, second = bench.lend(), bench.lend()
    assert bench.lend_result(first)[wire.SLOT] == 3
    assert bench.lend_result(second)[wire.SLOT] == 2
    assert bench.pulse_history == [(first, 3), (second, 2)]


def test_more_lends_than_may_wait_are_turned_away():
    bench = filled(*[50] * 12).boot()
    commands = [bench.lend() for _ in range(10)]  # one under way, eight waiting, one too many
    assert bench.answers(commands[9])[0][fields.REASON] == codes.BUSY
    bench.run(30_000)
    assert sorted(bench.pulses) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_a_command_of_another_boot_is_refused_by_name_and_not_remembered():
    bench = filled(50).boot()
    command = bench.lend(boot=99)
    answer = bench.answers(command)[0]
    assert (answer[fields.REASON], answer[fields.BOUND_BOOT]) == (codes.WRONG_BOOT, 99)
    bench.lend(command)
    bench.run(2_000)
    assert bench.answers(command)[-1][fields.OUTCOME] == codes.DONE


def test_a_command_past_its_deadline_never_runs():
    bench = filled(50).boot()
    command = bench.lend(not_after_ms=bench.now_ms - 1)
    assert bench.answers(command)[0][fields.OUTCOME] == codes.EXPIRED
    bench.run(10_000)
    assert bench.pulses == []


def test_a_late_command_is_answered_even_when_no_more_can_be_remembered():
    bench = filled(10).boot()
    for number in range(64):
        bench.lend_result(bench.lend(command_id(1_000 + number), window_ms=600_000))
    assert bench.answers(bench.lend(not_after_ms=bench.now_ms - 1))[0][fields.OUTCOME] == codes.EXPIRED


def test_a_deadline_that_passes_while_it_waits_in_the_queue_expires_it():
    bench = filled(50, 60).boot()
    bench.jammed = {1, 2}
    bench.lend()
    late = bench.lend(window_ms=1_000)
    assert bench.lend_result(late)[fields.OUTCOME] == codes.EXPIRED
    bench.run(20_000)
    assert [slot for command, slot in bench.pulse_history if command == late] == []


def test_no_pulse_follows_the_deadline_even_if_banks_are_left():
    bench = filled(50, 60, 70).boot()
    bench.jammed = {1, 2, 3}
    result = bench.lend_result(bench.lend(window_ms=1_500))
    assert (result[fields.TYPE], result[fields.OUTCOME]) == (wire.LEND_RESULT, codes.EXPIRED)
    assert result[fields.REASON] == codes.DEADLINE_PASSED
    assert bench.pulses == [3, 2]


def test_a_lend_without_any_reading_expires_at_its_deadline():
    bench = filled(50).boot()
    bench.sensing = False
    result = bench.lend_result(bench.lend(window_ms=3_000))
    assert (result[fields.OUTCOME], bench.pulses) == (codes.EXPIRED, [])


@pytest.mark.parametrize("times", [1, 100])
def test_a_repeated_command_gets_the_same_result_and_no_second_act(times):
    bench = filled(50, 80).boot()
    command = bench.lend()
    for _ in range(times):
        bench.lend(command)
    bench.run(3_000)
    for _ in range(times):
        bench.lend(command)
    answers = bench.answers(command)
    executing = [answer for answer in answers if answer[fields.OUTCOME] == codes.EXECUTING]
    done = [answer for answer in answers if answer[fields.TYPE] == messages.COMMAND_STATE and answer not in executing]
    event = bench.events(wire.LEND_RESULT)[0]
    assert len(executing) == times
    assert [(answer[fields.OUTCOME], answer[fields.SEQ]) for answer in done] == [
        (codes.DONE, event[fields.SEQ])
    ] * times
    assert bench.pulses == [2]


def test_a_refused_command_stays_refused_when_banks_came_meanwhile():
    bench = filled(10).boot()
    command = bench.lend()
    assert bench.lend_result(command)[fields.REASON] == wire.NO_FIT_BANK
    bench.slots[1].charge_pct = 90
    bench.run(1_000)
    bench.lend(command)
    bench.run(1_000)
    assert (bench.answers(command)[-1][fields.REASON], bench.pulses) == (wire.NO_FIT_BANK, [])


def test_a_bank_that_leaves_late_while_the_next_is_tried_ends_the_lend():
    bench = filled(50, 80, 95).boot()
    bench.jammed = {3, 2}
    command = bench.lend()
    bench.run_until(lambda: bench.pulses == [3, 2])
    bench.run(500)
    bench.slots.pop(3)
    result = bench.lend_result(command)
    assert (result[fields.OUTCOME], result[wire.SLOT], result[wire.BANK]) == (codes.DONE, 3, bank_id(3))
    assert bench.pulses == [3, 2]


def test_a_second_bank_that_leaves_belongs_to_the_order_and_is_told_as_a_removal():
    bench = filled(50, 80, 95).boot()
    bench.jammed = {3}
    command = bench.lend()
    result = bench.lend_result(command)
    assert result[wire.SLOT] == 2
    bench.run(30_000)
    bench.slots.pop(3)
    bench.run(1_000)
    removed = bench.events(wire.BANK_REMOVED)
    assert [(event[wire.BANK], event[fields.ORDER]) for event in removed] == [(bank_id(3), result[fields.ORDER])]


def test_a_bank_that_leaves_when_its_slot_is_settled_again_belongs_to_nobody():
    bench = filled(50, 95).boot()
    bench.jammed = {2}
    bench.lend_result(bench.lend())
    bench.run(70_000)
    bench.slots.pop(2)
    bench.run(1_000)
    assert [fields.ORDER in event for event in bench.events(wire.BANK_REMOVED)] == [False]


def test_no_other_lock_is_pulsed_while_a_tried_bank_is_half_out():
    bench = filled(50, 80, 95).boot()
    bench.jammed = {3}
    bench.lend()
    bench.run_until(lambda: bench.pulses == [3])
    bench.run(act.EJECT_MS - 40)
    bench.slots.pop(3)
    bench.run(20_000)
    assert bench.pulses == [3]
    assert bench.events(wire.LEND_RESULT)[0][wire.SLOT] == 3


def test_no_other_lock_is_pulsed_while_one_tried_before_is_half_out():
    bench = filled(50, 80, 95).boot()
    bench.jammed = {3, 2}
    bench.lend()
    bench.run_until(lambda: bench.pulses == [3, 2])
    bench.run(act.EJECT_MS - 200)  # slot 2 is about to be given up
    bench.slots.pop(3)
    bench.run(20_000)
    assert bench.pulses == [3, 2]
    assert bench.events(wire.LEND_RESULT)[0][wire.SLOT] == 3


def test_readings_of_the_same_millisecond_are_too_old_to_choose_by():
    bench = filled(50).boot()
    bench.lend()
    bench.give(signals.READINGS, bench.readings())
    assert bench.pulses == []
    bench.now_ms += 1
    bench.give(signals.READINGS, bench.readings())
    assert bench.pulses == [1]


def test_a_slot_left_unsettled_by_an_unknown_result_lends_nothing_until_it_is_settled():
    bench = filled(50, 95).boot()
    bench.jammed = {2}
    command = bench.lend()
    bench.run_until(lambda: bench.pulses == [2])
    bench.unreadable = {2}
    assert bench.lend_result(command)[fields.OUTCOME] == codes.UNKNOWN
    bench.unreadable = set()
    bench.run(10_000)
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1
    bench.jammed = set()
    bench.run(60_000)
    assert bench.lend_result(bench.lend())[wire.SLOT] == 2


def test_a_slot_that_was_tried_is_not_chosen_again():
    bench = filled(50, 95).boot()
    assert bench.device._machine.configured.choose([], bench.now_ms).number == 2
    assert bench.device._machine.configured.choose([2], bench.now_ms).number == 1
    assert bench.device._machine.configured.choose([2, 1], bench.now_ms) is None


def test_a_bank_whose_return_is_not_in_the_journal_yet_is_not_lent():
    bench = Bench(slot_count=2).fill(Bank(1, 50)).boot()
    bench.slots[2] = Bank(9, 95)
    bench.flash.fails = True
    bench.run(600)
    bench.flash.fails = False
    bench.lend()
    bench.run(100)
    assert bench.pulses == [1]
    bench.run(2_000)
    assert [event[wire.BANK] for event in bench.events(wire.BANK_RETURNED)] == [bank_id(9)]


def test_a_slot_that_goes_blind_after_its_pulse_ends_unknown_and_nothing_else_is_tried():
    bench = filled(50, 95).boot()
    command = bench.lend()
    bench.run_until(lambda: bench.pulses == [2])
    bench.unreadable = {2}
    result = bench.lend_result(command)
    assert (result[fields.OUTCOME], result[fields.REASON]) == (codes.UNKNOWN, wire.NOT_SEEN)
    assert (result[wire.SLOT], bench.pulses) == (2, [2])
    bench.unreadable = set()
    bench.run(3_000)
    assert bench.events(wire.BANK_REMOVED)[0][fields.ORDER] == result[fields.ORDER]


def test_the_order_keeps_its_claim_while_nobody_can_see_the_slot():
    bench = filled(50, 95).boot()
    bench.lend()
    bench.run_until(lambda: bench.pulses == [2])
    bench.unreadable = {2}
    bench.run(300_000)
    bench.unreadable = set()
    bench.run(3_000)
    assert fields.ORDER in bench.events(wire.BANK_REMOVED)[0]


def test_sensing_that_stops_after_the_pulse_ends_unknown():
    bench = filled(50, 95).boot()
    command = bench.lend()
    bench.run_until(lambda: bench.pulses == [2])
    bench.sensing = False
    assert bench.lend_result(command)[fields.OUTCOME] == codes.UNKNOWN


def test_a_dead_expander_does_not_look_like_banks_that_left():
    bench = filled(50, 95).boot()
    bench.unreadable = {1, 2}
    bench.run(10_000)
    assert bench.events(wire.BANK_REMOVED) == []
    assert bench.lend_result(bench.lend())[fields.REASON] == wire.NO_FIT_BANK


def test_uptime_far_beyond_small_integers_lends_as_ever():
    bench = filled(50, 95).boot(at_ms=(1 << 62) // 10**6 + (1 << 31))
    result = bench.lend_result(bench.lend())
    assert (result[fields.OUTCOME], result[wire.SLOT]) == (codes.DONE, 2)


@pytest.mark.parametrize("start", [(1 << 29) - 3_000, (1 << 30) - 3_000, (1 << 31) - 3_000])
def test_lends_while_ticks_of_a_board_would_wrap(start):
    bench = filled(50, 95).boot(at_ms=start)
    assert bench.lend_result(bench.lend())[wire.SLOT] == 2


def test_more_commands_than_can_be_remembered_are_met_with_silence_until_old_ones_may_go():
    bench = filled(10).boot()
    for number in range(64):
        bench.lend_result(bench.lend(command_id(1_000 + number), window_ms=600_000))
    silent = bench.lend(command_id(2_000))
    bench.run(2_000)
    assert bench.answers(silent) == []
    bench.run(600_000)
    bench.lend(silent, window_ms=5_000)
    bench.run(1_000)
    assert bench.answers(silent)[0][fields.REASON] == wire.NO_FIT_BANK


def test_a_result_that_is_not_acknowledged_is_not_forgotten():
    bench = filled(*[50] * 12).boot()
    bench.acknowledging = False
    commands = []
    for number in range(66):
        for slot in range(1, 13):
            bench.slots.setdefault(slot, Bank(100 + number * 12 + slot, 50))
        bench.run(1_000)
        commands.append(bench.lend(window_ms=5_000))
        bench.run(8_000)
    assert len(bench.pulses) == 64
    bench.lend(commands[0])
    assert bench.answers(commands[0])[-1][fields.OUTCOME] == codes.DONE
    bench.acknowledge(bench.journal.next_seq - 1, echo=False)
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE


@pytest.mark.parametrize("state", range(5))
@pytest.mark.parametrize("happened", range(8))
def test_every_state_and_input_of_a_lend_is_legal_by_the_table_or_raises_and_changes_nothing(state, happened):
    one = act.Act(command_id(1), command_id(2), 1, 10, 0)
    one.state = state
    if (state, happened) in act.TABLE:
        one._step(happened)
        assert one.state == act.TABLE[(state, happened)]
    else:
        with pytest.raises(LocalError):
            one._step(happened)
        assert one.state == state


def test_a_slot_is_never_pulsed_twice_for_one_command():
    one = act.Act(command_id(1), command_id(2), 1, 10, 0)
    one.pulse(3, bank_id(3), 50, 5)
    one.bank_stayed(8)
    with pytest.raises(LocalError):
        one.pulse(3, bank_id(3), 50, 9)


def test_a_message_that_is_unknown_to_this_firmware_is_ignored():
    bench = filled(50).boot()
    bench.published.clear()
    bench.give(inputs.MESSAGE, topics.COMMAND, {fields.TYPE: 200})
    assert bench.published == []


def test_an_unknown_input_is_our_own_bug():
    with pytest.raises(LocalError):
        filled(50).boot().give(99)
