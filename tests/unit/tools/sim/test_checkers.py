"""Every checker catches what it is for: each test feeds a story that keeps the promise, then one step that breaks it."""

from dataclasses import replace
from typing import Any

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tests.unit.tools.sim.flash_bytes import segment
from tools.sim.checkers import Checker, all_checkers
from tools.sim.checkers.answers import Answers
from tools.sim.checkers.banks import Banks
from tools.sim.checkers.delivery import Delivery
from tools.sim.checkers.freshness import Freshness
from tools.sim.checkers.intents import Intents
from tools.sim.checkers.pulses import Pulses
from tools.sim.checkers.repetition import Repetition
from tools.sim.checkers.settling import Settling
from tools.sim.checkers.violation import Violation
from tools.sim.flash_records import Intent
from tools.sim.observations import (
    AckArrived,
    AckSent,
    AckTaken,
    AppliedAgain,
    BankAtRest,
    BankLeft,
    BankPushedIn,
    Booted,
    CabinetAtRest,
    CommandArrived,
    DeviceAtRest,
    FileRemoved,
    Observation,
    OrderAtRest,
    Published,
    Pulsed,
    Settled,
)

CABINET = "cab-0000000000000001"
COMMAND = b"c" * 16
ORDER = b"o" * 16
JOURNAL = b"journal1"
BANK = b"bank01"
OTHER_BANK = b"bank02"


def lend(boot: int = 3, not_after_ms: int = 20_000, command: bytes = COMMAND) -> CommandArrived:
    body = {
        fields.TYPE: wire.LEND,
        fields.COMMAND: command,
        fields.ORDER: ORDER,
        fields.BOOT: boot,
        fields.NOT_AFTER_UPTIME_MS: not_after_ms,
    }
    return CommandArrived(CABINET, 3, body)


def pulse(
    slot: int = 1, boot: int = 3, uptime_ms: int = 9_000, offset: int = 100, order: bytes = ORDER, **intent: Any
) -> Pulsed:
    written = Intent(("journal-00000001", offset), COMMAND, order, slot, BANK, boot)._replace(**intent)
    return Pulsed(CABINET, boot, uptime_ms, slot, written)


def result(seq: int = 1, outcome: int = codes.DONE, bank: bytes = BANK, **more: Any) -> Published:
    body = {
        fields.TYPE: wire.LEND_RESULT,
        fields.JOURNAL: JOURNAL,
        fields.SEQ: seq,
        fields.COMMAND: COMMAND,
        fields.ORDER: ORDER,
        fields.OUTCOME: outcome,
        wire.BANK: bank,
    }
    return Published(CABINET, more.get("boot", 3), body)


def state(outcome: int, reason: int = 0, boot: int = 3) -> Published:
    body = {fields.TYPE: messages.COMMAND_STATE, fields.COMMAND: COMMAND, fields.OUTCOME: outcome}
    return Published(CABINET, boot, body | ({fields.REASON: reason} if reason else {}))


def tell(checker: Checker, *story: Observation) -> None:
    for seen in story:
        checker.see(seen)


def breaks(checker: Checker, invariant: str, *story: Observation) -> str:
    tell(checker, *story[:-1])
    with pytest.raises(Violation) as broken:
        checker.see(story[-1])
    assert broken.value.invariant == invariant
    return broken.value.what


def test_a_lend_as_it_should_be_offends_no_checker():
    story = [
        Booted(CABINET, frozenset()),
        lend(),
        pulse(),
        BankLeft(CABINET, 1, BANK, 200),
        result(),
        AckSent(CABINET, JOURNAL, 1),
        AckArrived(CABINET, JOURNAL, 1),
        state(codes.DONE),
        Booted(CABINET, frozenset()),
        state(codes.REFUSED, codes.WRONG_BOOT, boot=4),
    ]
    for checker in all_checkers():
        tell(checker, *story)


# INV-8


def test_a_pulse_without_any_intent_breaks_inv_8():
    bare = replace(pulse(), intent=None)
    assert "no INTENT" in breaks(Intents(), "INV-8", lend(), bare)


def test_an_intent_licenses_one_pulse_only():
    assert "second time" in breaks(Intents(), "INV-8", lend(), pulse(), pulse())


