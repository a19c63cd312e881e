"""INV-23 for any tariff and any duration: free time costs nothing, time never makes it cheaper, no cap is passed."""

from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from cloud.domain.money.pricing import DAY_MS, LONGEST_MS, MINUTE_MS, bought_after_ms, next_step_ms, waived
from cloud.domain.money.pricing import buy_out as buy_out_of
from cloud.domain.money.pricing import price as price_of
from cloud.domain.money.terms import Parking, Terms, Tier, check
from cloud.domain.money.usage import Bill, Usage


def price(terms: Terms, duration_ms: int) -> Bill:
    return price_of(terms, Usage(duration_ms))


def buy_out(terms: Terms, duration_ms: int) -> Bill:
    return buy_out_of(terms, Usage(duration_ms))


@st.composite
def tariffs(draw: st.DrawFn) -> Terms:
    step_minor = draw(st.integers(0, 2_000))
    caps = [draw(st.just(0) | st.integers(step_minor, highest)) for highest in (10_000, 100_000)]
    minutes = st.integers(0, 90) | st.integers(0, 7 * 24 * 60)
    tariff = Terms(
        free_minutes=draw(minutes),
        step_minutes=max(1, draw(minutes)),
        step_minor=step_minor,
        daily_cap_minor=caps[0],
        total_cap_minor=caps[1],
    )
    check(tariff)
    return tariff


durations = st.integers(0, 3 * DAY_MS) | st.integers(0, 40 * DAY_MS) | st.integers(0, LONGEST_MS + DAY_MS)


def is_exact(bill: Bill) -> bool:
    amounts = [bill.total_minor, *(line.amount_minor for line in bill.lines)]
    return all(type(amount) is int for amount in amounts) and sum(amounts[1:]) == bill.total_minor


@given(tariffs(), durations)
def test_lines_sum_to_the_total_and_every_amount_is_an_integer(tariff: Terms, duration_ms: int) -> None:
    bill = price(tariff, duration_ms)
    assert is_exact(bill)
    assert bill.total_minor >= 0
    for line in bill.lines:
        assert line.amount_minor == line.quantity * line.unit_minor


@given(tariffs(), st.data())
def test_the_free_time_is_free(tariff: Terms, data: st.DataObject) -> None:
    assert price(tariff, data.draw(st.integers(-DAY_MS, tariff.free_minutes * MINUTE_MS))).total_minor == 0


@given(tariffs(), durations, st.integers(0, 3 * DAY_MS) | st.just(1))
def test_the_price_never_falls_as_time_passes(tariff: Terms, duration_ms: int, more_ms: int) -> None:
    earlier, later = price(tariff, duration_ms), price(tariff, duration_ms + more_ms)
    assert later.total_minor >= earlier.total_minor
    assert later.is_bought or not earlier.is_bought


