"""What a cabinet can be told: boards that exist, criteria of a lend rule, and the configuration that one starts with.

The firmware has the last word; this says no earlier, to whoever types. A test holds both against each other.
"""

from collections.abc import Sequence

from shared_protocol.cabinet_limits import HARD_MAXIMUM_TEMPERATURE_DC, MAX_SLOTS

BOARDS: dict[str, int] = {"cabinet-s3": MAX_SLOTS}  # name -> the most slots that it can have

NAMED_RULES = ("fullest", "least_worn", "longest_rested", "rotate")  # each alone
CRITERIA = ("charge", "cycles", "rested", "turn", "slot")
DIRECTIONS = ("asc", "desc")


class NotPossible(ValueError):
    """A cabinet would refuse this; the message names the field and what is allowed."""


def starting_configuration() -> dict[str, object]:
    """Return the configuration of a cabinet that nobody configured yet."""
    return {
        "lend_rule": ["fullest"],
        "minimum_charge_pct": 30,
        "maximum_temperature_dc": 600,
        "disabled_slots": [],
        "return_only": False,
    }


def check_rule(rule: Sequence[str]) -> None:
    """Raise NotPossible for a lend rule that a cabinet would not understand."""
    if len(rule) == 1 and rule[0] in NAMED_RULES:
        return
    for index, criterion in enumerate(rule):
        key, _, direction = criterion.partition(":")
        if key not in CRITERIA or direction not in DIRECTIONS:
            raise NotPossible(
                f"lend_rule[{index}] is {criterion!r:.60}; allowed: {', '.join(NAMED_RULES)} (each alone), "
                f"or {'/'.join(CRITERIA)} with :asc or :desc"
            )


def check_temperature(maximum_temperature_dc: int) -> None:
    """Raise NotPossible above the battery makers' limit; tenths of a degree Celsius."""
    if maximum_temperature_dc > HARD_MAXIMUM_TEMPERATURE_DC:
        raise NotPossible(f"maximum_temperature_dc is 0 to {HARD_MAXIMUM_TEMPERATURE_DC}, not {maximum_temperature_dc}")
