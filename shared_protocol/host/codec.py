"""The cloud's codec: cbor2 for speed, then the profile's checks. Accepts and refuses the same bytes as `cbor.py`.

Two checks together make it strict: every value is of an allowed type, size and order, and the value encodes to exactly
the bytes it came from. The second one catches trailing bytes, double keys and long forms at once.
"""

from typing import Any, NoReturn

import cbor2

from shared_protocol import cbor, limits
from shared_protocol.check import check_size
from shared_protocol.errors import LIMIT, MALFORMED, PROFILE, LocalError, RemoteError
from shared_protocol.host import whole_wire

Message = dict[int, Any]


class _NoTags(dict[int, Any]):
    # cbor2 asks for the decoder of every tag before it reads what is tagged. Without this, a tag would build dates,
    # regular expressions, shared references and the like before our checks see them.
    def __getitem__(self, tag: int) -> NoReturn:
        raise RemoteError(PROFILE, f"the profile has no tag {tag}")


_NO_TAGS = _NoTags()


def encode(value: object) -> bytes:
    """Return `value` as deterministic CBOR; raises LocalError as `cbor.encode` does."""
    # Encoding is a tenth of a message's cost, and the strict encoder also refuses what we must not send.
    return cbor.encode(value)


def decode(data: bytes, most_bytes: int = limits.MAX_ENVELOPE_BYTES) -> object:
    """Return the one item that `data` holds; raises RemoteError exactly where `cbor.decode` does.

    `most_bytes` is for documents that never pass a board, which may be longer than what does.
    """
    if len(data) > most_bytes:
        raise RemoteError(LIMIT, "message too long")
    try:
        # Its max_depth bounds the recursion; an empty array one level deeper passes it, and is left to `_count`.
        value = cbor2.loads(data, semantic_decoders=_NO_TAGS, max_depth=limits.MAX_DEPTH, allow_indefinite=False)
    except (cbor2.CBORDecodeError, ValueError, OverflowError, TypeError, MemoryError) as error:
        raise RemoteError(MALFORMED, f"not well-formed: {error}") from error
    if _count(value, limits.MAX_DEPTH) > limits.MAX_ITEMS:
        raise RemoteError(LIMIT, "too many items")
    if cbor2.dumps(value) != data:
        raise RemoteError(PROFILE, "not the deterministic encoding of one item")
    return value


def parse(payload: bytes, leaf: str) -> Message:
    """Return the checked message that `payload` holds; raises RemoteError."""
    check_size(payload)
    body = decode(payload)
    whole_wire.check(body, leaf)
    if not isinstance(body, dict):
        raise RemoteError(PROFILE, "a message is a map")
    return body


def build(body: Message, leaf: str) -> bytes:
    """Return the encoded message for `leaf`; raises LocalError for what the table forbids."""
    whole_wire.check_outgoing(body, leaf)
    payload = encode(body)
    if len(payload) > limits.MAX_MESSAGE_BYTES:
        raise LocalError("message too long")
    return payload


def _count(value: Any, depth: int) -> int:
    # The number of items in `value`, itself included, each of them checked. Types are compared, not asked with
    # isinstance: it is faster, and a bool is no int here.
    kind = type(value)
    if kind is int:
        if not limits.MIN_INT <= value <= limits.MAX_INT:
            raise RemoteError(LIMIT, "integer outside 64 bits")
    elif kind is dict:
        return _count_map(value, depth)
    elif kind is list:
        if depth == 0:
            raise RemoteError(LIMIT, "nested too deep")
        return 1 + sum([_count(element, depth - 1) for element in value])
    elif kind is not bytes and kind is not str and kind is not bool:
        raise RemoteError(PROFILE, f"the profile has no {kind.__name__}")
    return 1


def _count_map(members: dict[object, object], depth: int) -> int:
    if depth == 0:
        raise RemoteError(LIMIT, "nested too deep")
    count = 1 + len(members)
    last = -1
    for key, element in members.items():
        if type(key) is not int or not last < key <= limits.MAX_KEY:
            raise RemoteError(PROFILE, "map keys are small unsigned integers in ascending order, each once")
        last = key
        count += _count(element, depth - 1)
    return count