def test_an_intent_for_another_slot_licenses_nothing():
    breaks(Intents(), "INV-8", lend(), replace(pulse(slot=2), slot=1))


def test_an_intent_of_an_earlier_boot_licenses_nothing():
    breaks(Intents(), "INV-8", lend(), replace(pulse(boot=2), boot=3))


def test_an_intent_for_an_order_that_nobody_placed_breaks_inv_8():
    breaks(Intents(), "INV-8", lend(), pulse(order=b"x" * 16))


# INV-7


def test_a_second_pulse_of_one_slot_for_one_command_breaks_inv_7():
    assert "a second time" in breaks(Pulses(), "INV-7", pulse(), pulse(offset=200))


def test_the_next_slot_may_be_pulsed_when_the_bank_stayed():
    tell(Pulses(), pulse(slot=1), pulse(slot=2))


def test_a_pulse_for_an_intent_that_was_open_before_a_reboot_breaks_inv_7():
    breaks(Pulses(), "INV-7", Booted(CABINET, frozenset({COMMAND})), pulse())


def test_a_command_goes_on_in_no_other_boot_than_it_began_in():
    breaks(Pulses(), "INV-7", pulse(slot=1), pulse(slot=2, boot=4))


def test_an_order_that_has_its_bank_gets_no_further_pulse():
    breaks(Pulses(), "INV-7", pulse(slot=1), BankLeft(CABINET, 1, BANK, 150), pulse(slot=2))


def test_two_banks_that_come_out_for_one_order_break_inv_7():
    story = [pulse(slot=1), pulse(slot=2), BankLeft(CABINET, 1, BANK, 150), BankLeft(CABINET, 2, OTHER_BANK, 150)]
    breaks(Pulses(), "INV-7", *story)


def test_a_bank_that_was_pushed_back_at_once_counts_no_more():
    back = [BankLeft(CABINET, 1, BANK, 150), BankPushedIn(CABINET, 1, BANK)]
    tell(Pulses(), pulse(slot=1), *back, pulse(slot=2), BankLeft(CABINET, 2, OTHER_BANK, 150))


def test_a_bank_that_a_sticky_lock_lets_go_late_is_not_the_cabinets_fault():
    late = BankLeft(CABINET, 1, OTHER_BANK, 12_000)
    tell(Pulses(), pulse(slot=1), pulse(slot=2), BankLeft(CABINET, 2, BANK, 150), late)


def test_two_different_lends_told_of_one_order_break_inv_7():
    breaks(Pulses(), "INV-7", result(), result(seq=2, bank=OTHER_BANK))


# INV-14


def test_a_pulse_past_the_deadline_breaks_inv_14():
    assert "1 ms after" in breaks(Freshness(), "INV-14", lend(not_after_ms=20_000), pulse(uptime_ms=20_001))


def test_a_pulse_at_the_deadline_is_in_time():
    tell(Freshness(), lend(not_after_ms=20_000), pulse(uptime_ms=20_000))


def test_a_pulse_for_a_command_of_another_boot_breaks_inv_14():
    breaks(Freshness(), "INV-14", lend(boot=2), pulse())


def test_a_pulse_for_what_was_asked_before_the_reboot_breaks_inv_14():
    breaks(Freshness(), "INV-14", lend(), Booted(CABINET, frozenset()), pulse())


def test_a_replay_after_its_result_was_acknowledged_breaks_inv_14():
    story = [lend(), pulse(), result(), AckArrived(CABINET, JOURNAL, 1), lend(), pulse(slot=2)]
    assert "replay" in breaks(Freshness(), "INV-14", *story)


# INV-13


def test_two_results_of_one_command_break_inv_13():
    breaks(Answers(), "INV-13", lend(), result(seq=1), result(seq=2))


def test_an_answer_that_differs_from_the_stored_result_breaks_inv_13():
    breaks(Answers(), "INV-13", lend(), result(), state(codes.REFUSED, wire.NO_FIT_BANK))


def test_a_result_that_is_committed_may_be_forgotten():
    refused = state(codes.REFUSED, codes.WRONG_BOOT, boot=4)
    tell(Answers(), lend(), result(), AckArrived(CABINET, JOURNAL, 1), refused)


