"""Reads any CBOR (RFC 8949) into a tree of items with their places, as far as it goes. Judges no profile.

The strict codecs say yes or no; this one is for people who ask why. It takes what the protocol forbids (floats, tags,
indefinite lengths), and where bytes are malformed the tree ends in an item of kind BROKEN that says so.
"""

import math
import struct
from dataclasses import dataclass

INTEGER = "integer"
BYTES = "bytes"
TEXT = "text"
ARRAY = "array"
MAP = "map"
TAG = "tag"
SIMPLE = "simple"
FLOAT = "float"
BROKEN = "broken"

FALSE, TRUE = 20, 21
"""Simple values: RFC 8949, table 4."""

MOST_DEPTH = 64
"""Enough for anything that people wrap into each other, and far from the interpreter's own limit."""

_INDEFINITE = 31
_BREAK = 0xFF
_HALF, _SINGLE, _DOUBLE = 2, 4, 8  # bytes
_FLOATS = {_HALF: ">e", _SINGLE: ">f", _DOUBLE: ">d"}
_SCALAR_STRINGS = (2, 3)


@dataclass(frozen=True)
class Item:
    """One item at bytes `offset` to `end`; `parts` of a map are key, value, key, value.

    `value`: int, bytes, str or float; the number of a tag or simple value; for BROKEN the bytes that were still there.
    `width`: how many bytes its argument took, 0 if it stood in the first byte. `reason`: why it is broken.
    """

    kind: str
    offset: int
    end: int
    value: bytes | str | float | None = None
    parts: tuple["Item", ...] = ()
    width: int = 0
    is_indefinite: bool = False
    reason: str = ""

    @property
    def number(self) -> int | None:
        """The value of an integer, the number of a tag or simple value; None for every other kind."""
        return self.value if isinstance(self.value, int) else None

    def broken(self) -> "Item | None":
        """Return the first broken item in this one, None if all of it is well-formed."""
        if self.kind == BROKEN:
            return self
        return next((found for part in self.parts if (found := part.broken())), None)

    def pairs(self) -> list[tuple["Item", "Item"]]:
        """Return the whole (key, value) pairs of a map."""
        return list(zip(self.parts[::2], self.parts[1::2], strict=False))

    def numbered(self) -> "dict[int, Item]":
        """Return a map's values by their integer keys; the first counts where a key stands twice."""
        pairs = [(key.number, value) for key, value in reversed(self.pairs()) if key.kind == INTEGER]
        return {key: value for key, value in pairs if key is not None}

    def get(self, key: int) -> "Item | None":
        """Return a map's value under an integer key."""
        return self.numbered().get(key)


def parse(data: bytes, base: int = 0) -> tuple[Item, ...]:
    """Return the item that `data` holds, then a BROKEN one if bytes follow it; places count from `base`."""
    reader = _Reader(data, base)
    item = reader.item(MOST_DEPTH)
    if item.broken() or reader.at == len(data):
        return (item,)
    rest = len(data) - reader.at
    return item, reader.broken(reader.at, f"{rest} byte{'s' if rest > 1 else ''} after the item", data[reader.at :])


class _Malformed(Exception):
    def __init__(self, reason: str, rest: bytes = b"") -> None:
        self.reason = reason
        self.rest = rest