@given(tariffs(), durations)
def test_no_cap_is_ever_passed(tariff: Terms, duration_ms: int) -> None:
    total_minor = price(tariff, duration_ms).total_minor
    if tariff.total_cap_minor:
        assert total_minor <= tariff.total_cap_minor
    if tariff.daily_cap_minor:
        assert total_minor <= (duration_ms // DAY_MS + 1) * tariff.daily_cap_minor


@given(tariffs(), st.integers(0, 400))
def test_no_24_hours_from_the_start_cost_more_than_the_daily_cap(tariff: Terms, day: int) -> None:
    assume(tariff.daily_cap_minor)
    cost_minor = price(tariff, (day + 1) * DAY_MS).total_minor - price(tariff, day * DAY_MS).total_minor
    assert cost_minor <= tariff.daily_cap_minor


@given(tariffs(), durations)
def test_without_caps_it_is_the_price_of_a_step_times_the_steps_started(tariff: Terms, duration_ms: int) -> None:
    assume(duration_ms <= LONGEST_MS)
    bare = replace(tariff, daily_cap_minor=0, total_cap_minor=0)
    step_ms, paid_ms = tariff.step_minutes * MINUTE_MS, duration_ms - tariff.free_minutes * MINUTE_MS
    steps = 0 if paid_ms <= 0 else (paid_ms - 1) // step_ms + 1
    assert price(bare, duration_ms).total_minor == steps * tariff.step_minor


@given(tariffs())
@example(Terms(step_minor=1, daily_cap_minor=1, total_cap_minor=100_000))
def test_it_is_bought_after_exactly_the_moment_that_is_told(tariff: Terms) -> None:
    after_ms = bought_after_ms(tariff)
    if after_ms is None:
        assert not price(tariff, LONGEST_MS).is_bought
    else:
        assert price(tariff, after_ms).is_bought
        assert not price(tariff, after_ms - 1).is_bought


@given(tariffs(), durations)
def test_the_price_does_not_rise_before_the_next_step(tariff: Terms, duration_ms: int) -> None:
    next_ms, total_minor = next_step_ms(tariff, duration_ms), price(tariff, duration_ms).total_minor
    if next_ms is None:
        assert price(tariff, LONGEST_MS).total_minor == total_minor
    else:
        assert next_ms >= duration_ms
        assert price(tariff, next_ms).total_minor == total_minor
        assume(not tariff.daily_cap_minor and not tariff.total_cap_minor and next_ms < LONGEST_MS)
        assert price(tariff, next_ms + 1).total_minor == total_minor + tariff.step_minor


@given(tariffs(), durations)
def test_buying_costs_the_total_cap_and_waiving_costs_nothing(tariff: Terms, duration_ms: int) -> None:
    bought = buy_out(tariff, duration_ms)
    assert is_exact(bought)
    assert bought.total_minor == (tariff.total_cap_minor or price(tariff, duration_ms).total_minor)
    assert is_exact(waived(bought))
    assert waived(bought).total_minor == 0


@st.composite
def whole_terms(draw: st.DrawFn) -> Terms:
    """Terms with any of the components."""
    ends = sorted(draw(st.sets(st.integers(1, 50_000), max_size=3)))
    tiers = tuple(Tier(draw(st.integers(0, 200)), end) for end in [*ends, None])
    parking = st.builds(
        Parking, step_minutes=st.integers(1, 60), step_minor=st.integers(0, 500), grace_minutes=st.integers(0, 60)
    )
    rental = draw(tariffs())
    flat_minor, minimum_minor = draw(st.integers(0, 500)), draw(st.integers(0, 500))
    cap_minor = rental.total_cap_minor and max(rental.total_cap_minor, flat_minor, minimum_minor)
    terms = replace(
        rental,
        flat_minor=flat_minor,
        energy=tiers[: draw(st.integers(0, len(tiers)))],
        parking=draw(st.none() | parking),
        minimum_minor=minimum_minor,
        total_cap_minor=cap_minor,
    )
    check(terms)
    return terms


usages = st.builds(
    Usage,
    durations,
    st.integers(0, 100_000) | st.integers(0, 20),
    st.integers(0, DAY_MS) | st.integers(0, 90 * MINUTE_MS),
)
more = st.builds(Usage, st.integers(0, DAY_MS), st.integers(0, 20_000), st.integers(0, DAY_MS))


def by_the_minute(terms: Terms, usage: Usage) -> int:
    """Return the price as a slow oracle finds it: step after step, watt-hour after watt-hour (in thousandths)."""
    step_ms, at_ms, days = terms.step_minutes * MINUTE_MS, terms.free_minutes * MINUTE_MS, dict[int, int]()
    used = at_ms < usage.duration_ms
    while at_ms < usage.duration_ms:
        day = at_ms // DAY_MS
        spent = days.get(day, 0) + terms.step_minor
        days[day] = min(spent, terms.daily_cap_minor) if terms.daily_cap_minor else spent
        at_ms += step_ms
    total_minor = sum(days.values()) + (terms.flat_minor if used else 0)
    begin_wh = 0
    for tier in terms.energy if used else ():
        end_wh = usage.energy_wh if tier.up_to_wh is None else min(tier.up_to_wh, usage.energy_wh)
        total_minor += sum([tier.kwh_minor] * max(0, end_wh - begin_wh)) // 1_000
        begin_wh = max(begin_wh, end_wh)
    if terms.parking is not None:
        parked_ms = terms.parking.grace_minutes * MINUTE_MS
        while parked_ms < usage.parked_ms:
            total_minor += terms.parking.step_minor
            parked_ms += terms.parking.step_minutes * MINUTE_MS
    if total_minor:
        total_minor = max(total_minor, terms.minimum_minor)
    return min(total_minor, terms.total_cap_minor) if terms.total_cap_minor else total_minor


@given(
    whole_terms(), st.builds(Usage, st.integers(0, 2 * DAY_MS), st.integers(0, 30_000), st.integers(0, 300 * MINUTE_MS))
)
def test_the_price_is_that_of_a_slow_oracle(terms: Terms, usage: Usage) -> None:
    assume(terms.step_minutes > 4)
    assert price_of(terms, usage).total_minor == by_the_minute(terms, usage)


@given(whole_terms(), usages, more)
def test_no_component_makes_more_use_cheaper_and_lines_sum_up(terms: Terms, usage: Usage, added: Usage) -> None:
    bill = price_of(terms, usage)
    later = price_of(terms, Usage(*map(sum, zip(usage, added, strict=True))))
    assert is_exact(bill)
    assert is_exact(later)
    assert 0 <= bill.total_minor <= later.total_minor
    if terms.total_cap_minor:
        assert later.total_minor <= terms.total_cap_minor


@given(whole_terms(), st.data())
def test_the_free_time_is_free_whatever_flows(terms: Terms, data: st.DataObject) -> None:
    free_ms = data.draw(st.integers(0, terms.free_minutes * MINUTE_MS))
    assert price_of(terms, Usage(free_ms, data.draw(st.integers(0, 10_000)))).total_minor == 0
