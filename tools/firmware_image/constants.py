"""Finds the constants of modules: names bound once, at the top, to an integer or a short text that can be worked out.

On a board each such name costs about forty bytes of heap and each use of it two look-ups; linked in as a value it costs
neither. MicroPython's own `const()` does the same within one module.
"""

import ast
from collections import Counter
from collections.abc import Callable

from tools.firmware_image.modules import Module

Value = int | str
Resolve = Callable[[Module, ast.expr], tuple[str, str] | None]
"""Returns (module, name) for an expression that names something at the top of one of our modules."""

LONGEST_TEXT = 10
"""MicroPython keeps one copy of a text up to this length, however often it stands in the code."""


def find(modules: list[Module], resolve: Resolve) -> dict[tuple[str, str], Value]:
    """Return (module, name) -> value of every constant."""
    by_name = {module.name: module for module in modules}
    expressions = {(module.name, name): value for module in modules for name, value in _candidates(module)}
    values: dict[tuple[str, str], Value] = {}

    def evaluate(module: Module, node: ast.expr) -> Value | None:
        if isinstance(node, ast.Constant):
            value = node.value
            return value if isinstance(value, int | str) and _is_constant(value) else None
        if isinstance(node, ast.UnaryOp | ast.BinOp):
            return _calculate(node, lambda part: evaluate(module, part))
        key = resolve(module, node)
        return lookup(key) if key else None

    def lookup(key: tuple[str, str]) -> Value | None:
        if key not in values and key in expressions:
            value = evaluate(by_name[key[0]], expressions[key])
            if value is not None:
                values[key] = value
        return values.get(key)

    for key in expressions:
        lookup(key)
    return values


def _candidates(module: Module) -> list[tuple[str, ast.expr]]:
    written = Counter(
        node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    found = []
    for statement in module.tree.body:
        target = definition(statement)
        if target and written[target.id] == 1 and isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            found.append((target.id, statement.value))
    return found


def definition(statement: ast.stmt) -> ast.Name | None:
    """Return the one name that an assignment binds, None for any other statement."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target
    return None


def _is_constant(value: object) -> bool:
    return type(value) is int or (isinstance(value, str) and len(value) <= LONGEST_TEXT)


def _calculate(node: ast.UnaryOp | ast.BinOp, evaluate: Callable[[ast.expr], Value | None]) -> int | None:
    parts = [node.operand] if isinstance(node, ast.UnaryOp) else [node.left, node.right]
    numbers = [evaluate(part) for part in parts]
    if not all(isinstance(number, int) for number in numbers):
        return None
    fixed = [ast.Constant(number) for number in numbers]
    again = ast.UnaryOp(node.op, fixed[0]) if isinstance(node, ast.UnaryOp) else ast.BinOp(fixed[0], node.op, fixed[1])
    value = eval(compile(ast.fix_missing_locations(ast.Expression(again)), "constant", "eval"))  # noqa: S307 - two integers
    return value if type(value) is int else None
