"""The lend rule: which of the fit banks goes first. Knows numbers, not sensors or locks.

A rule is a list of criteria, the first one decides, the next one breaks ties. The slot number is always the last.
"""

CHARGE = 0
CYCLES = 1
RESTED = 2
TURN = 3
SLOT = 4

_KEYS = ("charge", "cycles", "rested", "turn", "slot")

NAMED = {
    "fullest": ("charge:desc", "cycles:asc"),
    "least_worn": ("cycles:asc", "charge:desc"),
    "longest_rested": ("rested:desc",),
    "rotate": ("turn:asc",),
}

# A bank that does not tell its cycles counts as more worn than any that does.
UNKNOWN_CYCLES = 65_536


class RuleError(Exception):
    """A criterion that is none: `index` in the list, `text`, and what is `allowed` there."""

    def __init__(self, index: int, text: str, allowed: str) -> None:
        super().__init__(text)
        self.index = index
        self.text = text
        self.allowed = allowed


def parse(texts: list) -> list:
    """Return the criteria [(key, descending), ...] of one rule name, or of a custom list such as ["charge:desc"].

    Raises RuleError naming the first text that is not allowed.
    """
    criteria = []
    for index, text in enumerate(texts):
        if text in NAMED and index == 0 and len(texts) == 1:
            criteria = [_criterion(part) for part in NAMED[text]]
            break
        criterion = _criterion(text)
        if criterion is None:
            raise RuleError(index, text, _allowed(index))
        criteria.append(criterion)
    criteria.append((SLOT, False))
    return criteria


def turn(slot: int, last_pulsed: int, slot_count: int) -> int:
    """Return how many slots come before `slot` when the round goes on after `last_pulsed` (0 when none was)."""
    return (slot - last_pulsed - 1) % slot_count


def comes_before(left: list, right: list, criteria: list) -> bool:
    """Tell whether candidate `left` goes before `right`; a candidate is [charge, cycles, rested, turn, slot]."""
    for key, descending in criteria:
        if left[key] != right[key]:
            return (left[key] > right[key]) == descending
    return False


def _criterion(text: str) -> tuple | None:
    parts = text.split(":")
    if len(parts) == 2 and parts[0] in _KEYS and parts[1] in ("asc", "desc"):
        return _KEYS.index(parts[0]), parts[1] == "desc"
    return None


def _allowed(index: int) -> str:
    custom = "/".join(_KEYS) + " with :asc or :desc"
    return custom if index else ", ".join(sorted(NAMED)) + " (each alone), or " + custom
