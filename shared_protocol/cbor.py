"""Strict codec for our profile of CBOR (RFC 8949, deterministic), small enough for a board.

Allowed: integers, byte strings, UTF-8 text, booleans, arrays, and maps with small unsigned integer keys in ascending
order; definite lengths and shortest forms only. Refused: everything else, trailing bytes included. What `decode`
accepts, `encode` gives back byte for byte. Knows nothing of messages.
"""

from shared_protocol import limits
from shared_protocol.errors import LIMIT, MALFORMED, PROFILE, LocalError, RemoteError

_FALSE = 0xF4
_TRUE = 0xF5


def encode(value: object) -> bytes:
    """Return `value` as deterministic CBOR.

    Takes int, bytes, bytearray, str, bool, list, tuple and dict (integer keys, any order).
    Raises LocalError for any other type, and for what is nested, numbered or keyed beyond limits.py.
    """
    out = bytearray()
    _put(out, value, limits.MAX_DEPTH)
    return bytes(out)


def put_head(out: bytearray, major: int, number: int) -> None:
    """Append the shortest head of `major` (0 to 7) with `number` (0 to 2**64 - 1) to `out`."""
    major <<= 5
    if number < 24:
        out.append(major | number)
        return
    size = 1 if number < 0x100 else 2 if number < 0x10000 else 4 if number < 0x100000000 else 8
    out.append(major | (24 if size == 1 else 25 if size == 2 else 26 if size == 4 else 27))
    out.extend(number.to_bytes(size, "big"))


def _put(out: bytearray, value: object, depth: int) -> None:
    if value is True or value is False:
        out.append(_TRUE if value else _FALSE)
    elif isinstance(value, int):
        _put_int(out, value)
    elif isinstance(value, (bytes, bytearray)):
        put_head(out, 2, len(value))
        out.extend(value)
    elif isinstance(value, str):
        _put_text(out, value)
    elif depth == 0:
        raise LocalError("nested deeper than MAX_DEPTH")
    elif isinstance(value, (list, tuple)):
        put_head(out, 4, len(value))
        for item in value:
            _put(out, item, depth - 1)
    elif isinstance(value, dict):
        _put_map(out, value, depth)
    else:
        raise LocalError("the CBOR profile has no " + type(value).__name__)


def _put_int(out: bytearray, value: int) -> None:
    if not limits.MIN_INT <= value <= limits.MAX_INT:
        raise LocalError("integer outside 64 bits")
    if value < 0:
        put_head(out, 1, -1 - value)
    else:
        put_head(out, 0, value)


def _put_text(out: bytearray, value: str) -> None:
    try:
        text = value.encode()
        _check_utf8(text)
    except (UnicodeError, RemoteError):
        raise LocalError("text with a lone surrogate has no UTF-8")  # noqa: B904 - see messages.check_outgoing
    put_head(out, 3, len(text))
    out.extend(text)


def _put_map(out: bytearray, value: dict[int, object], depth: int) -> None:
    for key in value:
        if key is True or key is False or not isinstance(key, int) or not 0 <= key <= limits.MAX_KEY:
            raise LocalError("map keys are integers from 0 to MAX_KEY")
    put_head(out, 5, len(value))
    for key in sorted(value):
        put_head(out, 0, key)
        _put(out, value[key], depth - 1)


def decode(data: bytes) -> object:
    """Return the one item that `data` holds.

    Raises RemoteError (MALFORMED, PROFILE or LIMIT) for anything else, in time and memory bounded by len(data).
    """
    decoder = Decoder(data)
    value = decoder.item(limits.MAX_DEPTH)
    decoder.finish()
    return value


