"""Which slot a cabinet must lend, said a second time and in another way than the firmware says it.

Compares slots two by two in words, instead of sorting by keys. Imports nothing of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A bank in a slot, as the bench knows it; `order_in` counts when it came (a lower one came earlier)."""

    slot: int
    charge: int
    cycles: int
    order_in: int


Better = Callable[[Candidate, Candidate, int, int], bool]


def predict(rule: str, candidates: list[Candidate], last_pulsed: int, slot_count: int) -> int:
    """Return the slot that `rule` lends from `candidates`, all of them fit; `last_pulsed` is 0 when none was."""
    best = candidates[0]
    for other in candidates[1:]:
        if _RULES[rule](other, best, last_pulsed, slot_count):
            best = other
    return best.slot


def _fullest(one: Candidate, other: Candidate, _last: int, _count: int) -> bool:
    if one.charge != other.charge:
        return one.charge > other.charge
    if one.cycles != other.cycles:
        return one.cycles < other.cycles
    return one.slot < other.slot


def _least_worn(one: Candidate, other: Candidate, _last: int, _count: int) -> bool:
    if one.cycles != other.cycles:
        return one.cycles < other.cycles
    if one.charge != other.charge:
        return one.charge > other.charge
    return one.slot < other.slot


def _longest_rested(one: Candidate, other: Candidate, _last: int, _count: int) -> bool:
    if one.order_in != other.order_in:
        return one.order_in < other.order_in
    return one.slot < other.slot


def _rotate(one: Candidate, other: Candidate, last: int, count: int) -> bool:
    return _steps_from(last, one.slot, count) < _steps_from(last, other.slot, count)


def _steps_from(last: int, slot: int, count: int) -> int:
    steps = 0
    at = last
    while at != slot:
        at = at % count + 1
        steps += 1
    return steps or count


_RULES: dict[str, Better] = {
    "fullest": _fullest,
    "least_worn": _least_worn,
    "longest_rested": _longest_rested,
    "rotate": _rotate,
}
