"""Builds what goes onto a board: packages linked into one `.mpy` each, the board file, two starters.

Owns which files an image has and their places on the board. umqtt is not among them: every ESP32 image of MicroPython
has it frozen in. Knows nothing about how files come onto a board.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.firmware_image.compiler import compiled
from tools.firmware_image.link import Key, Linked, Linker
from tools.firmware_image.modules import ROOT, needed, read

BOARDS = "firmware.boards."
"""Board files stay by themselves: `boot.py` switches the locks off before, and even if, the app can be loaded."""
STARTERS = ("boot.py", "main.py")
"""What MicroPython runs by itself; it looks for sources."""


@dataclass(frozen=True)
class App:
    """A kind of board's app: `start` builds it and is dropped from the heap, with `start_only`; `resident` stays.

    The starters call `entries` (names at the top of modules) and `methods`.
    """

    start: str
    resident: str
    start_only: frozenset[str]
    entries: frozenset[Key]
    methods: frozenset[str]


APPS = {
    "cabinet": App(
        start="firmware.app.start",
        resident="firmware.app.cabinet",
        start_only=frozenset({
            "firmware.adapters.cabinet_hardware",
            "firmware.adapters.configuration_file",
            "firmware.app.start",
            "firmware.app.version",
            "firmware.core.boots",
            "firmware.core.settings",
        }),
        entries=frozenset({("firmware.app.start", "prepare"), ("firmware.boards.cabinet_s3", "reset_peripherals")}),
        methods=frozenset({"run"}),
    )
}  # fmt: skip


def build(kind: str = "cabinet") -> list[tuple[str, Path]]:
    """Return (path on the board, file) of the image of a kind, made where it was not yet; sorted by path.

    Raises ToolError when a module cannot be linked or compiled.
    """
    image = [(f"/{name}", ROOT / "firmware" / "app" / name) for name in STARTERS]
    for name, part in linked(kind).items():
        image.append((_board_path(name), compiled(part.text.encode(), _file_name(name))))
    for name in sorted({package for module in linked(kind) for package in _packages(module)}):
        package = read(name)
        image.append((_board_path(name + ".__init__"), compiled(package.text.encode(), package.source)))
    return sorted(image)


def contents(kind: str = "cabinet") -> dict[str, bytes]:
    """Return the same image as path on the board -> bytes."""
    return {path: file.read_bytes() for path, file in build(kind)}


@cache
def linked(kind: str = "cabinet") -> dict[str, Linked]:
    """Return the linked sources of a kind's app by the dotted names of their modules on the board."""
    app = APPS[kind]
    modules = needed(app.start)
    part_of = {module.name: _part(module.name, app) for module in modules}
    return Linker(modules, part_of, set(app.entries), set(app.methods)).linked()


def _part(name: str, app: App) -> str:
    """Return the part that a module is linked into: a package becomes one module, but for what only starting needs."""
    if name in app.start_only:
        return app.start
    return name if name == app.resident or name.startswith(BOARDS) else name.rpartition(".")[0]


def explain(line: str, kind: str = "cabinet") -> str:
    """Return a console line with the place that a traceback names put back to where the source has it."""
    if 'File "' not in line:
        return line
    for name, part in linked(kind).items():
        line = part.explain(line, _file_name(name))
    return line


def _packages(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _file_name(name: str) -> str:
    return name.rpartition(".")[2] + ".py"


def _board_path(name: str) -> str:
    return f"/{name.replace('.', '/')}.mpy"
