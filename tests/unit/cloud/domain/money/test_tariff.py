"""What a rental costs, worked out by hand."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from cloud.domain.money.pricing import DAY_MS, LONGEST_MS, MINUTE_MS, bought_after_ms, next_step_ms, waived
from cloud.domain.money.pricing import buy_out as buy_out_of
from cloud.domain.money.pricing import price as price_of
from cloud.domain.money.tariff import Tariff, check
from cloud.domain.money.terms import (
    MAX_AMOUNT_MINOR,
    MAX_MINUTES,
    BadTerms,
    Parking,
    Terms,
    Tier,
    from_text,
    to_text,
)
from cloud.domain.money.usage import Bill, Line, Usage

HOUR_MS = 60 * MINUTE_MS
# 5 minutes free, 1.00 each half hour, 6.00 a day, bought at 30.00, hold 10.00: what a new organisation begins with.
STANDARD = Terms(
    free_minutes=5, step_minutes=30, step_minor=100, daily_cap_minor=600, total_cap_minor=3_000, hold_minor=1_000
)


def price(terms: Terms, duration_ms: int) -> Bill:
    return price_of(terms, Usage(duration_ms))


def buy_out(terms: Terms, duration_ms: int) -> Bill:
    return buy_out_of(terms, Usage(duration_ms))


def tariff_of(terms: Terms, currency: str = "EUR") -> Tariff:
    return Tariff("t", "o", "Standard", currency, terms, 0)


@pytest.mark.parametrize(
    ("duration_ms", "total_minor"),
    [
        (-DAY_MS, 0),
        (0, 0),
        (5 * MINUTE_MS, 0),  # the last free moment
        (5 * MINUTE_MS + 1, 100),  # the first step has started
        (35 * MINUTE_MS, 100),
        (35 * MINUTE_MS + 1, 200),
        (2 * HOUR_MS, 400),
        (2 * HOUR_MS + 35 * MINUTE_MS, 500),
        (2 * HOUR_MS + 35 * MINUTE_MS + 1, 600),  # the daily cap, reached exactly
        (DAY_MS, 600),
        (DAY_MS + 5 * MINUTE_MS, 600),  # the step that began at 23:35 of the first day goes on
        (DAY_MS + 5 * MINUTE_MS + 1, 700),  # the first of the second day
        (DAY_MS + 6 * HOUR_MS, 1_200),
        (4 * DAY_MS + 5 * MINUTE_MS, 2_400),
        (4 * DAY_MS + 2 * HOUR_MS + 35 * MINUTE_MS, 2_900),
        (4 * DAY_MS + 2 * HOUR_MS + 35 * MINUTE_MS + 1, 3_000),  # bought
        (400 * DAY_MS, 3_000),
        (LONGEST_MS * 5, 3_000),
    ],
)
def test_the_standard_tariff_costs_what_its_terms_say(duration_ms: int, total_minor: int) -> None:
    bill = price(STANDARD, duration_ms)
    assert bill.total_minor == total_minor
    assert sum(line.amount_minor for line in bill.lines) == total_minor
    assert bill.is_bought is (total_minor == 3_000)


def test_lines_say_how_the_total_came_about() -> None:
    assert price(STANDARD, 2 * MINUTE_MS).lines == (Line("free", 2, 0, 0),)
    assert price(STANDARD, HOUR_MS).lines == (Line("free", 5, 0, 0), Line("time", 2, 100, 200))
    assert price(STANDARD, 6 * HOUR_MS).lines == (
        Line("free", 5, 0, 0),
        Line("time", 12, 100, 1_200),
        Line("daily-cap", 1, -600, -600),
    )
    assert price(STANDARD, 10 * DAY_MS).lines == (  # the daily cap of the five days that were charged
        Line("free", 5, 0, 0),
        Line("time", 480, 100, 48_000),
        Line("daily-cap", 1, -21_000, -21_000),
        Line("total-cap", 1, -24_000, -24_000),
    )


def test_the_daily_cap_is_of_each_24_hours_from_the_start() -> None:
    tariff = replace(STANDARD, free_minutes=0, total_cap_minor=0)
    days = [price(tariff, day * DAY_MS).total_minor for day in range(5)]
    assert [later - earlier for earlier, later in pairwise(days)] == [600] * 4


def test_a_step_counts_in_the_day_in_which_it_starts() -> None:
    tariff = replace(STANDARD, free_minutes=0, step_minutes=7 * 60, step_minor=400, total_cap_minor=0)
    # Steps start at 0, 7, 14 and 21 h (capped at 600), then at 28 h.
    assert price(tariff, DAY_MS).total_minor == 600
    assert price(tariff, 28 * HOUR_MS).total_minor == 600
    assert price(tariff, 28 * HOUR_MS + 1).total_minor == 1_000


def test_without_caps_every_step_costs_its_price() -> None:
    tariff = replace(STANDARD, daily_cap_minor=0, total_cap_minor=0)
    assert price(tariff, 5 * MINUTE_MS + 30 * DAY_MS).total_minor == 30 * 48 * 100
    assert bought_after_ms(tariff) is None


def test_the_total_cap_without_a_daily_cap_is_a_line_of_its_own() -> None:
    tariff = replace(STANDARD, daily_cap_minor=0, total_cap_minor=250)
    bill = price(tariff, 5 * MINUTE_MS + 61 * MINUTE_MS)
    assert bill.lines == (Line("free", 5, 0, 0), Line("time", 3, 100, 300), Line("total-cap", 1, -50, -50))
    assert bill == Bill(bill.lines, 250, is_bought=True)


def test_a_bank_is_bought_at_the_first_moment_of_the_step_that_reaches_the_cap() -> None:
    assert bought_after_ms(STANDARD) == 4 * DAY_MS + 2 * HOUR_MS + 35 * MINUTE_MS + 1


def test_a_cap_that_is_out_of_reach_sells_nothing() -> None:
    assert bought_after_ms(replace(STANDARD, step_minor=0, daily_cap_minor=0)) is None
    assert bought_after_ms(replace(STANDARD, daily_cap_minor=100, total_cap_minor=100 * 3_661)) is None
    assert bought_after_ms(replace(STANDARD, free_minutes=0, daily_cap_minor=100, total_cap_minor=100 * 3_660)) == (
        3_659 * DAY_MS + 1
    )


def test_buying_early_costs_the_total_cap() -> None:
    bill = buy_out(STANDARD, HOUR_MS)
    assert (bill.total_minor, bill.is_bought) == (3_000, True)
    assert bill.lines == (*price(STANDARD, HOUR_MS).lines, Line("total-cap", 1, 2_800, 2_800))


def test_buying_at_the_cap_adds_nothing() -> None:
    assert buy_out(STANDARD, 30 * DAY_MS) == price(STANDARD, 30 * DAY_MS)


def test_buying_without_a_cap_costs_the_time() -> None:
    tariff = replace(STANDARD, total_cap_minor=0)
    assert buy_out(tariff, HOUR_MS) == price(tariff, HOUR_MS)


def test_a_waiver_takes_all_of_it_back() -> None:
    bill = waived(price(STANDARD, HOUR_MS))
    assert (bill.total_minor, bill.is_bought, bill.lines[-1]) == (0, False, Line("waiver", 1, -200, -200))
    assert waived(price(STANDARD, 0)) == price(STANDARD, 0)


def test_the_clock_of_a_running_order_says_when_the_price_rises_next() -> None:
    assert next_step_ms(STANDARD, -1) == 5 * MINUTE_MS
    assert next_step_ms(STANDARD, 5 * MINUTE_MS) == 5 * MINUTE_MS
    assert next_step_ms(STANDARD, 5 * MINUTE_MS + 1) == 35 * MINUTE_MS
    assert next_step_ms(STANDARD, 30 * DAY_MS) is None
    assert next_step_ms(replace(STANDARD, step_minor=0, daily_cap_minor=0), 0) is None
    assert next_step_ms(STANDARD, LONGEST_MS) is None


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"free_minutes": -1}, "free_minutes"),
        ({"free_minutes": MAX_MINUTES + 1}, "free_minutes"),
        ({"step_minutes": 0}, "step_minutes"),
        ({"step_minutes": MAX_MINUTES + 1}, "step_minutes"),
        ({"step_minor": -1}, "step_minor"),
        ({"step_minor": MAX_AMOUNT_MINOR + 1}, "step_minor"),
        ({"daily_cap_minor": -1}, "daily_cap_minor"),
        ({"daily_cap_minor": 99}, "daily_cap_minor"),
        ({"total_cap_minor": 99}, "total_cap_minor"),
        ({"total_cap_minor": MAX_AMOUNT_MINOR + 1}, "total_cap_minor"),
        ({"hold_minor": -1}, "hold_minor"),
        ({"currency": "eur"}, "currency"),
        ({"currency": "EURO"}, "currency"),
        ({"currency": "ÉUR"}, "currency"),
        ({"step_minor": 100.0}, "step_minor"),  # INV-22: a float is no amount
        ({"free_minutes": True}, "free_minutes"),
    ],
)
def test_a_tariff_that_cannot_be_is_refused_by_name(change: dict[str, object], names: str) -> None:
    change = dict(change)
    currency = str(change.pop("currency", "EUR"))
    with pytest.raises(BadTerms, match=names):
        check(tariff_of(replace(STANDARD, **change), currency))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"daily_cap_minor": 0, "total_cap_minor": 0},
        {"step_minor": 0},
        {"daily_cap_minor": 100, "total_cap_minor": 100},
        {"free_minutes": MAX_MINUTES, "step_minutes": MAX_MINUTES, "hold_minor": MAX_AMOUNT_MINOR},
    ],
)
def test_tariffs_at_the_bounds_are_allowed(change: dict[str, int]) -> None:
    check(tariff_of(replace(STANDARD, **change)))


CHARGING = Terms(
    flat_minor=50,
    step_minutes=15,
    step_minor=10,
    energy=(Tier(40, 10_000), Tier(60)),
    parking=Parking(step_minutes=10, step_minor=100, grace_minutes=15),
    minimum_minor=200,
    total_cap_minor=5_000,
)


def test_a_charge_costs_flat_price_time_energy_by_tiers_and_parking_after_the_grace() -> None:
    bill = price_of(CHARGING, Usage(HOUR_MS, 12_345, 26 * MINUTE_MS))
    assert bill.lines == (
        Line("flat", 1, 50, 50),
        Line("time", 4, 10, 40),
        Line("energy", 10_000, 40, 400),
        Line("energy", 2_345, 60, 140),  # 140.7, rounded down
        Line("parking", 2, 100, 200),
    )
    assert (bill.total_minor, bill.is_bought) == (830, False)


def test_parking_within_the_grace_is_free() -> None:
    assert price_of(CHARGING, Usage(HOUR_MS, 12_345, 15 * MINUTE_MS)).total_minor == 630


def test_what_is_charged_at_all_is_at_least_the_minimum() -> None:
    assert price_of(CHARGING, Usage(0)) == Bill((), 0, is_bought=False)
    bill = price_of(CHARGING, Usage(1, 1_000))
    assert bill.lines[-1] == Line("minimum", 1, 100, 100)
    assert bill.total_minor == 200


def test_nothing_is_charged_within_the_free_time_whatever_flowed() -> None:
    terms = replace(CHARGING, free_minutes=10)
    assert price_of(terms, Usage(10 * MINUTE_MS, 5_000)) == Bill((Line("free", 10, 0, 0),), 0, is_bought=False)
    assert price_of(terms, Usage(10 * MINUTE_MS + 1, 5_000)).total_minor == 50 + 10 + 200


def test_the_total_cap_is_for_everything_together() -> None:
    bill = price_of(CHARGING, Usage(HOUR_MS, 200_000, HOUR_MS))
    assert bill.total_minor == 5_000 == sum(line.amount_minor for line in bill.lines)
    assert bill.lines[-1].kind == "total-cap"


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"energy": (Tier(10, 500), Tier(20, 500))}, "energy"),
        ({"energy": (Tier(10), Tier(20, 500))}, "energy"),
        ({"energy": (Tier(-1),)}, "energy"),
        ({"energy": tuple(Tier(1, end) for end in range(1, 10))}, "energy"),
        ({"parking": Parking(0, 10)}, "parking"),
        ({"minimum_minor": 5_001}, "total_cap_minor"),
    ],
)
def test_components_that_do_not_fit_are_refused_by_name(change: dict[str, object], names: str) -> None:
    with pytest.raises(BadTerms, match=names):
        check(tariff_of(replace(CHARGING, **change)))


def test_terms_are_the_same_after_they_were_stored() -> None:
    for terms in (STANDARD, CHARGING, Terms()):
        assert from_text(to_text(terms)) == terms
    assert to_text(STANDARD) == (
        '{"free_minutes":5,"step_minutes":30,"step_minor":100,"daily_cap_minor":600,"total_cap_minor":3000,"hold_minor":1000}'
    )
    for wrong in ("", "[]", '{"price": 1}', '{"step_minor": 1.5}', '{"step_minor": true}', '{"hold_minor": -1}'):
        with pytest.raises(BadTerms):
            from_text(wrong)
