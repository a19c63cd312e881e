"""Draws a cabinet for a terminal: slots as on its front, what is in them and what is wrong with them.

Owns the drawing alone; it takes the world as `Rig.world()` gives it.
"""

from typing import Any

from tools.virtual_board.rig.headline import headline

COLUMNS = 4
CELL = 21


def picture(world: dict[str, Any]) -> str:
    """Return the world as text, several lines without colours."""
    slots = world["slots"]
    rows = [slots[start : start + COLUMNS] for start in range(0, len(slots), COLUMNS)]
    border = "+" + f"{'-' * CELL}+" * min(COLUMNS, len(slots))
    lines = [headline(world, _lights(world)), border]
    for row in rows:
        cells = [_cell(slot) for slot in row]
        lines += ["|" + "".join(f" {cell[index]:<{CELL - 1}}|" for cell in cells) for index in range(3)]
        lines.append(border)
    lines.append(_outside(world["outside"]))
    return "\n".join(lines)


def _lights(world: dict[str, Any]) -> list[str]:
    lit = [name.replace("_", " ") for name, on in world["lights"].items() if on and name != "status"]
    return [f"light: {lit[0]}"] if lit else []


def _cell(slot: dict[str, Any]) -> tuple[str, str, str]:
    lock = "DRIVEN" if slot["lock_driven"] else "jammed" if slot["jammed"] else ""
    head = f"{slot['slot']:>2}  {lock}"
    if slot["bank"]:
        cycles = "?" if slot["cycles"] is None else slot["cycles"]
        body = f"{slot['charge_pct']:3g} % {_bar(slot['charge_pct'])} {cycles:>4}x"
        return head + (" " * max(0, 4 - len(lock))) + f"{slot['bank'][-6:]:>10}", body, _faults(slot)
    return head, "(empty)", _faults(slot)


def _bar(charge_pct: float) -> str:
    filled = round(charge_pct / 100 * 6)
    return "#" * filled + "." * (6 - filled)


def _faults(slot: dict[str, Any]) -> str:
    faults = ["foreign"] if slot["foreign"] else []
    if slot["presence"] != "free":
        faults.append(f"switch {slot['presence']}")
    if slot["id_silent"]:
        faults.append("id silent")
    if slot["gauge"] != "ok":
        faults.append(f"gauge {slot['gauge']}")
    return ", ".join(faults)[: CELL - 1]


def _outside(banks: list[dict[str, Any]]) -> str:
    if not banks:
        return "outside: no banks"
    return "outside: " + ", ".join(f"{bank['bank']} ({bank['charge_pct']:g} %)" for bank in banks)
