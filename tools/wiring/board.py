"""The numbers of the reference cabinet, read out of its board file. That file imports `machine`, so it is parsed, not run."""

import ast
from pathlib import Path

from firmware.adapters.cabinet.slot_bus import SLOTS_PER_CHIP
from firmware.boards import cabinet_s3_wiring

BOARD = Path(cabinet_s3_wiring.__file__).with_name("cabinet_s3.py")
REFERENCE_SLOTS = 6


def constants() -> dict[str, int]:
    """Return the board file's integer constants by name."""
    found = {}
    for node in ast.parse(BOARD.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            if isinstance(value, ast.Constant) and type(value.value) is int:
                found[node.targets[0].id] = value.value
    return found


def gpios() -> set[str]:
    """Return the names of the constants that are GPIO numbers: those that the board file makes pins of, and the lights."""
    tree = ast.parse(BOARD.read_text(encoding="utf-8"))
    pins = [
        node.args[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "Pin"
        and isinstance(node.args[0], ast.Name)
    ]
    numbers = constants()
    return {name for name in pins if name in numbers} | {name for name in numbers if name.endswith("_LED")}


def chips(slot_count: int) -> int:
    """Return how many expanders, and as many muxes, so many slots need."""
    return -(-slot_count // SLOTS_PER_CHIP)
