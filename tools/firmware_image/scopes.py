"""Tells which names in a module mean things of the module itself, and not a function's own.

Owns Python's rules of scope as far as our board code uses them. Annotations are left out: boards do not evaluate them.
"""

import ast
from collections.abc import Iterator

from tools.errors import ToolError

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def module_names(tree: ast.Module) -> Iterator[ast.Name]:
    """Yield each Name node, read or written, that means a name of the module or a built-in."""
    for statement in tree.body:
        yield from _names(statement, frozenset())


def bound(tree: ast.Module) -> set[str]:
    """Return the names that a module's own statements bind, imports left out."""
    return _bound_by(tree.body, imports=False)


def _names(node: ast.AST, local: frozenset[str]) -> Iterator[ast.Name]:
    if isinstance(node, ast.Global | ast.Nonlocal):
        raise ToolError(f"`global` and `nonlocal` cannot be linked (line {node.lineno})", "keep the value in an object")
    if isinstance(node, ast.Name):
        if node.id not in local:
            yield node
    elif isinstance(node, FUNCTIONS):
        yield from _function_names(node, local)
    elif isinstance(node, ast.ClassDef):
        yield from _class_names(node, local)
    elif isinstance(node, COMPREHENSIONS):
        inner = local | {name.id for part in node.generators for name in _stored(part.target)}
        yield from _children(node, inner)
    else:
        yield from _children(node, local)


def _function_names(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, local: frozenset[str]
) -> Iterator[ast.Name]:
    outside = [*node.args.defaults, *(default for default in node.args.kw_defaults if default)]
    outside += [] if isinstance(node, ast.Lambda) else node.decorator_list
    for expression in outside:
        yield from _names(expression, local)
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    inner = local | {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    inner |= _bound_by(body, imports=True)
    for part in body:
        yield from _names(part, inner)


def _class_names(node: ast.ClassDef, local: frozenset[str]) -> Iterator[ast.Name]:
    for expression in (*node.bases, *node.decorator_list):
        yield from _names(expression, local)
    inner = local | _bound_by(node.body, imports=True)
    for part in node.body:
        # Methods do not see the names of their class.
        yield from _names(part, local if isinstance(part, FUNCTIONS) else inner)


def _children(node: ast.AST, local: frozenset[str]) -> Iterator[ast.Name]:
    for name, value in ast.iter_fields(node):
        if name == "annotation":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _names(child, local)


def _bound_by(body: list[ast.stmt] | list[ast.expr], imports: bool) -> set[str]:
    names: set[str] = set()
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue
        if isinstance(node, (ast.Lambda, *COMPREHENSIONS)):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.add(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        elif imports and isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        waiting += ast.iter_child_nodes(node)
    return names


def _stored(target: ast.expr) -> Iterator[ast.Name]:
    return (node for node in ast.walk(target) if isinstance(node, ast.Name))
