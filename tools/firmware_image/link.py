"""Links the modules of an app into a few sources, as a board loads them.

A board has some 96 KB of heap, and there every module costs 250 bytes, every constant 40 and every distinct name 20. So
the modules of a package become one, constants become values, private names become short ones that many share, and what
nobody uses is left out. Lines stay lines: `Linked.origin` tells where each came from. What the code does stays the same;
constructs for which that would be hard to guarantee are refused.
"""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count

from tools.errors import ToolError
from tools.firmware_image import constants, scopes
from tools.firmware_image.attributes import short_attributes
from tools.firmware_image.modules import Module, is_ours
from tools.firmware_image.parameters import short_parameters
from tools.firmware_image.reach import METHODS, Reach, is_definition, names_of

Key = tuple[str, str]
"""(module, name) of something at the top of a module."""


@dataclass
class Linked:
    """One linked `text`; `starts` has (first line, source path) of each part, `names` the former of short names by path."""

    text: str = ""
    starts: list[tuple[int, str]] = field(default_factory=list)
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def origin(self, line: int) -> tuple[str, int]:
        """Return (source path, line there) of a line of the linked text."""
        first, path = max(start for start in self.starts if start[0] <= line)
        return path, line - first + 1

    def explain(self, text: str, file: str) -> str:
        """Return a line of a traceback that names `file`, the linked one, as if it named the sources."""
        found = re.fullmatch(r'(.*)File "(.*)", line (\d+), in (\S+)(.*)', text, re.DOTALL)
        if not found or found[2] != file or int(found[3]) < self.starts[0][0]:
            return text
        path, line = self.origin(int(found[3]))
        return f'{found[1]}File "{path}", line {line}, in {self.names[path].get(found[4], found[4])}{found[5]}'


class Linker:
    """Links `modules`, each after those that it imports, into parts: `part_of` maps the name of each to that of its part.

    From outside, `entries` are called, and the methods named in `methods`.
    """

    def __init__(self, modules: list[Module], part_of: dict[str, str], entries: set[Key], methods: set[str]) -> None:
        self.modules = modules
        self.part_of = part_of
        self.tops = {module.name: scopes.bound(module.tree) for module in modules}
        self.constants = constants.find(modules, self.resolve)
        trees = [module.tree for module in modules]
        self.keywords = {
            part.arg for tree in trees for part in ast.walk(tree) if isinstance(part, ast.keyword) and part.arg
        }
        self.reach = Reach(modules, self.resolve, entries, methods)
        self.names = self._choose_names(entries)
        kept = methods | {name for _, name in entries}
        spelt = _spelt(modules)
        of_values = chain(string.ascii_lowercase, _short_names("x", spelt))  # words that the board knows anyway
        self.public = short_attributes(modules, kept, _short_names("z", spelt), of_values)

    def linked(self) -> dict[str, Linked]:
        """Return each part by its name. Raises ToolError for what cannot be linked."""
        return {part: self._link(part) for part in dict.fromkeys(self.part_of.values())}

    def _link(self, part: str) -> Linked:
        texts: list[tuple[Module, str]] = []
        out, used = Linked(), set()
        for module in self.modules:
            if self.part_of[module.name] == part:
                former = {short: name for (owner, name), short in self.names.items() if owner == module.name}
                attributes = {**self.public, **_short_attributes(module, set(former))}
                rewriter = _Rewriter(self, module, attributes)
                texts.append((module, rewriter.text()))
                used |= rewriter.used
                out.names[module.source] = {**{short: name for name, short in attributes.items()}, **former}
        out.text = self._imports(part, used)
        for module, text in texts:
            out.starts.append((out.text.count("\n") + 1, module.source))
            out.text += text
        return out

    def _imports(self, part: str, used: set[Key]) -> str:
        """Return the one line that imports what a part uses of others."""
        outside: dict[str, set[str]] = {}
        for key in used:
            if self.part_of[key[0]] != part:
                outside.setdefault(self.part_of[key[0]], set()).add(self.names[key])
        return (
            "; ".join(f"from {base} import {', '.join(sorted(names))}" for base, names in sorted(outside.items()))
            + "\n"
        )

    def resolve(self, module: Module, node: ast.expr) -> Key | None:
        """Return what of ours an expression names: `name` or `module.name`."""
        if isinstance(node, ast.Name):
            if node.id in self.tops[module.name]:
                return module.name, node.id
            target, name = module.imports.get(node.id, ("", None))
            return (target, name) if name and target in self.part_of else None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            target, name = module.imports.get(node.value.id, ("", None))
            return (target, node.attr) if target in self.part_of and name is None else None
        return None

    def _choose_names(self, entries: set[Key]) -> dict[Key, str]:
        """Return the linked name of all that is used: a short one, unless people meet it on the console."""
        shared = self._used_across_parts()
        keys = [(module.name, name) for module in self.modules for name in sorted(self.tops[module.name])]
        known = {name for module in self.modules for name in _outside_names(module.tree)}
        spelt = _spelt(self.modules)
        everywhere = _short_names("x", spelt)
        within: dict[str, Iterator[str]] = {}
        chosen = {}
        for key in keys:
            owner, name = key
            if key in self.constants or key not in self.reach.used:
                continue
            if (key in entries or name.endswith("Error")) and name not in known:
                chosen[key] = name
                known.add(name)
            else:
                part = self.part_of[owner]
                chosen[key] = next(everywhere if key in shared else within.setdefault(part, _short_names("_", spelt)))
        return chosen

    def _used_across_parts(self) -> set[Key]:
        shared = set()
        for module in self.modules:
            for node in ast.walk(module.tree):
                key = self.resolve(module, node) if isinstance(node, ast.Name | ast.Attribute) else None
                if key and self.part_of[key[0]] != self.part_of[module.name]:
                    shared.add(key)
        return shared


