"""Chooses short names for the parameters of functions: a board keeps each name that any parameter has."""

import ast
import string
from collections.abc import Iterator

from tools.firmware_image.scopes import COMPREHENSIONS, FUNCTIONS

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Occurrence = tuple[ast.arg | ast.Name, str]


def short_parameters(tree: ast.Module, kept: set[str]) -> Iterator[Occurrence]:
    """Yield each node that names a parameter, with the short name for it; `kept` are names that some call spells."""
    yield from _within(tree, kept | {"self"}, frozenset())


def _within(node: ast.AST, kept: set[str], outer: frozenset[str]) -> Iterator[Occurrence]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS):
            chosen = _choose(child, kept, outer)
            yield from _occurrences(child, chosen)
            yield from _within(child, kept, outer | frozenset(chosen.values()))
        else:
            yield from _within(child, kept, outer)


def _choose(function: Function, kept: set[str], outer: frozenset[str]) -> dict[str, str]:
    inside = [node for part in _body(function) for node in ast.walk(part)]
    bound_again = {name for node in inside if isinstance(node, (*FUNCTIONS, *COMPREHENSIONS)) for name in _bound(node)}
    taken = {node.id for node in inside if isinstance(node, ast.Name)} | bound_again | outer
    free = (letter for letter in string.ascii_lowercase if letter not in taken)
    names = [argument.arg for argument in function.args.args]
    return {name: next(free) for name in names if name not in kept | bound_again and len(name) > 1}


def _bound(node: ast.AST) -> set[str]:
    parameters = {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}
    return parameters | {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def _occurrences(function: Function, chosen: dict[str, str]) -> Iterator[Occurrence]:
    for argument in function.args.args:
        if argument.arg in chosen:
            yield argument, chosen[argument.arg]
    for part in _body(function):
        for node in ast.walk(part):
            if isinstance(node, ast.Name) and node.id in chosen:
                yield node, chosen[node.id]


def _body(function: Function) -> list[ast.AST]:
    return [function.body] if isinstance(function, ast.Lambda) else list(function.body)
