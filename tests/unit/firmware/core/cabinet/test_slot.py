"""One slot under bouncing contacts, stuck switches, silent gauges and a clock that jumps between samples."""

import pytest

from firmware.core.cabinet import signals
from firmware.core.cabinet import slot as slots
from firmware.core.cabinet.slot import Slot
from shared_protocol import cabinet as wire
from shared_protocol.errors import LocalError
from tests.support.bench_cabinet import bank_id

HERE = (True, bank_id(1), 80, 5)
OTHER = (True, bank_id(2), 80, 5)
GONE = (False, b"", None, None)
BLIND = (None, None, None, None)


class Feeder:
    """Reads the same thing every 50 ms."""

    def __init__(self):
        self.slot = Slot(1)
        self.now_ms = 1_000

    def feed(self, reading, ms=50):
        for _ in range(ms // 50):
            self.slot.read(reading, self.now_ms)
            self.now_ms += 50
        return self.slot


def occupied():
    feeder = Feeder()
    feeder.feed(HERE, 3_000)
    return feeder


def test_a_bank_is_settled_after_three_equal_samples_and_150_ms():
    feeder = Feeder()
    feeder.feed(GONE, 1_000)
    assert feeder.feed(HERE, 150).state == slots.ARRIVING
    assert feeder.feed(HERE, 50).state == slots.OCCUPIED
    assert feeder.slot.bank == bank_id(1)


def test_two_samples_far_apart_settle_nothing():
    slot = Slot(1)
    slot.read(HERE, 0)
    slot.read(HERE, 10_000)
    assert slot.state == slots.UNKNOWN
    slot.read(HERE, 20_000)
    assert slot.state == slots.OCCUPIED


def test_a_bank_is_gone_when_its_id_was_silent_for_the_confirm_time():
    feeder = occupied()
    assert feeder.feed(GONE, slots.CONFIRM_MS).state == slots.LEAVING
    assert feeder.feed(GONE, 50).state == slots.EMPTY
    assert feeder.slot.left_ms == 4_000


def test_a_bank_that_bounces_stays_and_keeps_its_place():
    feeder = occupied()
    for _ in range(20):
        feeder.feed(GONE, 100)
        feeder.feed(HERE, 50)
    assert feeder.feed(HERE, 300).state == slots.OCCUPIED
    assert feeder.slot.arrived_ms == 1_000


def test_the_moment_of_return_is_the_first_insertion_however_long_it_bounced():
    feeder = Feeder()
    feeder.feed(GONE, 1_000)
    for _ in range(10):
        feeder.feed(HERE, 50)
        feeder.feed(GONE, 50)
    feeder.feed(HERE, 500)
    assert (feeder.slot.state, feeder.slot.arrived_ms) == (slots.OCCUPIED, 2_000)


def test_a_swap_without_a_gap_is_another_bank():
    feeder = occupied()
    assert feeder.feed(OTHER, 300).bank == bank_id(2)
    assert (feeder.slot.left_ms, feeder.slot.arrived_ms) == (4_000, 4_000)


def test_silence_of_the_mux_changes_nothing_and_is_not_lendable():
    feeder = occupied()
    assert feeder.slot.lendable(30)
    feeder.feed(BLIND)
    assert (feeder.slot.state, feeder.slot.bank, feeder.slot.lendable(30)) == (slots.OCCUPIED, bank_id(1), False)
    assert feeder.feed(BLIND, 5_000).faults == wire.EXPANDER_SILENT


@pytest.mark.parametrize("blank", [b"\x00" * 6, b"\xff" * 6, b"\x50\x01", b"x" * 7])
def test_an_id_that_no_bank_can_have_is_unreadable_and_no_bank(blank):
    feeder = Feeder()
    feeder.feed((True, blank, 80, 5), 3_000)
    assert (feeder.slot.state, feeder.slot.faults) == (slots.EMPTY, wire.BANK_UNREADABLE)


@pytest.mark.parametrize(
    ("reading", "faults"),
    [
        (HERE, 0),
        (GONE, 0),
        ((True, b"", None, None), wire.PRESENCE_STUCK | wire.BANK_UNREADABLE),
        ((False, bank_id(1), 80, 5), wire.PRESENCE_STUCK),
        ((True, bank_id(1), None, 5), wire.GAUGE_SILENT),
        ((True, bank_id(1), 101, 5), wire.GAUGE_IMPLAUSIBLE),
        ((True, bank_id(1), -1, 5), wire.GAUGE_IMPLAUSIBLE),
        ((True, bank_id(1), 80, 70_000), wire.GAUGE_IMPLAUSIBLE),
        ((True, bank_id(1), 80, signals.DAMAGED), wire.WEAR_RECORD_BAD),
        ((True, bank_id(1), 80, signals.UNMARKED), wire.WEAR_RECORD_BAD),
        ((True, bank_id(1), 80, None), 0),
        ((None, bank_id(1), 80, 5), wire.EXPANDER_SILENT),
        ((True, None, None, None), wire.EXPANDER_SILENT),
    ],
)
def test_what_each_reading_says_is_wrong(reading, faults):
    feeder = Feeder()
    feeder.feed(reading, slots.FAULT_MS)
    assert feeder.slot.faults == 0
    assert feeder.feed(reading, 100).faults == faults
    assert feeder.feed(HERE, slots.FAULT_MS + 100).faults == 0


def test_a_switch_that_flickers_is_no_fault_and_no_bank_to_lend_while_it_is_wrong():
    feeder = occupied()
    for _ in range(20):
        assert not feeder.feed((False, *HERE[1:])).lendable(30)
        assert feeder.feed(HERE).lendable(30)
    assert feeder.slot.faults == 0


@pytest.mark.parametrize(
    ("reading", "state"), [(HERE, wire.SLOT_OCCUPIED), (GONE, wire.SLOT_EMPTY), (BLIND, wire.SLOT_FAULTY)]
)
def test_the_state_for_the_wire(reading, state):
    feeder = Feeder()
    assert feeder.slot.report_state(False) == wire.SLOT_SETTLING
    assert feeder.feed(reading, 3_000).report_state(False) == state
    assert feeder.slot.report_state(True) == wire.SLOT_DISABLED


def test_a_claim_ends_with_its_time_and_holds_while_it_runs():
    feeder = occupied()
    feeder.slot.claim(b"order", feeder.now_ms)
    feeder.feed(HERE, slots.UNSETTLED_MS)
    feeder.feed(GONE, 500)
    assert feeder.slot.order_of_leaver() == b"order"
    feeder = occupied()
    feeder.slot.claim(b"order", feeder.now_ms)
    feeder.feed(HERE, slots.UNSETTLED_MS + 100)
    feeder.feed(GONE, 500)
    assert feeder.slot.order_of_leaver() is None


SIGHTS = {
    slots.NOTHING: (b"", 1),
    slots.NOTHING_SETTLED: (b"", 9),
    slots.SAME: (bank_id(1), 1),
    slots.SAME_SETTLED: (bank_id(1), 9),
    slots.OTHER: (bank_id(2), 1),
    slots.OTHER_SETTLED: (bank_id(2), 9),
}


@pytest.mark.parametrize("state", range(5))
@pytest.mark.parametrize("sight", range(6))
def test_every_state_and_sight_follows_the_table_or_raises_and_changes_nothing(state, sight):
    slot = Slot(1)
    slot.state = state
    slot.bank = bank_id(1)
    bank, count = SIGHTS[sight]
    slot._seen, slot._seen_count, slot._seen_since_ms = bank, count, 0
    if sight in slots.TABLE[state]:
        slot._move(bank, 10_000)
        assert slot.state == slots.TABLE[state][sight]
    else:
        with pytest.raises(LocalError):
            slot._move(bank, 10_000)
        assert slot.state == state


def test_no_reading_whatever_leads_out_of_the_table():
    readings = (HERE, OTHER, GONE, BLIND)
    for first in range(4**4):
        slot = Slot(1)
        now_ms = 0
        for step in range(4):
            for _ in range(4 if first >> 3 & 1 else 1):
                slot.read(readings[first >> 2 * step & 3], now_ms)
                now_ms += 400
