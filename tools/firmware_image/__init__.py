"""Builds what goes onto a board: packages linked into one `.mpy` each, the board file, and what starts them.

Owns which files an image has and their places on the board: starters at the top, the image itself in one of FOLDERS, and
`/selected`, which says in which (firmware/adapters/board/selection.py). umqtt is not among them: every ESP32 image of MicroPython
has it frozen in. Knows nothing about how files come onto a board.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.firmware_image.compiler import compiled
from tools.firmware_image.link import Key, Linked, Linker
from tools.firmware_image.link_cache import kept
from tools.firmware_image.modules import ROOT, needed, read

BOARDS = "firmware.boards."
"""Board files stay by themselves: a charge point and a cabinet differ in theirs."""
STARTERS = ("boot.py", "main.py")
"""What MicroPython runs by itself; it looks for sources."""
SELECTION = "selection"
SELECTION_ENTRIES = ("show", "begin", "failed", "ended")
"""What the starters call of it."""
APPLICATION = "application"
FOLDERS = ("/a", "/b")
"""Where images stand, side by side: the one that runs, and the one before or the next."""
SELECTED = "/selected"
PROVED_ALONE = "a - ok 300"
"""What `/selected` says of an image that came with the board."""


START = "firmware.app.start"
"""The part that builds the object graph; it is dropped from the heap once that is done."""
RESIDENT = "firmware.app.board_loop"
LOADED = ("shared_protocol", "firmware.core", "firmware.drivers", "firmware.adapters", RESIDENT)
"""The parts that stay, in the order in which a board loads those that its kind has."""
START_ONLY = frozenset({
    START,
    "firmware.app.version",
    "firmware.adapters.board.configuration_file",
    "firmware.core.common.boots",
    "firmware.core.common.settings",
})  # fmt: skip
"""What only starting needs, whatever the kind."""


@dataclass(frozen=True)
class Kind:
    """A kind of device: the module `app` puts it together; `start_only` are more modules that only starting needs.

    The starters call `prepare` of `app`, and a traceback or a person at the prompt may call `entries` (module, name).
    """

    app: str
    start_only: frozenset[str]
    entries: frozenset[Key]


KINDS = {
    "cabinet": Kind(
        app="firmware.app.cabinet",
        start_only=frozenset({
            "firmware.core.cabinet.device",
            "firmware.core.cabinet.journal_room",
            "firmware.core.cabinet.settings",
        }),
        entries=frozenset({("firmware.boards.cabinet_s3", "reset_peripherals")}),
    )
}  # fmt: skip


def build(kind: str = "cabinet") -> list[tuple[str, Path]]:
    """Return (path on the board, file) of starters and image, the image in the first folder; sorted by path.

    Raises ToolError when a module cannot be linked or compiled.
    """
    image = [(FOLDERS[0] + path, file) for path, file in application(kind)]
    return sorted(starters() + image)


def starters() -> list[tuple[str, Path]]:
    """Return (path on the board, file) of what stands above all images, made where it was not yet."""
    app = ROOT / "firmware" / "app"
    chooser = compiled(_linked_selection().text.encode(), f"{SELECTION}.py")
    return [*((f"/{name}", app / name) for name in STARTERS), (f"/{SELECTION}.mpy", chooser)]


def application(kind: str = "cabinet") -> list[tuple[str, Path]]:
    """Return (path in the image's folder, file) of the image of a kind, made where it was not yet; sorted by path.

    Raises ToolError when a module cannot be linked or compiled.
    """
    source = (ROOT / "firmware" / "app" / f"{APPLICATION}.py").read_text(encoding="utf-8")
    parts = ", ".join(f'"{part}"' for part in LOADED if part in linked(kind))
    image = [(f"/{APPLICATION}.mpy", compiled(source.replace('"PARTS"', parts).encode(), f"{APPLICATION}.py"))]
    for name, part in linked(kind).items():
        image.append((_board_path(name), compiled(part.text.encode(), _file_name(name))))
    for name in sorted({package for module in linked(kind) for package in _packages(module)}):
        package = read(name)
        image.append((_board_path(name + ".__init__"), compiled(package.text.encode(), package.source)))
    return sorted(image)


def contents(kind: str = "cabinet") -> dict[str, bytes]:
    """Return what `build` does as path on the board -> bytes, and the image selected."""
    return {**{path: file.read_bytes() for path, file in build(kind)}, SELECTED: PROVED_ALONE.encode()}


@cache
def linked(kind: str = "cabinet") -> dict[str, Linked]:
    """Return the linked sources of a kind's app by the dotted names of their modules on the board."""
    row = KINDS[kind]
    recipe = (kind, row.app, *sorted(row.start_only), *map(str, sorted(row.entries)))
    return kept(ROOT, recipe, lambda: linker(kind).linked())


@cache
def linker(kind: str) -> Linker:
    """Return the linker of a kind's app."""
    row = KINDS[kind]
    modules = needed(row.app)
    part_of = {module.name: _part(module.name, row) for module in modules}
    return Linker(modules, part_of, {(row.app, "prepare"), *row.entries}, {"run"})


@cache
def _linked_selection() -> Linked:
    module = read(f"firmware.adapters.board.{SELECTION}")
    entries = {(module.name, name) for name in SELECTION_ENTRIES}
    return Linker([module], {module.name: SELECTION}, entries, set()).linked()[SELECTION]


def _part(name: str, kind: Kind) -> str:
    """Return the part that a module is linked into: a package becomes one module, but for what only starting needs."""
    if name == kind.app or name in START_ONLY | kind.start_only:
        return START
    if name == RESIDENT or name.startswith(BOARDS):
        return name
    return ".".join(name.split(".")[:-1][:2])  # a folder within a package joins it: boards prefer a folder over a file


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