class _Reader:
    def __init__(self, data: bytes, base: int) -> None:
        self.data = data
        self.base = base
        self.at = 0

    def item(self, depth: int) -> Item:
        """Return the item here, broken at its end if it is malformed."""
        start = self.at
        try:
            return self._item(start, depth)
        except _Malformed as problem:
            return self.broken(start, problem.reason, problem.rest)

    def broken(self, start: int, reason: str, rest: bytes) -> Item:
        """Return what stands for malformed bytes from `start`."""
        self.at = len(self.data)
        return Item(BROKEN, self.base + start, self.base + len(self.data), rest, reason=reason)

    def _item(self, start: int, depth: int) -> Item:
        if depth == 0:
            raise _Malformed(f"nested deeper than {MOST_DEPTH}")
        first = self._take(1, "an item")[0]
        major, info = first >> 5, first & 31
        if info == _INDEFINITE:
            return self._indefinite(start, major, depth)
        if info > 27:
            raise _Malformed(f"reserved head 0x{first:02x}")
        width = 1 << (info - 24) if info >= 24 else 0
        argument = self._take(width, "the rest of a head") if width else bytes((info,))
        return self._definite(start, major, width, argument, depth)

    def _definite(self, start: int, major: int, width: int, argument: bytes, depth: int) -> Item:
        number = int.from_bytes(argument, "big")
        if major in _SCALAR_STRINGS:
            kind, value = self._string(major, number)
            return self._made(start, kind, value=value, width=width)
        if major == 4:
            return self._made(start, ARRAY, parts=self._parts(number, depth), width=width)
        if major == 5:
            return self._made(start, MAP, parts=self._parts(2 * number, depth), width=width)
        if major == 6:
            return self._made(start, TAG, value=number, parts=(self.item(depth - 1),), width=width)
        if major == 7:
            return self._other(start, width, argument)
        return self._made(start, INTEGER, value=-1 - number if major else number, width=width)

    def _other(self, start: int, width: int, argument: bytes) -> Item:
        if width in _FLOATS:
            return self._made(start, FLOAT, value=struct.unpack(_FLOATS[width], argument)[0], width=width)
        if width == 1 and argument[0] < 32:
            raise _Malformed(f"simple value {argument[0]} in two bytes")
        return self._made(start, SIMPLE, value=argument[0], width=width)

    def _indefinite(self, start: int, major: int, depth: int) -> Item:
        if major in (4, 5):
            parts = self._until_break(depth)
            if major == 5 and len(parts) % 2 and not parts[-1].broken():
                raise _Malformed("a map ends after a key")
            return self._made(start, ARRAY if major == 4 else MAP, parts=parts, is_indefinite=True)
        if major in _SCALAR_STRINGS:
            return self._made(start, *self._chunks(major, depth), is_indefinite=True)
        raise _Malformed(
            "a break without what it ends" if major == 7 else f"major type {major} has no indefinite length"
        )

    def _chunks(self, major: int, depth: int) -> tuple[str, None, tuple[Item, ...]]:
        kind = BYTES if major == 2 else TEXT
        parts = self._until_break(depth)
        for part in parts:
            if not part.broken() and (part.kind != kind or part.is_indefinite):
                raise _Malformed(f"a chunk of another kind in {kind} of indefinite length")
        return kind, None, parts

    def _until_break(self, depth: int) -> tuple[Item, ...]:
        parts: list[Item] = []
        while True:
            if self.at < len(self.data) and self.data[self.at] == _BREAK:
                self.at += 1
                return tuple(parts)
            parts.append(self.item(depth - 1))
            if parts[-1].broken():
                return tuple(parts)

    def _parts(self, count: int, depth: int) -> tuple[Item, ...]:
        parts: list[Item] = []
        while len(parts) < count:
            parts.append(self.item(depth - 1))
            if parts[-1].broken():
                break
        return tuple(parts)

    def _string(self, major: int, count: int) -> tuple[str, bytes | str]:
        data = self._take(count, "a string")
        if major == 2:
            return BYTES, data
        try:
            return TEXT, data.decode()
        except UnicodeDecodeError as error:
            raise _Malformed(f"text that is not UTF-8, from its byte {error.start} on", data) from None

    def _take(self, count: int, what: str) -> bytes:
        part = self.data[self.at : self.at + count]
        if len(part) < count:
            missing = count - len(part)
            raise _Malformed(f"truncated: {what} lacks {missing:,} byte{'s' if missing > 1 else ''}", part)
        self.at += count
        return part

    def _made(
        self,
        start: int,
        kind: str,
        value: bytes | str | float | None = None,
        parts: tuple[Item, ...] = (),
        width: int = 0,
        *,
        is_indefinite: bool = False,
    ) -> Item:
        return Item(kind, self.base + start, self.base + self.at, value, parts, width, is_indefinite)


def shortest_width(item: Item) -> int:
    """Return how many bytes the argument of `item` takes in its preferred form (RFC 8949, section 4.1)."""
    if item.kind == FLOAT and isinstance(item.value, float):
        return _shortest_float(item.value)
    number = _argument(item)
    return 0 if number < 24 else 1 if number < 0x100 else 2 if number < 0x10000 else 4 if number < 0x100000000 else 8


def _argument(item: Item) -> int:
    if item.kind == ARRAY:
        return len(item.parts)
    if item.kind == MAP:
        return len(item.parts) // 2
    if isinstance(item.value, int):
        return -1 - item.value if item.value < 0 else item.value
    if isinstance(item.value, str):
        return len(item.value.encode())
    return len(item.value) if isinstance(item.value, bytes) else 0


def _shortest_float(value: float) -> int:
    if math.isnan(value):
        return _HALF
    for width in (_HALF, _SINGLE):
        try:
            if struct.unpack(_FLOATS[width], struct.pack(_FLOATS[width], value))[0] == value:
                return width
        except OverflowError:
            continue
    return _DOUBLE
