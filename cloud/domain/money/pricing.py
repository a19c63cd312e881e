"""What something costs: one pure function of terms and usage. Nothing else in the house multiplies a price.

Free time first; within it nothing is charged. Then the flat price, every started step of time, energy by its tiers, and
parking. A day is 24 hours from the start, a step counts in the day in which it starts, and the time of a day costs no more
than the daily cap. What is charged at all is at least the minimum, and never more than the total cap. Integer minor units:
steps round up to started ones, energy is rounded down.
"""

from functools import lru_cache

from cloud.domain.money.terms import Terms
from cloud.domain.money.usage import (
    DAILY_CAP,
    ENERGY,
    FLAT,
    FREE,
    MINIMUM,
    PARKING,
    TIME,
    TOTAL_CAP,
    WAIVER,
    Bill,
    Line,
    Usage,
)

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
# Beyond this a price does not rise: it bounds the arithmetic, and nothing lasts as long.
LONGEST_MS = 3_660 * DAY_MS
WH_OF_A_KWH = 1_000


def price(terms: Terms, usage: Usage) -> Bill:
    """Return the bill for `usage`; a negative duration (clocks disagree) costs as none."""
    duration_ms = min(max(0, usage.duration_ms), LONGEST_MS)
    lines = _of_use(terms, duration_ms, usage.energy_wh) + _of_parking(terms, usage.parked_ms)
    charged_minor = sum(line.amount_minor for line in lines)
    lines += _single(MINIMUM, max(0, terms.minimum_minor - charged_minor) if charged_minor else 0)
    total_minor = sum(line.amount_minor for line in lines)
    if 0 < terms.total_cap_minor < total_minor:
        lines += _single(TOTAL_CAP, terms.total_cap_minor - total_minor)
        total_minor = terms.total_cap_minor
    free_used = min(terms.free_minutes, -(-duration_ms // MINUTE_MS))
    free = (Line(FREE, free_used, 0, 0),) if free_used else ()
    return Bill(free + lines, total_minor, 0 < terms.total_cap_minor <= total_minor)


def buy_out(terms: Terms, usage: Usage) -> Bill:
    """Return the bill of what is bought after `usage`: the total cap; without one, what the usage costs."""
    bill = price(terms, usage)
    missing_minor = terms.total_cap_minor - bill.total_minor
    if missing_minor <= 0:
        return bill
    return Bill(bill.lines + _single(TOTAL_CAP, missing_minor), terms.total_cap_minor, is_bought=True)


def waived(bill: Bill) -> Bill:
    """Return `bill` with a line that takes all of it back."""
    if not bill.total_minor:
        return bill
    return Bill(bill.lines + _single(WAIVER, -bill.total_minor), 0, is_bought=False)


def next_step_ms(terms: Terms, duration_ms: int) -> int | None:
    """Return the duration beyond which the next step has started; None when time makes it no dearer."""
    if duration_ms >= LONGEST_MS or not terms.step_minor or price(terms, Usage(duration_ms)).is_bought:
        return None
    steps = _steps_started(terms, max(0, duration_ms))
    return (terms.free_minutes + steps * terms.step_minutes) * MINUTE_MS


@lru_cache(maxsize=1024)
def bought_after_ms(terms: Terms) -> int | None:
    """Return the first duration at which time alone reaches the total cap; None if it never does."""
    if not terms.total_cap_minor or not price(terms, Usage(LONGEST_MS)).is_bought:
        return None
    step_ms, free_ms = terms.step_minutes * MINUTE_MS, terms.free_minutes * MINUTE_MS
    low, high = 0, (LONGEST_MS - free_ms) // step_ms + 1
    while low < high:
        middle = (low + high) // 2
        if price(terms, Usage(free_ms + middle * step_ms + 1)).is_bought:
            high = middle
        else:
            low = middle + 1
    return min(free_ms + low * step_ms + 1, LONGEST_MS)


def _of_use(terms: Terms, duration_ms: int, energy_wh: int) -> tuple[Line, ...]:
    """Return what time and energy cost, nothing within the free time."""
    steps = _steps_started(terms, duration_ms)
    if not steps:
        return ()
    energy = _of_energy(terms, energy_wh)
    flat = _single(FLAT, terms.flat_minor)
    full_minor = steps * terms.step_minor
    others_minor = sum(line.amount_minor for line in flat + energy)
    time = (Line(TIME, steps, terms.step_minor, full_minor),) if terms.step_minor or not others_minor else ()
    return flat + time + _single(DAILY_CAP, -_over_daily_cap(terms, duration_ms, steps, others_minor)) + energy


def _of_energy(terms: Terms, energy_wh: int) -> tuple[Line, ...]:
    lines: list[Line] = []
    begin_wh = 0
    for tier in terms.energy:
        end_wh = energy_wh if tier.up_to_wh is None else min(energy_wh, tier.up_to_wh)
        if end_wh > begin_wh:
            quantity_wh = end_wh - begin_wh
            lines.append(Line(ENERGY, quantity_wh, tier.kwh_minor, quantity_wh * tier.kwh_minor // WH_OF_A_KWH))
            begin_wh = end_wh
    return tuple(lines)


def _of_parking(terms: Terms, parked_ms: int) -> tuple[Line, ...]:
    parking = terms.parking
    if parking is None:
        return ()
    charged_ms = min(max(0, parked_ms), LONGEST_MS) - parking.grace_minutes * MINUTE_MS
    steps = max(0, -(-charged_ms // (parking.step_minutes * MINUTE_MS)))
    return (Line(PARKING, steps, parking.step_minor, steps * parking.step_minor),) if steps else ()


def _single(kind: str, amount_minor: int) -> tuple[Line, ...]:
    return (Line(kind, 1, amount_minor, amount_minor),) if amount_minor else ()


def _steps_started(terms: Terms, duration_ms: int) -> int:
    paid_ms = duration_ms - terms.free_minutes * MINUTE_MS
    return max(0, -(-paid_ms // (terms.step_minutes * MINUTE_MS)))


def _over_daily_cap(terms: Terms, duration_ms: int, steps: int, others_minor: int) -> int:
    """Return what the daily cap takes off, of the days until the total cap is reached: after it nothing is charged at all."""
    if not terms.daily_cap_minor:
        return 0
    charged_minor = over_minor = counted = 0
    for day in range(1, duration_ms // DAY_MS + 2):
        until_now = min(steps, _steps_started(terms, day * DAY_MS))
        of_day_minor = (until_now - counted) * terms.step_minor
        charged_minor += min(of_day_minor, terms.daily_cap_minor)
        over_minor += max(0, of_day_minor - terms.daily_cap_minor)
        counted = until_now
        if 0 < terms.total_cap_minor <= charged_minor + others_minor:
            break
    return over_minor
