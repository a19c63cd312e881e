"""The one check of a message against rows that both sides run.

Rows are handed in, so that a board loads only those of its kind: a tuple of parts, each (messages, fields, additions) as
`messages.ROWS` and the modules of the kinds have them. No number stands in two parts.
"""

from shared_protocol import topics
from shared_protocol.errors import FIELD, LIMIT, TOPIC, UNKNOWN_TYPE, LocalError, RemoteError
from shared_protocol.fields import BOOL, BYTES, INT, LIST, TEXT, TYPE
from shared_protocol.limits import MAX_MESSAGE_BYTES
from shared_protocol.messages import EVENT_OPTIONAL, EVENT_REQUIRED

_MESSAGES = 0
_FIELDS = 1
_ADDITIONS = 2


def check(body: object, leaf: str, rows: tuple) -> int:  # type: ignore[type-arg]
    """Return the type number of the decoded message `body` that came (or goes) on `leaf`.

    Raises RemoteError: UNKNOWN_TYPE, TOPIC for a message on the wrong leaf, FIELD naming the key at fault.
    """
    if not isinstance(body, dict):
        raise RemoteError(FIELD, "a message is a map with a type")
    _check_value(TYPE, body.get(TYPE), _find(rows, _FIELDS, TYPE), rows)
    row = _find(rows, _MESSAGES, body[TYPE])
    if row is None:
        raise RemoteError(UNKNOWN_TYPE, "unknown message type " + str(body[TYPE]))
    if row[0] != leaf:
        raise RemoteError(TOPIC, "message type " + str(body[TYPE]) + " does not belong on " + leaf)
    if leaf == topics.EVENT:
        _check_map(body, EVENT_REQUIRED, EVENT_OPTIONAL, rows)
    _check_map(body, row[1], row[2], rows)
    added = _find(rows, _ADDITIONS, body[TYPE])
    if added:
        _check_map(body, (), added, rows)
    return int(body[TYPE])


def check_outgoing(body: dict[int, object], leaf: str, rows: tuple) -> None:  # type: ignore[type-arg]
    """Raise LocalError unless `body` is a message that belongs on `leaf`."""
    try:
        check(body, leaf, rows)
    except RemoteError as error:
        raise LocalError(error.detail)  # noqa: B904 - MicroPython has no exception chaining worth its bytes


def check_size(payload: bytes) -> None:
    """Raise RemoteError(LIMIT) if the encoded message is longer than MAX_MESSAGE_BYTES."""
    if len(payload) > MAX_MESSAGE_BYTES:
        raise RemoteError(LIMIT, "message too long")


def check_map(value: object, spec: tuple, rows: tuple) -> None:  # type: ignore[type-arg]
    """Raise RemoteError(FIELD) unless `value` fits `spec`, a MAP as in fields.SPECS."""
    _check_value(TYPE, value, spec, rows)


def _find(rows: tuple, which: int, key: int):  # type: ignore[no-untyped-def,type-arg]
    for part in rows:
        found = part[which].get(key)
        if found is not None:
            return found
    return None


def _check_map(body: dict[int, object], required: tuple[int, ...], optional: tuple[int, ...], rows: tuple) -> None:  # type: ignore[type-arg]
    for key in required:
        if key not in body:
            raise RemoteError(FIELD, "field " + str(key) + " is missing")
        _check_value(key, body[key], _find(rows, _FIELDS, key), rows)
    for key in optional:
        if key in body:
            _check_value(key, body[key], _find(rows, _FIELDS, key), rows)


def _check_value(key: int, value: object, spec: tuple, rows: tuple) -> None:  # type: ignore[type-arg]
    kind = spec[0]
    if kind == INT:
        fits = isinstance(value, int) and value is not True and value is not False and spec[1] <= value <= spec[2]
    elif kind == BYTES:
        fits = isinstance(value, bytes) and spec[1] <= len(value) <= spec[2]
    elif kind == TEXT:
        fits = isinstance(value, str) and spec[1] <= _utf8_length(value) <= spec[2]
    elif kind == BOOL:
        fits = value is True or value is False
    elif kind == LIST:
        fits = isinstance(value, list) and spec[1] <= len(value) <= spec[2]
        if isinstance(value, list) and fits:
            for element in value:
                _check_value(key, element, spec[3], rows)
    else:
        fits = isinstance(value, dict)
        if isinstance(value, dict):
            _check_map(value, spec[1], spec[2], rows)
    if not fits:
        raise RemoteError(FIELD, "field " + str(key) + " has a value that is not allowed")


def _utf8_length(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeError:  # a lone surrogate, for example out of an operator's JSON
        return -1
