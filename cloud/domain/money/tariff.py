"""What a rental costs: one pure function of tariff and duration. Nothing else in the house multiplies a price.

Free minutes first; then every started step costs its price. A day is 24 hours from the start of the order, a step counts in
the day in which it starts, and a day costs no more than the daily cap. The whole order costs no more than the total cap:
who reaches it has bought the bank. Integer minor units, so nothing is rounded but time, which rounds up to started steps.
"""

from functools import lru_cache
from typing import NamedTuple

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
# Beyond this a price does not rise: it bounds the arithmetic, and no rental lasts as long.
LONGEST_MS = 3_660 * DAY_MS

MAX_MINUTES = 7 * 24 * 60
MAX_AMOUNT_MINOR = 10**9

FREE, TIME, DAILY_CAP, TOTAL_CAP, WAIVER = "free", "time", "daily-cap", "total-cap", "waiver"


class Tariff(NamedTuple):
    """A tariff: never changed, replaced by another. Money in minor units of `currency`; a cap of 0 is no cap."""

    id: str
    organisation_id: str
    name: str
    currency: str
    free_minutes: int
    step_minutes: int
    step_minor: int
    daily_cap_minor: int
    total_cap_minor: int
    hold_minor: int
    created_ms: int


class Line(NamedTuple):
    """One line of a bill: `quantity` minutes (free) or steps (time) at `unit_minor`; caps and waivers are negative amounts."""

    kind: str
    quantity: int
    unit_minor: int
    amount_minor: int


class Bill(NamedTuple):
    """Lines that sum to `total_minor` (INV-23). `is_bought`: the total cap is reached, so the bank is the customer's."""

    lines: tuple[Line, ...]
    total_minor: int
    is_bought: bool


class BadTariff(ValueError):
    """A tariff that cannot be; the message names the field and what is allowed."""


def check(tariff: Tariff) -> None:
    """Raise BadTariff unless every number is in its bounds and the caps fit each other."""
    _within("free_minutes", tariff.free_minutes, 0, MAX_MINUTES)
    _within("step_minutes", tariff.step_minutes, 1, MAX_MINUTES)
    for name in ("step_minor", "daily_cap_minor", "total_cap_minor", "hold_minor"):
        _within(name, getattr(tariff, name), 0, MAX_AMOUNT_MINOR)
    if not (len(tariff.currency) == 3 and tariff.currency.isascii() and tariff.currency.isupper()):
        raise BadTariff(f"currency is three capital letters (ISO 4217), not {tariff.currency!r:.20}")
    if 0 < tariff.daily_cap_minor < tariff.step_minor:
        raise BadTariff("daily_cap_minor is 0 (none) or at least step_minor")
    if 0 < tariff.total_cap_minor < tariff.step_minor:
        raise BadTariff("total_cap_minor is 0 (none) or at least step_minor")


def price(tariff: Tariff, duration_ms: int) -> Bill:
    """Return the bill for a rental of `duration_ms`; a negative duration (clocks disagree) costs as none."""
    duration_ms = min(max(0, duration_ms), LONGEST_MS)
    free_used = min(tariff.free_minutes, -(-duration_ms // MINUTE_MS))
    steps = _steps_started(tariff, duration_ms)
    full_minor = steps * tariff.step_minor
    daily_minor = _over_daily_cap(tariff, duration_ms, steps)
    total_minor = full_minor - daily_minor
    if tariff.total_cap_minor:
        total_minor = min(total_minor, tariff.total_cap_minor)
    lines = [Line(FREE, free_used, 0, 0)] if free_used else []
    if steps:
        lines.append(Line(TIME, steps, tariff.step_minor, full_minor))
    for kind, amount_minor in ((DAILY_CAP, -daily_minor), (TOTAL_CAP, total_minor - full_minor + daily_minor)):
        if amount_minor:
            lines.append(Line(kind, 1, amount_minor, amount_minor))
    return Bill(tuple(lines), total_minor, 0 < tariff.total_cap_minor <= total_minor)


def buy_out(tariff: Tariff, duration_ms: int) -> Bill:
    """Return the bill of a bank that is bought after `duration_ms`: the total cap; without one, what its time costs."""
    bill = price(tariff, duration_ms)
    missing_minor = tariff.total_cap_minor - bill.total_minor
    if missing_minor <= 0:
        return bill
    lines = (*bill.lines, Line(TOTAL_CAP, 1, missing_minor, missing_minor))
    return Bill(lines, tariff.total_cap_minor, is_bought=True)


def waived(bill: Bill) -> Bill:
    """Return `bill` with a line that takes all of it back."""
    if not bill.total_minor:
        return bill
    return Bill((*bill.lines, Line(WAIVER, 1, -bill.total_minor, -bill.total_minor)), 0, is_bought=False)


def next_step_ms(tariff: Tariff, duration_ms: int) -> int | None:
    """Return the duration beyond which the next step has started; None when the price rises no more."""
    if duration_ms >= LONGEST_MS or not tariff.step_minor or price(tariff, duration_ms).is_bought:
        return None
    steps = _steps_started(tariff, max(0, duration_ms))
    return (tariff.free_minutes + steps * tariff.step_minutes) * MINUTE_MS


@lru_cache(maxsize=1024)
def bought_after_ms(tariff: Tariff) -> int | None:
    """Return the first duration at which the total cap is reached; None if it never is."""
    if not tariff.total_cap_minor or not price(tariff, LONGEST_MS).is_bought:
        return None
    step_ms, free_ms = tariff.step_minutes * MINUTE_MS, tariff.free_minutes * MINUTE_MS
    low, high = 0, (LONGEST_MS - free_ms) // step_ms + 1
    while low < high:
        middle = (low + high) // 2
        if price(tariff, free_ms + middle * step_ms + 1).is_bought:
            high = middle
        else:
            low = middle + 1
    return min(free_ms + low * step_ms + 1, LONGEST_MS)


def _within(name: str, value: int, lowest: int, highest: int) -> None:
    if type(value) is not int or not lowest <= value <= highest:  # a float is no amount (INV-22), nor is True
        raise BadTariff(f"{name} is an integer of {lowest} to {highest}, not {value!r}")


def _steps_started(tariff: Tariff, duration_ms: int) -> int:
    paid_ms = duration_ms - tariff.free_minutes * MINUTE_MS
    return max(0, -(-paid_ms // (tariff.step_minutes * MINUTE_MS)))


def _over_daily_cap(tariff: Tariff, duration_ms: int, steps: int) -> int:
    """Return what the daily cap takes off, of the days until the total cap is reached: after it nothing is charged at all."""
    if not tariff.daily_cap_minor:
        return 0
    charged_minor = over_minor = counted = 0
    for day in range(1, duration_ms // DAY_MS + 2):
        until_now = min(steps, _steps_started(tariff, day * DAY_MS))
        of_day_minor = (until_now - counted) * tariff.step_minor
        charged_minor += min(of_day_minor, tariff.daily_cap_minor)
        over_minor += max(0, of_day_minor - tariff.daily_cap_minor)
        counted = until_now
        if 0 < tariff.total_cap_minor <= charged_minor:
            break
    return over_minor