class Decoder:
    """Reads one item after the other from `data` (bytes); `at` is the offset of the next."""

    def __init__(self, data: bytes) -> None:
        if len(data) > limits.MAX_ENVELOPE_BYTES:
            raise RemoteError(LIMIT, "message too long")
        self.data = data
        self.at = 0
        self._items = limits.MAX_ITEMS

    def finish(self) -> None:
        """Raise RemoteError unless every byte was read."""
        if self.at != len(self.data):
            raise RemoteError(MALFORMED, "bytes after the item")

    def head(self) -> tuple[int, int]:
        """Read a head and return (major type, argument); indefinite, reserved and longer than shortest are refused."""
        at = self.at
        if at >= len(self.data):
            raise RemoteError(MALFORMED, "truncated")
        self.at = at + 1
        major = self.data[at] >> 5
        info = self.data[at] & 31
        if info < 24:
            return major, info
        if info > 27:
            raise RemoteError(PROFILE if info == 31 else MALFORMED, "indefinite length or reserved head")
        size = 1 << (info - 24)
        number = int.from_bytes(self._take(size), "big")
        if major != 7 and (number < 24 or (size > 1 and number >> (4 * size) == 0)):
            raise RemoteError(PROFILE, "integer not in its shortest form")
        return major, number

    def string(self, wanted: int) -> bytes:
        """Read a string of major type `wanted` (2 bytes, 3 text) and return its bytes."""
        major, number = self.head()
        if major != wanted:
            raise RemoteError(PROFILE, "a string was expected")
        return self._take(number)

    def item(self, depth: int) -> object:
        """Read one item with at most `depth` levels of arrays and maps."""
        self._items -= 1
        if self._items < 0:
            raise RemoteError(LIMIT, "too many items")
        major, number = self.head()
        if major < 2:
            if number > limits.MAX_INT:
                raise RemoteError(LIMIT, "integer outside 64 bits")
            return -1 - number if major else number
        if major == 2:
            return self._take(number)
        if major == 3:
            return _text(self._take(number))
        if major > 5:
            return self._simple(major, number)
        if depth == 0:
            raise RemoteError(LIMIT, "nested too deep")
        if number > len(self.data) - self.at:
            raise RemoteError(MALFORMED, "more items promised than bytes are left")
        return self._array(number, depth - 1) if major == 4 else self._map(number, depth - 1)

    def _take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.data):
            raise RemoteError(MALFORMED, "truncated")
        part = self.data[self.at : end]
        self.at = end
        return part

    def _simple(self, major: int, number: int) -> bool:
        # The offset tells a one-byte head from 0xf8 0x14, which is malformed.
        if major == 7 and self.data[self.at - 1] in (_FALSE, _TRUE) and number in (20, 21):
            return number == 21
        raise RemoteError(PROFILE, "tag, float or simple value")

    def _array(self, count: int, depth: int) -> list[object]:
        return [self.item(depth) for _ in range(count)]

    def _map(self, count: int, depth: int) -> dict[int, object]:
        items: dict[int, object] = {}
        last = -1
        for _ in range(count):
            major, key = self.head()
            if major != 0 or key > limits.MAX_KEY:
                raise RemoteError(PROFILE, "map key is not a small unsigned integer")
            if key <= last:
                raise RemoteError(PROFILE, "map keys not in ascending order, or twice")
            last = key
            self._items -= 1
            items[key] = self.item(depth)
        return items


def _text(data: bytes) -> str:
    _check_utf8(data)
    return str(data, "utf-8")


def _check_utf8(data: bytes) -> None:
    # RFC 3629 in full: MicroPython's own check lets surrogates and overlong forms pass.
    at = 0
    end = len(data)
    while at < end:
        first = data[at]
        at += 1
        if first < 0x80:
            continue
        more, low, high = _utf8_follow(first)
        if at + more > end:
            raise RemoteError(MALFORMED, "text is not UTF-8")
        for _ in range(more):
            if not low <= data[at] <= high:
                raise RemoteError(MALFORMED, "text is not UTF-8")
            low, high = 0x80, 0xBF
            at += 1


def _utf8_follow(first: int) -> tuple[int, int, int]:
    """Return how many bytes follow `first` and the range of the next one (RFC 3629, section 4)."""
    if 0xC2 <= first <= 0xDF:
        return 1, 0x80, 0xBF
    if 0xE0 <= first <= 0xEF:
        return 2, 0xA0 if first == 0xE0 else 0x80, 0x9F if first == 0xED else 0xBF
    if 0xF0 <= first <= 0xF4:
        return 3, 0x90 if first == 0xF0 else 0x80, 0x8F if first == 0xF4 else 0xBF
    raise RemoteError(MALFORMED, "text is not UTF-8")
