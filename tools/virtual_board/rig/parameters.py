"""What an action takes: named values, each with its check.

Owns the checks and their words: a refusal names the value, what stood there and what is allowed. Knows no action.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.virtual_board.cabinet.bank import IDENTITY_BYTES
from tools.virtual_board.errors import ActionRefusedError

Parse = Callable[[str, object], Any]
"""Returns the value that `raw` means for the parameter called `name`; raises ActionRefusedError."""


FOREIGN = b""
"""Instead of an id: a new bank that is none of ours."""


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
            raise _refuse(name, raw, f"{lowest} to {highest}")
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
            raise _refuse(name, raw, f"{lowest:g} to {highest:g}")
        return value

    return parse


def choice(*choices: str) -> Parse:
    """Return the check for one word of several."""

    def parse(name: str, raw: object) -> str:
        if raw not in choices:
            raise _refuse(name, raw, ", ".join(choices))
        return str(raw)

    return parse


def slot(name: str, raw: object) -> int:
    """Return a slot's number; whether there is such a slot, the cabinet knows."""
    if not str(raw).isdecimal():
        raise _refuse(name, raw, "a slot's number, from 1")
    return int(str(raw))


def bank_identity(name: str, raw: object) -> bytes:
    """Return the bytes of a bank's id."""
    try:
        identity = bytes.fromhex(str(raw))
    except ValueError:
        identity = b""
    if len(identity) != IDENTITY_BYTES:
        raise _refuse(name, raw, "12 hexadecimal digits")
    return identity


def bank_to_insert(name: str, raw: object) -> bytes:
    """Return the bytes of a bank's id, FOREIGN for one of another make."""
    return FOREIGN if raw == "foreign" else bank_identity(name, raw)


def flag(name: str, raw: object) -> bool:
    """Return a yes or no."""
    if not isinstance(raw, bool):
        raise _refuse(name, raw, "true or false")
    return raw


def clock_offset(name: str, raw: object) -> float | None:
    """Return seconds, None for `unset`."""
    return None if raw == "unset" else float(number(-1e9, 3e9)(name, raw))


def _refuse(name: str, raw: object, allowed: str) -> ActionRefusedError:
    return ActionRefusedError(f"{name} is {raw!r}; allowed: {allowed}")
