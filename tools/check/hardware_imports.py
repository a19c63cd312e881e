"""Keeps the hardware at the edge: `machine`, `network`, `esp32` are imported by adapters, boards and app alone.

Drivers are handed their bus and the core knows no pins, so both run and are tested off the board.
"""

import ast
from collections.abc import Iterator

from tools.check.finding import Finding
from tools.check.sources import ON_BOARD_TESTS, Source

HARDWARE = frozenset({"bluetooth", "esp", "esp32", "machine", "network", "neopixel", "onewire"})
EDGE = ("firmware/adapters", "firmware/boards", "firmware/app", ON_BOARD_TESTS)


def check(source: Source) -> Iterator[Finding]:
    """Yield each import of a hardware module by board code that is not at the edge."""
    if not source.runs_on_boards or source.is_under(*EDGE):
        return
    for node in ast.walk(source.tree):
        for name in _imported(node):
            if name.split(".")[0] in HARDWARE:
                yield Finding(
                    source.path,
                    getattr(node, "lineno", 1),
                    f"imports `{name}` outside firmware/adapters, boards and app",
                    "take the pin, bus or timer as an argument; the app hands it in",
                )


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []
