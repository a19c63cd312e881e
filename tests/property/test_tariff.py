"""INV-23 for any tariff and any duration: free time costs nothing, time never makes it cheaper, no cap is passed."""

from hypothesis import assume, example, given
from hypothesis import strategies as st

from cloud.domain.money.tariff import (
    DAY_MS,
    LONGEST_MS,
    MINUTE_MS,
    Bill,
    Tariff,
    bought_after_ms,
    buy_out,
    check,
    next_step_ms,
    price,
    waived,
)


@st.composite
def tariffs(draw: st.DrawFn) -> Tariff:
    step_minor = draw(st.integers(0, 2_000))
    caps = [draw(st.just(0) | st.integers(step_minor, highest)) for highest in (10_000, 100_000)]
    minutes = st.integers(0, 90) | st.integers(0, 7 * 24 * 60)
    tariff = Tariff(
        "t", "o", "Any", "EUR", draw(minutes), max(1, draw(minutes)), step_minor, *caps, hold_minor=0, created_ms=0
    )
    check(tariff)
    return tariff


durations = st.integers(0, 3 * DAY_MS) | st.integers(0, 40 * DAY_MS) | st.integers(0, LONGEST_MS + DAY_MS)


def is_exact(bill: Bill) -> bool:
    amounts = [bill.total_minor, *(line.amount_minor for line in bill.lines)]
    return all(type(amount) is int for amount in amounts) and sum(amounts[1:]) == bill.total_minor


@given(tariffs(), durations)
def test_lines_sum_to_the_total_and_every_amount_is_an_integer(tariff: Tariff, duration_ms: int) -> None:
    bill = price(tariff, duration_ms)
    assert is_exact(bill)
    assert bill.total_minor >= 0
    for line in bill.lines:
        assert line.amount_minor == line.quantity * line.unit_minor


@given(tariffs(), st.data())
def test_the_free_time_is_free(tariff: Tariff, data: st.DataObject) -> None:
    assert price(tariff, data.draw(st.integers(-DAY_MS, tariff.free_minutes * MINUTE_MS))).total_minor == 0


@given(tariffs(), durations, st.integers(0, 3 * DAY_MS) | st.just(1))
def test_the_price_never_falls_as_time_passes(tariff: Tariff, duration_ms: int, more_ms: int) -> None:
    earlier, later = price(tariff, duration_ms), price(tariff, duration_ms + more_ms)
    assert later.total_minor >= earlier.total_minor
    assert later.is_bought or not earlier.is_bought


@given(tariffs(), durations)
def test_no_cap_is_ever_passed(tariff: Tariff, duration_ms: int) -> None:
    total_minor = price(tariff, duration_ms).total_minor
    if tariff.total_cap_minor:
        assert total_minor <= tariff.total_cap_minor
    if tariff.daily_cap_minor:
        assert total_minor <= (duration_ms // DAY_MS + 1) * tariff.daily_cap_minor


@given(tariffs(), st.integers(0, 400))
def test_no_24_hours_from_the_start_cost_more_than_the_daily_cap(tariff: Tariff, day: int) -> None:
    assume(tariff.daily_cap_minor)
    cost_minor = price(tariff, (day + 1) * DAY_MS).total_minor - price(tariff, day * DAY_MS).total_minor
    assert cost_minor <= tariff.daily_cap_minor


@given(tariffs(), durations)
def test_without_caps_it_is_the_price_of_a_step_times_the_steps_started(tariff: Tariff, duration_ms: int) -> None:
    assume(duration_ms <= LONGEST_MS)
    bare = tariff._replace(daily_cap_minor=0, total_cap_minor=0)
    step_ms, paid_ms = tariff.step_minutes * MINUTE_MS, duration_ms - tariff.free_minutes * MINUTE_MS
    steps = 0 if paid_ms <= 0 else (paid_ms - 1) // step_ms + 1
    assert price(bare, duration_ms).total_minor == steps * tariff.step_minor


@given(tariffs())
@example(Tariff("t", "o", "Dear", "EUR", 0, 1, 1, 1, 100_000, 0, 0))
def test_it_is_bought_after_exactly_the_moment_that_is_told(tariff: Tariff) -> None:
    after_ms = bought_after_ms(tariff)
    if after_ms is None:
        assert not price(tariff, LONGEST_MS).is_bought
    else:
        assert price(tariff, after_ms).is_bought
        assert not price(tariff, after_ms - 1).is_bought


@given(tariffs(), durations)
def test_the_price_does_not_rise_before_the_next_step(tariff: Tariff, duration_ms: int) -> None:
    next_ms, total_minor = next_step_ms(tariff, duration_ms), price(tariff, duration_ms).total_minor
    if next_ms is None:
        assert price(tariff, LONGEST_MS).total_minor == total_minor
    else:
        assert next_ms >= duration_ms
        assert price(tariff, next_ms).total_minor == total_minor
        assume(not tariff.daily_cap_minor and not tariff.total_cap_minor and next_ms < LONGEST_MS)
        assert price(tariff, next_ms + 1).total_minor == total_minor + tariff.step_minor


@given(tariffs(), durations)
def test_buying_costs_the_total_cap_and_waiving_costs_nothing(tariff: Tariff, duration_ms: int) -> None:
    bought = buy_out(tariff, duration_ms)
    assert is_exact(bought)
    assert bought.total_minor == (tariff.total_cap_minor or price(tariff, duration_ms).total_minor)
    assert is_exact(waived(bought))
    assert waived(bought).total_minor == 0