class _Rewriter:
    """Changes the text of one module in place, so that its lines keep their numbers."""

    def __init__(self, linker: Linker, module: Module, attributes: dict[str, str]) -> None:
        self._linker = linker
        self._module = module
        self._attributes = attributes
        self._bytes = module.text.encode()
        self._line_starts = [0]
        for line in self._bytes.split(b"\n"):
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self._edits: dict[tuple[int, int], bytes] = {}
        self.used: set[Key] = set()

    def text(self) -> str:
        """Return the module's linked text."""
        names = list(scopes.module_names(self._module.tree))
        self._replace_module_attributes({id(name): name for name in names})
        for name in names:
            self._replace_name(name)
        for node in ast.walk(self._module.tree):
            self._shorten(node)
        for parameter, short in short_parameters(self._module.tree, self._linker.keywords):
            start = self._start(parameter)
            length = len(parameter.arg if isinstance(parameter, ast.arg) else parameter.id)
            self._edits[start, start + length] = short.encode()
        for statement in self._module.tree.body:
            self._drop_unneeded(statement)
        self.used.intersection_update(self._linker.names)
        return self._apply()

    def _replace_module_attributes(self, names: dict[int, ast.Name]) -> None:
        for node in ast.walk(self._module.tree):
            if isinstance(node, ast.Attribute) and id(node.value) in names:
                key = self._linker.resolve(self._module, node)
                if key is None:
                    continue
                if not isinstance(node.ctx, ast.Load):
                    raise self._refusal(node, "a module's name is set from outside")
                self._put(node, self._meaning(key, node))
                del names[id(node.value)]
        for name in names.values():
            target, part = self._module.imports.get(name.id, ("", ""))
            if part is None and target in self._linker.part_of:
                raise self._refusal(name, f"the module `{name.id}` is used as a value")

    def _replace_name(self, name: ast.Name) -> None:
        key = self._linker.resolve(self._module, name)
        if key is not None:
            self._put(name, self._meaning(key, name))

    def _meaning(self, key: Key, node: ast.expr) -> str:
        if key in self._linker.constants and isinstance(node.ctx, ast.Load):  # type: ignore[attr-defined]
            value = self._linker.constants[key]
            return f"({value})" if isinstance(value, int) and value < 0 else repr(value)
        if key[1] not in self._linker.tops[key[0]]:
            raise self._refusal(node, f"{key[0]} has no `{key[1]}`")
        self.used.add(key)
        return self._linker.names.get(key, key[1])

    def _shorten(self, node: ast.AST) -> None:
        if isinstance(node, ast.Attribute) and node.attr in self._attributes:
            end = self._end(node)
            self._edits[end - len(node.attr), end] = self._attributes[node.attr].encode()
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            top = node in self._module.tree.body
            known = self._linker.names.get((self._module.name, node.name)) if top else self._attributes.get(node.name)
            if known:
                start = self._bytes.index(node.name.encode(), self._start(node) + len("def"))
                self._edits[start, start + len(node.name)] = known.encode()

    def _drop_unneeded(self, statement: ast.stmt) -> None:
        """Drop imports of what is linked in, definitions of constants, and what nobody uses."""
        if isinstance(statement, ast.ImportFrom):
            if self._is_linked(statement):
                self._blank(statement)
        elif is_definition(statement) and (names := names_of(statement)):
            if not any((self._module.name, name) in self._linker.names for name in names):
                self._blank(statement)
            elif isinstance(statement, ast.ClassDef):
                for part in statement.body:
                    if isinstance(part, METHODS) and not self._linker.reach.is_method_used(part.name):
                        self._blank(part)

    def _blank(self, statement: ast.stmt) -> None:
        decorators = getattr(statement, "decorator_list", [])
        start = self._start(decorators[0]) - len("@") if decorators else self._start(statement)
        end = self._end(statement)
        self._edits = {span: new for span, new in self._edits.items() if not start <= span[0] < end}
        self._edits[start, end] = b"\n" * self._bytes[start:end].count(b"\n")

    def _is_linked(self, statement: ast.ImportFrom) -> bool:
        if not statement.module or not is_ours(statement.module):
            return False
        targets = {self._module.imports[alias.asname or alias.name][0] for alias in statement.names}
        linked = {target for target in targets if target in self._linker.part_of}
        if linked == targets:
            return True
        if linked:
            raise self._refusal(statement, "one import of what is linked and what is not")
        return False

    def _put(self, node: ast.expr, text: str) -> None:
        self._edits[self._start(node), self._end(node)] = text.encode()

    def _apply(self) -> str:
        out = bytearray(self._bytes)
        for (start, end), new in sorted(self._edits.items(), reverse=True):
            out[start:end] = new
        return out.decode()

    def _start(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        return self._line_starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        return self._line_starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def _refusal(self, node: ast.expr | ast.stmt, cause: str) -> ToolError:
        return ToolError(f"{self._module.source}:{node.lineno}: {cause}", "write it so that it can be linked")


def _short_attributes(module: Module, taken: set[str]) -> dict[str, str]:
    """Return private attribute, method and class-level names of one module -> short names, of which none is in `taken`.

    Each module begins anew: what is private is met in its own module alone.
    """
    names = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.ClassDef):
            names |= {part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}
    private = sorted(name for name in names if re.fullmatch(r"_[^_]\w*", name))
    return dict(zip(private, _short_names("_", _spelt([module]) | taken), strict=False))


def _outside_names(tree: ast.Module) -> set[str]:
    """Return the names that imports of others' modules bind at the top."""
    return {
        (alias.asname or alias.name).split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not is_ours(node.module or ""))
        for alias in node.names
    }


def _spelt(modules: list[Module]) -> set[str]:
    """Return every word in the sources: a short name must be none of them, or a function's own name could hide it."""
    return {word for module in modules for word in re.findall(r"\w+", module.text)}


def _short_names(first: str, spelt: set[str]) -> Iterator[str]:
    letters = string.ascii_letters
    for number in count():
        rounds, place = divmod(number, len(letters))
        name = f"{first}{letters[place]}{rounds or ''}"
        if name not in spelt:
            yield name
