"""What an action takes: named values, each with its check.

Owns the checks and their words: a refusal names the value, what stood there and what is allowed. Knows no action.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.virtual_board.errors import ActionRefusedError

Parse = Callable[[str, object], Any]
"""Returns the value that `raw` means for the parameter called `name`; raises ActionRefusedError."""


@dataclass(frozen=True)
class Parameter:
    """One value that an action takes; a flag stands on a command line without a value."""

    name: str
    parse: Parse
    help: str
    required: bool = True
    flag: bool = False


def whole(lowest: int, highest: int) -> Parse:
    """Return the check for a whole number."""

    def parse(name: str, raw: object) -> int:
        try:
            value = int(str(raw))
        except ValueError:
            value = lowest - 1
        if not lowest <= value <= highest:
            raise refuse(name, raw, f"{lowest} to {highest}")
        return value

    return parse


def number(lowest: float, highest: float) -> Parse:
    """Return the check for a number that may have fractions."""

    def parse(name: str, raw: object) -> float:
        try:
            value = float(str(raw))
        except ValueError:
            value = float("nan")
        if not lowest <= value <= highest:
            raise refuse(name, raw, f"{lowest:g} to {highest:g}")
        return value

    return parse


def choice(*choices: str) -> Parse:
    """Return the check for one word of several."""

    def parse(name: str, raw: object) -> str:
        if raw not in choices:
            raise refuse(name, raw, ", ".join(choices))
        return str(raw)

    return parse


def flag(name: str, raw: object) -> bool:
    """Return a yes or no."""
    if not isinstance(raw, bool):
        raise refuse(name, raw, "true or false")
    return raw


def clock_offset(name: str, raw: object) -> float | None:
    """Return seconds, None for `unset`."""
    return None if raw == "unset" else float(number(-1e9, 3e9)(name, raw))


def refuse(name: str, raw: object, allowed: str) -> ActionRefusedError:
    """Return the error for a value that is not allowed."""
    return ActionRefusedError(f"{name} is {raw!r}; allowed: {allowed}")


FOR = Parameter(
    "for_s", number(0, 86400), "seconds until it comes back; without it, restore-power or plug-cable", required=False
)
