"""Finds the modules of ours that an app needs, in the order in which they can be run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("firmware", "shared_protocol")


@dataclass
class Module:
    """One source: its dotted `name`, where it is, its text and tree, and what names it binds to others of ours.

    `imports` maps a name bound here to (module, None) for a whole module, or to (module, name) for one thing in it.
    """

    name: str
    path: Path
    text: str
    tree: ast.Module
    imports: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The path within the repository."""
        return self.path.relative_to(ROOT).as_posix()


def needed(app: str) -> list[Module]:
    """Return the modules that `app` (dotted) imports, directly or not, each after those that it imports; `app` is last."""
    found: dict[str, Module | None] = {}
    ordered: list[Module] = []
    _visit(app, found, ordered)
    return ordered


def is_ours(name: str) -> bool:
    """Tell whether a dotted name is a module or package of ours."""
    return name.split(".", maxsplit=1)[0] in OURS and source_of(name) is not None


def source_of(name: str) -> Path | None:
    """Return the file of a dotted name, a package's `__init__.py` included."""
    stem = ROOT.joinpath(*name.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.exists()), None)


def read(name: str) -> Module:
    """Return a module of ours by its dotted name."""
    path = source_of(name)
    if path is None:
        raise FileNotFoundError(name)
    text = path.read_text(encoding="utf-8")
    module = Module(name, path, text, ast.parse(text))
    module.imports.update(_imports(module.tree))
    return module


def _visit(name: str, found: dict[str, Module | None], ordered: list[Module]) -> None:
    if name in found or not is_ours(name):
        return
    found[name] = None
    module = read(name)
    for imported, _ in module.imports.values():
        _visit(imported, found, ordered)
    ordered.append(module)


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str | None]]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and is_ours(node.module):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield alias.asname or alias.name, (whole, None) if is_ours(whole) else (node.module, alias.name)
