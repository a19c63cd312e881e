"""Writes items as CBOR diagnostic notation (RFC 8949, section 8; embedded items and comments: RFC 8610, appendix G).

Names of keys and meanings of values become comments, so that the notation stays what other tools read. Encoding
indicators (`23_0`, `[_ 1, 2]`) show where bytes are not in their shortest form. Knows no message: a `Guide` does.
"""

import json
import math
from typing import Protocol

from tools.desk.decode.items import (
    ARRAY,
    BROKEN,
    BYTES,
    FALSE,
    FLOAT,
    INTEGER,
    MAP,
    SIMPLE,
    TAG,
    TEXT,
    Item,
    shortest_width,
)

WIDEST = 100
_INDENT = "  "
_SIMPLE_NAMES = ("false", "true", "null", "undefined")


class Guide(Protocol):
    """What is known of the items of one input, by their places."""

    def name(self, key: Item) -> str:
        """Return what people call that key of a map, empty where that is not known."""

    def note(self, item: Item) -> str:
        """Return what that value means, empty where there is nothing to say."""

    def embedded(self, item: Item) -> tuple[Item, ...]:
        """Return the items that a byte string (or what is left of one) holds, none where it is no more than bytes."""


class _Row:
    """A line in the making: what follows it (a comma) goes before its note."""

    def __init__(self, text: str, note: str = "") -> None:
        self.text = text
        self.note = note

    def whole(self) -> str:
        return f"{self.text}  / {_comment(self.note)} /" if self.note else self.text


def notation(items: tuple[Item, ...], guide: Guide) -> str:
    """Return the items, one or more lines each."""
    return "\n".join(row.whole() for item in items for row in _rows(item, guide))


def _rows(item: Item, guide: Guide) -> list[_Row]:
    inner = guide.embedded(item)
    if item.kind == BROKEN:
        return [*(row for part in inner for row in _rows(part, guide)), _broken(item, is_shown=bool(inner))]
    if len(inner) == 1:
        rows = _rows(inner[0], guide)
        rows[0].text = f"<<{rows[0].text}"
        rows[-1].text += ">>"
    elif inner:
        rows = _enclosed("<<", [_rows(part, guide) for part in inner], ">>")
    elif item.kind == TAG:
        rows = _rows(item.parts[0], guide)
        rows[0].text = f"{item.number}{_indicator(item)}({rows[0].text}"
        rows[-1].text += ")"
    elif item.kind == ARRAY:
        rows = _enclosed(_opening("[", item), [_rows(part, guide) for part in item.parts], "]")
    elif item.kind == MAP:
        rows = _enclosed(_opening("{", item), _pair_rows(item, guide), "}")
    else:
        rows = [_Row(_scalar(item))]
    note = guide.note(item)
    if note:
        rows[0].note = f"{note}; {rows[0].note}" if rows[0].note else note
    return rows


def _pair_rows(item: Item, guide: Guide) -> list[list[_Row]]:
    pairs = []
    for key, value in item.pairs():
        name = guide.name(key)
        head, rows = _rows(key, guide), _rows(value, guide)
        before = f"/ {_comment(name)} / " if name else ""
        head[0].text = before + head[0].text
        rows[0].text = f"{head[-1].text}: {rows[0].text}"
        pairs.append(head[:-1] + rows)
    if len(item.parts) % 2:
        pairs.append(_rows(item.parts[-1], guide))
    return pairs


def _enclosed(opening: str, members: list[list[_Row]], closing: str) -> list[_Row]:
    gap = " " if opening.endswith("_") or opening[-1].isdigit() else ""
    for rows in members[:-1]:
        rows[-1].text += ","
    flat = [row for rows in members for row in rows]
    line = opening + gap + " ".join(row.text for row in flat) + closing
    plain = all(len(rows) == 1 for rows in members) and not any(row.note for row in flat)
    if plain and len(line) <= WIDEST and (len(members) < 2 or not any(row.text.startswith("/") for row in flat)):
        return [_Row(line)]
    return [_Row(opening), *(_Row(_INDENT + row.text, row.note) for row in flat), _Row(closing)]


def _opening(bracket: str, item: Item) -> str:
    return f"{bracket}_" if item.is_indefinite else f"{bracket}{_indicator(item)}"


def _broken(item: Item, *, is_shown: bool = False) -> _Row:
    rest = item.value if isinstance(item.value, bytes) and not is_shown else b""
    return _Row(f"h'{rest.hex()}'" if rest else "", f"byte {item.offset}: {item.reason}")


def _scalar(item: Item) -> str:
    if item.is_indefinite:
        parts = ", ".join(_broken(part).whole() if part.kind == BROKEN else _scalar(part) for part in item.parts)
        return f"(_ {parts})" if parts else "''_" if item.kind == BYTES else '""_'
    return _bare(item) + _indicator(item)


def _bare(item: Item) -> str:
    if item.kind == BYTES and isinstance(item.value, bytes):
        return f"h'{item.value.hex()}'"
    if item.kind == TEXT and isinstance(item.value, str):
        return quoted(item.value)
    if item.kind == FLOAT and isinstance(item.value, float):
        return _float(item.value)
    if item.kind == SIMPLE and isinstance(item.value, int):
        named = item.value - FALSE
        return _SIMPLE_NAMES[named] if 0 <= named < len(_SIMPLE_NAMES) else f"simple({item.value})"
    return str(item.value)


def quoted(text: str) -> str:
    """Return `text` in double quotes, with whatever could move a terminal's cursor or hide from the eye escaped."""
    return "".join(char if char.isprintable() else _escaped(char) for char in json.dumps(text, ensure_ascii=False))


def _escaped(char: str) -> str:
    # JSON leaves DEL as it is, and writes what is beyond 16 bits as two halves: so does this notation.
    return json.dumps(char)[1:-1] if ord(char) >= 0x10000 else f"\\u{ord(char):04x}"


def _float(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def _indicator(item: Item) -> str:
    if item.kind in (INTEGER, BYTES, TEXT, ARRAY, MAP, TAG, FLOAT) and item.width != shortest_width(item):
        return f"_{item.width.bit_length() - 1}"
    return ""


def _comment(text: str) -> str:
    return quoted(text)[1:-1].replace('\\"', '"').replace("/", "\u2215")  # a slash would end the comment