def test_to_begin_again_after_a_result_breaks_inv_13_even_when_it_is_committed():
    breaks(Answers(), "INV-13", lend(), result(), AckArrived(CABINET, JOURNAL, 1), state(codes.EXECUTING))


def test_a_pulse_after_a_refusal_breaks_inv_13():
    breaks(Answers(), "INV-13", lend(), state(codes.EXPIRED, codes.DEADLINE_PASSED), pulse())


def test_two_different_refusals_in_one_boot_break_inv_13():
    breaks(Answers(), "INV-13", lend(), state(codes.REFUSED, codes.BUSY), state(codes.REFUSED, wire.NO_FIT_BANK))


def test_a_refusal_past_its_deadline_may_be_forgotten():
    tell(Answers(), lend(), state(codes.REFUSED, codes.BUSY), state(codes.EXPIRED, codes.DEADLINE_PASSED))


# INV-15


def event(seq: int, uptime_ms: int = 5) -> Published:
    body = {fields.TYPE: messages.BOOTED, fields.JOURNAL: JOURNAL, fields.SEQ: seq, fields.UPTIME_MS: uptime_ms}
    return Published(CABINET, 3, body)


def test_a_number_that_is_left_out_breaks_inv_15():
    breaks(Delivery(), "INV-15", event(1), event(3))


def test_a_number_that_is_used_for_two_events_breaks_inv_15():
    breaks(Delivery(), "INV-15", event(1), event(2), event(1, uptime_ms=6))


def test_an_event_that_is_sent_again_as_it_was_is_fine():
    tell(Delivery(), event(1), event(2), event(1), event(2))


def test_an_acknowledgement_of_what_was_never_sent_breaks_inv_15():
    breaks(Delivery(), "INV-15", event(1), AckSent(CABINET, JOURNAL, 2))


def test_deleting_what_nobody_acknowledged_breaks_inv_15():
    removed = FileRemoved(CABINET, "journal-00000001", segment(JOURNAL, first_seq=1, events=3))
    assert "deleted event 3" in breaks(Delivery(), "INV-15", AckArrived(CABINET, JOURNAL, 2), removed)


def test_an_acknowledgement_of_another_journal_allows_no_deletion():
    removed = FileRemoved(CABINET, "journal-00000001", segment(JOURNAL, first_seq=1, events=3))
    breaks(Delivery(), "INV-15", AckArrived(CABINET, b"other-id", 99), removed)


def test_believing_an_acknowledgement_of_another_journal_breaks_inv_15():
    tell(Delivery(), event(1), event(2), AckArrived(CABINET, JOURNAL, 2), AckTaken(CABINET, 2))
    breaks(Delivery(), "INV-15", event(1), event(2), AckArrived(CABINET, b"other-id", 2), AckTaken(CABINET, 2))


def test_deleting_what_was_acknowledged_is_fine():
    removed = FileRemoved(CABINET, "journal-00000001", segment(JOURNAL, first_seq=1, events=3))
    tell(Delivery(), AckArrived(CABINET, JOURNAL, 3), removed)


def test_an_old_event_that_changes_the_cloud_again_breaks_inv_15():
    tell(Repetition(), AppliedAgain(CABINET, "as it was", "as it was"))
    breaks(Repetition(), "INV-15", AppliedAgain(CABINET, "as it was", "not as it was"))


# The end: INV-11, INV-15, INV-17, INV-29


def rest(**changes: Any) -> Settled:
    """One bank in slot 1, one with an active order; the cloud knows."""
    end = Settled(
        outside=frozenset({OTHER_BANK}),
        cabinets={CABINET: CabinetAtRest({1: BANK, 2: None}, 0)},
        devices={CABINET: DeviceAtRest(True, JOURNAL, 2, {JOURNAL: [1, 2]})},
        orders={ORDER: OrderAtRest(CABINET, "active", OTHER_BANK)},
        banks={
            BANK: BankAtRest("slot", CABINET, 1, None),
            OTHER_BANK: BankAtRest("order", None, None, ORDER),
        },
        open_commands=0,
    )
    return replace(end, **changes)


