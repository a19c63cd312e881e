from cloud.domain.delivery.moment import not_after_uptime_ms, wall_ms
from shared_protocol.codes import CLOCK_NONE, CLOCK_RTC, CLOCK_SYNCED

NOW_MS = 1_000_000
LIVE = (4, 20_000, 900_000)  # boot, uptime, arrived


def test_a_deadline_is_the_estimated_uptime_plus_the_window() -> None:
    assert not_after_uptime_ms(20_000, 900_000, NOW_MS, 5_000) == 125_000


def test_a_report_that_was_under_way_makes_the_deadline_early() -> None:
    sent_late = not_after_uptime_ms(20_000, 900_300, NOW_MS, 5_000)
    assert sent_late < not_after_uptime_ms(20_000, 900_000, NOW_MS, 5_000)


def test_a_server_clock_set_back_never_extends_a_deadline() -> None:
    assert not_after_uptime_ms(20_000, 900_000, 1, 5_000) == 25_000


def test_a_synchronised_device_says_itself_when_it_was() -> None:
    assert wall_ms((4, 30_000, 777_000, CLOCK_SYNCED), LIVE, NOW_MS) == 777_000


def test_a_device_without_a_clock_is_placed_by_its_boot() -> None:
    assert wall_ms((4, 50_000, None, CLOCK_NONE), LIVE, NOW_MS) == 930_000


def test_the_live_report_is_believed_before_the_clock_chip() -> None:
    assert wall_ms((4, 50_000, 5, CLOCK_RTC), LIVE, NOW_MS) == 930_000


def test_the_clock_chip_is_believed_for_an_earlier_boot() -> None:
    assert wall_ms((3, 50_000, 800_000, CLOCK_RTC), LIVE, NOW_MS) == 800_000


def test_an_earlier_boot_without_a_clock_is_placed_at_arrival() -> None:
    assert wall_ms((3, 50_000, None, CLOCK_NONE), LIVE, NOW_MS) == NOW_MS


def test_nothing_happens_in_the_future() -> None:
    assert wall_ms((4, 30_000, NOW_MS + 9, CLOCK_SYNCED), LIVE, NOW_MS) == NOW_MS
    assert wall_ms((4, 9_000_000, None, CLOCK_NONE), LIVE, NOW_MS) == NOW_MS
