"""Finds what of the linked modules is never used, so that boards need not keep it.

A function, class or variable at the top counts as used when what is used names it; a method when any code that is used
names an attribute like it. Whatever else a module does at its top is kept, with all that it names.
"""

import ast
from collections.abc import Callable, Iterator

from tools.firmware_image import scopes
from tools.firmware_image.modules import Module

Key = tuple[str, str]
Resolve = Callable[[Module, ast.expr], Key | None]

METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Reach:
    """What is used, starting from what somebody outside calls: `entries` (names at the top) and `methods`."""

    def __init__(self, modules: list[Module], resolve: Resolve, entries: set[Key], methods: set[str]) -> None:
        self._resolve = resolve
        self._definitions = {
            (module.name, name): (module, node) for module in modules for name, node in _defined(module)
        }
        self._attributes = set(methods)
        self._methods: dict[str, list[tuple[Module, ast.AST]]] = {}
        self.used: set[Key] = set()
        for key in entries:
            self._use(key)
        for module in modules:
            for statement in module.tree.body:
                if not is_definition(statement):
                    self._follow(module, statement)

    def is_method_used(self, name: str) -> bool:
        """Tell whether a method of this name may be called."""
        return name in self._attributes or name.startswith("__")

    def _use(self, key: Key) -> None:
        if key in self.used or key not in self._definitions:
            return
        self.used.add(key)
        module, node = self._definitions[key]
        if isinstance(node, ast.ClassDef):
            self._follow_class(module, node)
        else:
            self._follow(module, node)

    def _follow_class(self, module: Module, node: ast.ClassDef) -> None:
        for base in node.bases:
            self._follow(module, base)
        for part in node.body:
            if not isinstance(part, METHODS) or self.is_method_used(part.name):
                self._follow(module, part)
            else:
                self._methods.setdefault(part.name, []).append((module, part))

    def _follow(self, module: Module, node: ast.AST) -> None:
        for child in ast.walk(node):
            if isinstance(child, ast.Attribute):
                self._name_attribute(child.attr)
            elif isinstance(child, ast.Constant) and isinstance(child.value, str) and child.value.isidentifier():
                self._name_attribute(child.value)  # getattr and the like
            if isinstance(child, ast.Name | ast.Attribute) and (key := self._resolve(module, child)):
                self._use(key)

    def _name_attribute(self, name: str) -> None:
        if name not in self._attributes:
            self._attributes.add(name)
            for module, method in self._methods.pop(name, []):
                self._follow(module, method)


def is_definition(statement: ast.stmt) -> bool:
    """Tell whether a statement at the top only gives something a name."""
    return isinstance(statement, (ast.ClassDef, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, *METHODS))


def names_of(statement: ast.stmt) -> set[str]:
    """Return the names that a definition at the top binds, imports left out."""
    return set() if isinstance(statement, ast.Import | ast.ImportFrom) else scopes.bound(ast.Module([statement], []))


def _defined(module: Module) -> Iterator[tuple[str, ast.stmt]]:
    for statement in module.tree.body:
        if is_definition(statement):
            for name in names_of(statement):
                yield name, statement