def test_a_world_in_order_is_at_rest():
    for checker in all_checkers():
        tell(checker, rest())


@pytest.mark.parametrize(
    "applied",
    [pytest.param([1], id="an event is missing"), pytest.param([1, 3], id="there is a gap")],
)
def test_a_committed_prefix_with_a_hole_breaks_inv_15(applied: list[int]):
    breaks(Delivery(), "INV-15", rest(devices={CABINET: DeviceAtRest(True, JOURNAL, 2, {JOURNAL: applied})}))


def test_an_event_that_never_reached_the_cloud_breaks_inv_15():
    breaks(Delivery(), "INV-15", event(1), event(2), event(3), rest())


def test_a_journal_that_does_not_drain_breaks_inv_17():
    breaks(Settling(), "INV-17", rest(cabinets={CABINET: CabinetAtRest({1: BANK}, 4)}))


def test_an_order_that_stays_undecided_breaks_inv_17():
    breaks(Settling(), "INV-17", rest(orders={ORDER: OrderAtRest(CABINET, "authorised", None)}))


def test_a_command_that_stays_open_breaks_inv_17():
    breaks(Settling(), "INV-17", rest(open_commands=1))


def test_a_connected_cabinet_that_the_cloud_calls_offline_breaks_inv_29():
    breaks(Settling(), "INV-29", rest(devices={CABINET: DeviceAtRest(False, JOURNAL, 2, {JOURNAL: [1, 2]})}))


def test_a_bank_in_two_slots_breaks_inv_11():
    breaks(Banks(), "INV-11", rest(cabinets={CABINET: CabinetAtRest({1: BANK, 2: BANK}, 0)}))


def test_a_bank_that_the_cloud_has_in_the_wrong_slot_breaks_inv_11():
    known = rest().banks | {BANK: BankAtRest("slot", CABINET, 2, None)}
    breaks(Banks(), "INV-11", rest(banks=known))


def test_a_bank_in_a_slot_that_the_cloud_has_with_an_order_breaks_inv_11():
    breaks(Banks(), "INV-11", rest(banks=rest().banks | {BANK: BankAtRest("order", None, None, ORDER)}))


def test_a_free_bank_breaks_inv_11():
    breaks(Banks(), "INV-11", rest(orders={ORDER: OrderAtRest(CABINET, "ended", OTHER_BANK)}))


def test_a_lost_bank_that_nobody_was_alarmed_about_breaks_inv_11():
    lost = rest().banks | {OTHER_BANK: BankAtRest("lost", None, None, None)}
    breaks(Banks(), "INV-11", rest(orders={}, banks=lost))
    tell(Banks(), rest(orders={}, banks=lost, alarmed_banks=frozenset({OTHER_BANK})))


def test_an_order_that_goes_on_after_its_bank_came_back_breaks_inv_11():
    breaks(
        Banks(),
        "INV-11",
        rest(outside=frozenset(), orders={ORDER: OrderAtRest(CABINET, "active", OTHER_BANK)}),
    )


def test_one_bank_in_two_open_orders_breaks_inv_11():
    two = {ORDER: OrderAtRest(CABINET, "active", OTHER_BANK), b"p" * 16: OrderAtRest(CABINET, "active", OTHER_BANK)}
    breaks(Banks(), "INV-11", rest(orders=two))


def test_a_bank_that_was_sold_may_stay_out():
    lost = {BANK: BankAtRest("slot", CABINET, 1, None), OTHER_BANK: BankAtRest("lost", None, None, None)}
    Banks().see(rest(orders={ORDER: OrderAtRest(CABINET, "sold", OTHER_BANK)}, banks=lost))


@pytest.mark.parametrize(("state", "bank"), [("sold", BANK), ("ended", OTHER_BANK)])
def test_a_lost_bank_that_nobody_bought_and_no_alarm_told_of_breaks_inv_11(state: str, bank: bytes):
    lost = {BANK: BankAtRest("slot", CABINET, 1, None), OTHER_BANK: BankAtRest("lost", None, None, None)}
    breaks(Banks(), "INV-11", rest(orders={ORDER: OrderAtRest(CABINET, state, bank)}, banks=lost))
