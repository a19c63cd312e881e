"""Writes the tables of docs/PROTOCOL.md out of the code: `python -m shared_protocol.host.docs`.

The prose of that page is written by hand; between `<!-- generated: NAME -->` and `<!-- end -->` stands what `BLOCKS` makes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared_protocol import fields, topics
from shared_protocol.host import example
from shared_protocol.host.generated_page import renewed, table
from shared_protocol.host.kinds import KINDS
from shared_protocol.host.names import CODES, ERRORS, FIELDS, MESSAGES, Named
from shared_protocol.host.whole_wire import SPECS, TABLE

TARGET = Path(__file__).resolve().parents[2] / "docs" / "PROTOCOL.md"

_LEAVES = {
    topics.EVENT: "journaled events; sent again until acknowledged",
    topics.STATUS: "status and figures: newest wins, never journaled",
    topics.PRESENCE: "presence; retained, and the last will",
    topics.COMMAND: "commands",
    topics.ACK: "committed up to seq N of journal J; the time",
}
_KINDS = {fields.INT: "int", fields.BYTES: "bytes", fields.TEXT: "text", fields.BOOL: "bool"}


def generate(page: str) -> str:
    """Return `page` with every generated block made anew; raises KeyError for a block that nothing makes."""
    return renewed(page, BLOCKS)


def _topics() -> str:
    rows = [(f"`{_pattern(leaf)}`", _direction(leaf), text) for leaf, text in _LEAVES.items()]
    hint = (f"`{topics.hint('<account>')}`", "cloud to cloud", 'content-free hint "there is news"')
    return table(("topic", "direction", "what"), [*rows, hint])


def _pattern(leaf: str) -> str:
    return topics.topic(example.DEVICE_ID, leaf).replace(example.DEVICE_ID, "<device>")


def _direction(leaf: str) -> str:
    return "up" if leaf in topics.UP_LEAVES else "down"


def _messages() -> str:
    return "\n".join(_message(kind) for kind in TABLE)


def _message(kind: int) -> str:
    leaf, required, optional = TABLE[kind]
    named = MESSAGES[kind]
    lines = [f"**`{named.name}`** = {kind}, {_direction(leaf)} on `{leaf}`. {named.meaning}  "]
    lines += [f"Required: {_field_list(required)}.{'  ' if optional else ''}"]
    if optional:
        lines.append(f"Optional: {_field_list(optional)}.")
    return "\n".join([*lines, ""])


def _field_list(keys: tuple[int, ...]) -> str:
    return ", ".join(f"{key} `{FIELDS[key].name}`" for key in keys)


def _fields() -> str:
    rows = [
        (str(key), f"`{named.name}`", _type(SPECS[key]), named.unit, named.meaning) for key, named in FIELDS.items()
    ]
    return table(("key", "field", "value", "unit", "meaning"), rows)


def _type(spec: tuple[Any, ...]) -> str:
    kind, low, high = spec[:3]
    if kind == fields.BOOL:
        return "bool"
    if kind == fields.MAP:
        extra = f"; optional {_field_list(high)}" if high else ""
        return f"map: {_field_list(low)}{extra}"
    if kind == fields.LIST:
        return f"list of {low} to {high}: {_type(spec[3])}"
    span = f"{low}" if low == high else f"{low} to {high}"
    return f"{_KINDS[kind]}, {span}" if kind == fields.INT else f"{_KINDS[kind]}, {span} bytes"


def _codes() -> str:
    return "\n".join(f"**`{FIELDS[key].name}`**\n\n{_named_table(values)}" for key, values in CODES.items())


def _errors() -> str:
    return _named_table(ERRORS)


def _named_table(values: dict[int, Named]) -> str:
    rows = [(str(number), f"`{named.name}`", named.meaning) for number, named in values.items()]
    return table(("value", "name", "meaning"), rows)


def _limits() -> str:
    return table(("bound", "value", "why"), list(_limit_rows()))


def _limit_rows() -> Iterator[tuple[str, ...]]:
    # The reasons are the comments above the numbers.
    for limits in (kind.limits for kind in KINDS):
        reason = ""
        for line in Path(str(limits.__file__)).read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                reason = line[2:]
            elif match := re.match(r"[A-Z_]+(?= = )", line):
                yield f"`{match[0]}`", f"{getattr(limits, match[0]):,}", reason


BLOCKS = {
    "topics": _topics,
    "example": example.describe,
    "messages": _messages,
    "fields": _fields,
    "codes": _codes,
    "errors": _errors,
    "limits": _limits,
}


def main() -> None:
    """Write the tables anew."""
    TARGET.write_text(generate(TARGET.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
