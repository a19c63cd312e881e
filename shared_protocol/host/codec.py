"""The cloud's codec: cbor2 for speed, then the profile's checks. Accepts and refuses the same bytes as `cbor.py`.

Two checks together make it strict: every value is of an allowed type, size and order, and the value encodes to exactly
the bytes it came from. The second one catches trailing bytes, double keys, indefinite lengths and long forms at once.
"""

from typing import Any

import cbor2

from shared_protocol import cbor, limits, messages
from shared_protocol.errors import LIMIT, MALFORMED, PROFILE, LocalError, RemoteError

Message = dict[int, Any]


def encode(value: object) -> bytes:
    """Return `value` as deterministic CBOR; raises LocalError as `cbor.encode` does."""
    # Encoding is a tenth of a message's cost, and the strict encoder also refuses what we must not send.
    return cbor.encode(value)


def decode(data: bytes) -> object:
    """Return the one item that `data` holds; raises RemoteError exactly where `cbor.decode` does."""
    if len(data) > limits.MAX_ENVELOPE_BYTES:
        raise RemoteError(LIMIT, "message too long")
    try:
        value = cbor2.loads(data)
    except RecursionError as error:
        raise RemoteError(LIMIT, "nested too deep") from error
    except (cbor2.CBORDecodeError, ValueError, OverflowError, TypeError, MemoryError) as error:
        raise RemoteError(MALFORMED, f"not well-formed: {error}") from error
    _check_item(value, limits.MAX_DEPTH, [limits.MAX_ITEMS])
    if cbor2.dumps(value) != data:
        raise RemoteError(PROFILE, "not the deterministic encoding of one item")
    return value


def parse(payload: bytes, leaf: str) -> Message:
    """Return the checked message that `payload` holds; raises RemoteError."""
    messages.check_size(payload)
    body = decode(payload)
    messages.check(body, leaf)
    if not isinstance(body, dict):
        raise RemoteError(PROFILE, "a message is a map")
    return body


def build(body: Message, leaf: str) -> bytes:
    """Return the encoded message for `leaf`; raises LocalError for what the table forbids."""
    messages.check_outgoing(body, leaf)
    payload = encode(body)
    if len(payload) > limits.MAX_MESSAGE_BYTES:
        raise LocalError("message too long")
    return payload


def _check_item(value: object, depth: int, left: list[int]) -> None:
    left[0] -= 1
    if left[0] < 0:
        raise RemoteError(LIMIT, "too many items")
    kind = type(value)
    if kind is int:
        if not limits.MIN_INT <= value <= limits.MAX_INT:  # type: ignore[operator]  # narrowed by type(), for speed
            raise RemoteError(LIMIT, "integer outside 64 bits")
    elif kind is list or kind is dict:
        if depth == 0:
            raise RemoteError(LIMIT, "nested too deep")
        _check_members(value, depth - 1, left)
    elif kind is not bytes and kind is not str and kind is not bool:
        raise RemoteError(PROFILE, f"the profile has no {kind.__name__}")


def _check_members(value: object, depth: int, left: list[int]) -> None:
    if isinstance(value, list):
        for element in value:
            _check_item(element, depth, left)
    elif isinstance(value, dict):
        last = -1
        for key, element in value.items():
            if type(key) is not int or not last < key <= limits.MAX_KEY:
                raise RemoteError(PROFILE, "map keys are small unsigned integers in ascending order, each once")
            last = key
            left[0] -= 1
            _check_item(element, depth, left)
