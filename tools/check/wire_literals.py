"""Refuses topics and key numbers spelt outside `shared_protocol`, the one place where the wire is defined (CARD-3).

A topic is any string, docstrings aside, that begins with `wl/` or `wli/` or ends with a leaf such as `/evt`. A key is an
integer literal where a message is built (`{1: ...}`) or read (`body[1]`, `body.get(1)`, `1 in body`). Chips have
registers and machines have word sizes that look the same, so the folders that deal with those may map integers.
"""

import ast
import re
from collections.abc import Iterator

from tools.check.finding import Finding
from tools.check.sources import Source

TOPIC = re.compile(r"(^|/)wli?/|/(evt|sta|pre|cmd|ack)$")
MESSAGES = frozenset({"body", "command", "event", "message", "payload", "report", "slot_record"})
MAPS_OF_INTEGERS = ("firmware/boards", "firmware/drivers", "tools/runtime", "tools/virtual_board")
READERS = frozenset({"get", "pop", "setdefault"})
# The same words for other things: inputs of the device's core are tuples; tools start programs by a list of words.
OTHER_MEANINGS = {"event": ("firmware", "tools"), "command": ("tools",)}

USE_TOPICS = "build or parse it with shared_protocol.topics"
USE_FIELDS = "use the names in shared_protocol.fields and shared_protocol.messages"


def check(source: Source) -> Iterator[Finding]:
    """Yield each literal in `source` that belongs into `shared_protocol`; nothing for that package itself."""
    if source.is_under("shared_protocol") or source.path == "tools/check/wire_literals.py":
        return
    no_texts = _docstrings_and_parts(source.tree)
    for node in ast.walk(source.tree):
        line = getattr(node, "lineno", 1)
        if (text := _text(node)) and id(node) not in no_texts:
            if TOPIC.search(text):
                yield Finding(source.path, line, f"spells a topic: {text!r}", USE_TOPICS)
        elif isinstance(node, ast.Dict) and not source.is_under(*MAPS_OF_INTEGERS):
            if any(key is not None and _is_integer(key) for key in node.keys):
                yield Finding(source.path, line, "maps integer literals, as a message does", USE_FIELDS)
        elif (name := _read_by_number(node)) and not source.is_under(*OTHER_MEANINGS.get(name, ())):
            yield Finding(source.path, line, f"reads a field of `{name}` by its number", USE_FIELDS)


def _docstrings_and_parts(tree: ast.Module) -> set[int]:
    """Return the identities of the strings that are prose, or parts of an f-string that is looked at as a whole."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    return docstrings | parts


def _text(node: ast.AST) -> str:
    """Return the string that `node` spells, with `+` for what an f-string fills in; empty for other nodes."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "+" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_integer(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _read_by_number(node: ast.AST) -> str:
    """Return the name of the message that `node` reads with an integer literal, or nothing."""
    if isinstance(node, ast.Subscript) and _is_integer(node.slice):
        return _message_name(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
        return _message_name(node.func.value) if node.args and _is_integer(node.args[0]) else ""
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn) and _is_integer(node.left):
        return _message_name(node.comparators[0])
    return ""


def _message_name(node: ast.expr) -> str:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    name = name.strip("_")
    return next((word for word in sorted(MESSAGES) if name == word or name.endswith(f"_{word}")), "")
