"""What is copied to the bench's folder on the board for the tests that run on the chip.

The image's names are shortened by its linker, so the tests bring modules of their own: the scripts of `on_board`, and,
compiled one by one, what those import of firmware, wire and vectors. Vectors are packed, one a line. Knows no board.
"""

import ast
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from tools.firmware_image.compiler import compiled

ROOT = Path(__file__).resolve().parents[2]
ON_BOARD = Path(__file__).resolve().parent / "on_board"
VECTORS = ROOT / "tests" / "vectors"
BENCH_FOLDER = "/hil"
SENT_AS_TEXT = frozenset({"borrow"})
"""Scripts that run before the bench's folder is there."""
OURS = ("firmware", "shared_protocol", "tests")
WINDOW_BITS = 10
"""Unpacking takes a window from the board's heap: 1 KB of it."""


def contents() -> dict[str, bytes]:
    """Return {path on the board: content}; raises ToolError when something does not compile."""
    scripts = [script for script in sorted(ON_BOARD.glob("*.py")) if script.stem not in SENT_AS_TEXT]
    modules = {script: script.name for script in scripts}
    for script in scripts:
        modules.update({module: module.relative_to(ROOT).as_posix() for module in _reached(script)})
    files = {
        f"{BENCH_FOLDER}/{name.removesuffix('.py')}.mpy": compiled(source.read_bytes(), name).read_bytes()
        for source, name in modules.items()
        if source.name != "__init__.py"  # they hold nothing but words, and MicroPython does without
    }
    for vectors in sorted(VECTORS.glob("*.json")):
        files[f"{BENCH_FOLDER}/tests/vectors/{vectors.stem}.z"] = packed(vectors)
    return files


def packed(vectors: Path) -> bytes:
    """Return a file of vectors as on_board/vectors.py reads it."""
    content = json.loads(vectors.read_text(encoding="utf-8"))
    sections = {key: value for key, value in content.items() if isinstance(value, list)}
    text = [_compact({key: value for key, value in content.items() if key not in sections})]
    for section, entries in sections.items():
        text += [f"={section}", *map(_compact, entries)]
    packer = zlib.compressobj(9, wbits=WINDOW_BITS)
    return packer.compress("".join(f"{line}\n" for line in text).encode()) + packer.flush()


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)  # MicroPython does not join escaped surrogates


def _reached(module: Path) -> set[Path]:
    """Return the files of ours that `module` imports, and that those import in turn."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        fresh = set(_imported(waiting.pop())) - found
        found |= fresh
        waiting += fresh
    return found


def _imported(module: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(module.read_bytes(), module.name)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in OURS:
            folder = ROOT.joinpath(*node.module.split("."))
            names = [folder, *(folder / alias.name for alias in node.names)]
            yield from (file for name in names if (file := name.with_suffix(".py")).exists())
        elif isinstance(node, ast.Import):
            paths = [ROOT.joinpath(*alias.name.split(".")).with_suffix(".py") for alias in node.names]
            yield from (path for path in paths if path.relative_to(ROOT).parts[0] in OURS and path.exists())
