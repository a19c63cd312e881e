"""Whose time is believed, and when."""

import pytest

from firmware.core.common import inputs
from firmware.core.common.clock import EARLIEST_MS, MAX_ROUND_TRIP_MS, Clock
from shared_protocol import codes, fields, messages
from tests.support.bench_cabinet import Bench

NOW = 1_800_000_000_000


def test_an_event_before_any_time_is_known_carries_boot_and_uptime_alone():
    moment = Clock(3).moment(77)
    assert moment == {fields.BOOT: 3, fields.UPTIME_MS: 77, fields.CLOCK_QUALITY: codes.CLOCK_NONE}


def test_the_chips_time_counts_until_the_servers_is_known():
    clock = Clock(1)
    clock.take_rtc(NOW, 1_000)
    assert clock.moment(4_000)[fields.WALL_MS] == NOW + 3_000
    assert clock.quality == codes.CLOCK_RTC
    clock.sent(2_000)
    clock.take_server(NOW + 60_000, 2_000, 2_100)
    clock.take_rtc(NOW, 3_000)
    assert clock.quality == codes.CLOCK_SYNCED
    assert clock.moment(2_050)[fields.WALL_MS] == NOW + 60_000


@pytest.mark.parametrize("absurd", [0, 946_684_800_000, EARLIEST_MS - 1, 9_000_000_000_001])
def test_absurd_times_are_no_times(absurd):
    clock = Clock(1)
    clock.take_rtc(absurd, 0)
    clock.sent(0)
    assert clock.take_server(absurd, 0, 10) is None
    assert clock.quality == codes.CLOCK_NONE


@pytest.mark.parametrize(
    ("boot", "echo", "now", "believed"),
    [
        (1, 500, 600, True),
        (1, 500, 500 + MAX_ROUND_TRIP_MS, True),
        (1, 500, 501 + MAX_ROUND_TRIP_MS, False),
        (2, 500, 600, False),
        (1, 501, 600, False),
        (1, -1, 600, False),
        (None, None, 600, False),
        (1, None, 600, False),
    ],
)
def test_only_a_quick_answer_to_a_report_of_this_boot_is_fresh(boot, echo, now, believed):
    clock = Clock(1)
    clock.sent(500)
    assert clock.answers(boot, echo, now) is believed


def test_a_better_round_trip_replaces_a_worse_one_and_not_the_other_way_round():
    clock = Clock(1)
    clock.take_server(NOW, 0, 1_000)
    assert clock.moment(1_000)[fields.WALL_MS] == NOW + 500
    clock.take_server(NOW + 1_000, 1_990, 2_000)
    assert clock.moment(2_000)[fields.WALL_MS] == NOW + 1_005
    clock.take_server(NOW + 9_000, 2_000, 4_000)
    assert clock.moment(2_000)[fields.WALL_MS] == NOW + 1_005


def test_the_chip_is_set_when_it_is_off_or_was_never_read():
    clock = Clock(1)
    assert clock.take_server(NOW, 990, 1_000) == NOW + 5
    clock = Clock(1)
    clock.take_rtc(NOW - 1_500, 1_000)
    assert clock.take_server(NOW, 1_000, 1_000) is None
    clock = Clock(1)
    clock.take_rtc(NOW + 3_600_000, 1_000)
    assert clock.take_server(NOW, 1_000, 1_000) == NOW
    assert clock.take_server(NOW, 1_000, 1_000) is None


def test_an_acknowledgement_with_the_time_sets_clock_and_chip():
    bench = Bench(slot_count=1)
    bench.acknowledging = False
    bench.boot(settle=False)
    bench.give(inputs.WALL_TIME, NOW - 3_600_000)
    bench.acknowledge(0, time_ms=NOW)
    assert bench.rtc_ms == NOW
    bench.run(60_000)
    assert bench.device.snapshot()["clock_quality"] == codes.CLOCK_SYNCED


def test_an_acknowledgement_without_an_echo_never_sets_the_clock():
    bench = Bench(slot_count=1)
    bench.acknowledging = False
    bench.boot(settle=False)
    bench.acknowledge(0, echo=False)
    assert (bench.rtc_ms, bench.device.snapshot()["clock_quality"]) == (None, codes.CLOCK_NONE)


def test_an_answer_held_back_is_an_acknowledgement_and_no_time():
    bench = Bench(slot_count=1)
    bench.acknowledging = False
    bench.boot(settle=False)
    bench.now_ms += MAX_ROUND_TRIP_MS + 1
    bench.acknowledge(1)
    assert (bench.rtc_ms, bench.journal.acknowledged) == (None, 1)
    assert bench.events(messages.BOOTED)[0][fields.CLOCK_QUALITY] == codes.CLOCK_NONE
