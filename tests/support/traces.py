"""Work for stores under test that leaves a trace of every kind: a row, a live event and a note, all of one name."""

from collections.abc import Callable

from cloud.services.ports.notes import AccountNews
from cloud.services.ports.rows.renting import PowerBank
from cloud.services.ports.store import Unit


def leave(name: str) -> Callable[[Unit], str]:
    """Return work that leaves the three traces and returns `name`."""

    def work(unit: Unit) -> str:
        unit.banks.put_into_slot(name, "device", _number(name), 0)
        unit.live.append("account", _number(name), name, "{}", 0)
        unit.note(AccountNews("account", _number(name), None, name, "{}"))
        return name

    return work


def leave_then(name: str, error: Exception) -> Callable[[Unit], str]:
    """Return work that leaves the three traces and then raises."""

    def work(unit: Unit) -> str:
        leave(name)(unit)
        raise error

    return work


def violate(name: str) -> Callable[[Unit], bool]:
    """Return work that leaves the three traces and then breaks a constraint: one order, two banks."""

    def work(unit: Unit) -> bool:
        leave(name)(unit)
        unit.banks.take(name, "order", "device", 1)
        return unit.banks.take(name + "-second", "order", "device", 1)

    return work


def traces(unit: Unit) -> list[str]:
    """Return the names that left row and live event, in the order of the live events."""
    names = [event.name for event in unit.live.after(0, 500)]
    rows: list[PowerBank | None] = [unit.banks.get(name) for name in names]
    if None in rows:
        raise AssertionError(f"live events without their rows: {names}")
    return names


def has_row(name: str) -> Callable[[Unit], bool]:
    """Return work that tells whether the row of `name` is there."""
    return lambda unit: unit.banks.get(name) is not None


def _number(name: str) -> int:
    return int.from_bytes(name.encode()[:7], "big")
