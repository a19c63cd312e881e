"""The message table and the one check that both sides run on it.

A row is (leaf, required keys, optional keys). Unknown keys are ignored, so that a newer peer may add some. Event rows
share `EVENT_REQUIRED`: a journal entry without its number and its moment is no event.
"""

from shared_protocol import fields, topics
from shared_protocol.errors import FIELD, LIMIT, TOPIC, UNKNOWN_TYPE, LocalError, RemoteError
from shared_protocol.fields import BOOL, BYTES, INT, LIST, SPECS, TEXT, TYPE
from shared_protocol.limits import MAX_MESSAGE_BYTES

# Down.
LEND = 1
CONFIGURE = 2
EJECT = 3
ACK = 8
# Up, newest wins.
PRESENCE = 16
STATUS = 17
HEALTH = 18
COMMAND_STATE = 19
# Up, journaled.
LEND_RESULT = 32
BANK_RETURNED = 33
BANK_REMOVED = 34
SLOT_FAULT = 35
CONFIGURATION_RESULT = 36
BOOTED = 37
ENTRY_LOST = 38
EJECT_RESULT = 39
BANK_REFUSED = 40

# What the device puts into a journal entry; JOURNAL and SEQ are added when it is numbered.
MOMENT = (fields.BOOT, fields.UPTIME_MS, fields.CLOCK_QUALITY)
EVENT_REQUIRED = (fields.JOURNAL, fields.SEQ) + MOMENT
EVENT_OPTIONAL = (fields.WALL_MS,)

TABLE: dict[int, tuple[str, tuple[int, ...], tuple[int, ...]]] = {
    LEND: (topics.COMMAND, (fields.COMMAND, fields.ORDER, fields.BOOT, fields.NOT_AFTER_UPTIME_MS), ()),
    CONFIGURE: (topics.COMMAND, (fields.COMMAND, fields.CONFIGURATION_VERSION, fields.CONFIGURATION), ()),
    EJECT: (
        topics.COMMAND,
        (fields.COMMAND, fields.BOOT, fields.NOT_AFTER_UPTIME_MS, fields.SLOT),
        (fields.BANK,),
    ),
    ACK: (
        topics.ACK,
        (fields.JOURNAL, fields.SEQ, fields.TIME_MS),
        (fields.ECHO_BOOT, fields.ECHO_UPTIME_MS),
    ),
    PRESENCE: (
        topics.PRESENCE,
        (fields.ONLINE, fields.BOOT, fields.CONNECTION),
        (
            fields.UPTIME_MS,
            fields.JOURNAL,
            fields.FIRST_SEQ,
            fields.NEXT_SEQ,
            fields.CONFIGURATION_VERSION,
            fields.FIRMWARE_VERSION,
            fields.PROTOCOL_VERSION,
            fields.SLOT_COUNT,
            fields.RESET_CAUSE,
        ),
    ),
    STATUS: (topics.STATUS, (fields.BOOT, fields.UPTIME_MS, fields.SLOTS), ()),
    HEALTH: (
        topics.STATUS,
        (fields.BOOT, fields.UPTIME_MS),
        (
            fields.CLOCK_QUALITY,
            fields.RESET_CAUSE,
            fields.FREE_HEAP_BYTES,
            fields.LARGEST_FREE_BLOCK_BYTES,
            fields.RSSI_DBM,
            fields.JOURNAL_DEPTH,
            fields.DISCARDED_COUNT,
            fields.TEMPERATURE_DC,
            fields.CONFIGURATION_VERSION,
        ),
    ),
    COMMAND_STATE: (
        topics.STATUS,
        (fields.BOOT, fields.UPTIME_MS, fields.COMMAND, fields.OUTCOME),
        (fields.REASON, fields.BOUND_BOOT, fields.SEQ),
    ),
    LEND_RESULT: (
        topics.EVENT,
        EVENT_REQUIRED + (fields.COMMAND, fields.ORDER, fields.OUTCOME),
        EVENT_OPTIONAL
        + (fields.REASON, fields.SLOT, fields.BANK, fields.CHARGE_PCT, fields.TRIED_SLOTS, fields.BOUND_BOOT),
    ),
    BANK_RETURNED: (
        topics.EVENT,
        EVENT_REQUIRED + (fields.SLOT, fields.BANK),
        EVENT_OPTIONAL + (fields.CHARGE_PCT, fields.CYCLES, fields.FAULTS),
    ),
    BANK_REMOVED: (topics.EVENT, EVENT_REQUIRED + (fields.SLOT, fields.BANK), EVENT_OPTIONAL + (fields.ORDER,)),
    SLOT_FAULT: (topics.EVENT, EVENT_REQUIRED + (fields.SLOT, fields.FAULTS), EVENT_OPTIONAL + (fields.BANK,)),
    CONFIGURATION_RESULT: (
        topics.EVENT,
        EVENT_REQUIRED + (fields.COMMAND, fields.CONFIGURATION_VERSION, fields.OUTCOME),
        EVENT_OPTIONAL + (fields.REASON, fields.DETAIL),
    ),
    BOOTED: (topics.EVENT, EVENT_REQUIRED + (fields.RESET_CAUSE, fields.FIRMWARE_VERSION), EVENT_OPTIONAL),
    ENTRY_LOST: (topics.EVENT, EVENT_REQUIRED, EVENT_OPTIONAL),
    EJECT_RESULT: (
        topics.EVENT,
        EVENT_REQUIRED + (fields.COMMAND, fields.SLOT, fields.OUTCOME),
        EVENT_OPTIONAL + (fields.REASON, fields.BANK, fields.BOUND_BOOT),
    ),
    BANK_REFUSED: (
        topics.EVENT,
        EVENT_REQUIRED + (fields.SLOT, fields.BANK),
        EVENT_OPTIONAL + (fields.CHARGE_PCT, fields.OUTCOME),
    ),
}


def check(body: object, leaf: str) -> int:
    """Return the type number of the decoded message `body` that came (or goes) on `leaf`.

    Raises RemoteError: UNKNOWN_TYPE, TOPIC for a message on the wrong leaf, FIELD naming the key at fault.
    """
    if not isinstance(body, dict):
        raise RemoteError(FIELD, "a message is a map with a type")
    _check_value(TYPE, body.get(TYPE), SPECS[TYPE])
    row = TABLE.get(body[TYPE])
    if row is None:
        raise RemoteError(UNKNOWN_TYPE, "unknown message type " + str(body[TYPE]))
    if row[0] != leaf:
        raise RemoteError(TOPIC, "message type " + str(body[TYPE]) + " does not belong on " + leaf)
    _check_map(body, row[1], row[2])
    return int(body[TYPE])


def check_outgoing(body: dict[int, object], leaf: str) -> None:
    """Raise LocalError unless `body` is a message that belongs on `leaf`."""
    try:
        check(body, leaf)
    except RemoteError as error:
        raise LocalError(error.detail)  # noqa: B904 - MicroPython has no exception chaining worth its bytes


def check_size(payload: bytes) -> None:
    """Raise RemoteError(LIMIT) if the encoded message is longer than MAX_MESSAGE_BYTES."""
    if len(payload) > MAX_MESSAGE_BYTES:
        raise RemoteError(LIMIT, "message too long")


def check_map(value: object, spec: tuple) -> None:  # type: ignore[type-arg]
    """Raise RemoteError(FIELD) unless `value` fits the MAP row `spec` of fields.py."""
    _check_value(fields.TYPE, value, spec)


def _check_map(body: dict[int, object], required: tuple[int, ...], optional: tuple[int, ...]) -> None:
    for key in required:
        if key not in body:
            raise RemoteError(FIELD, "field " + str(key) + " is missing")
        _check_value(key, body[key], SPECS[key])
    for key in optional:
        if key in body:
            _check_value(key, body[key], SPECS[key])


def _check_value(key: int, value: object, spec: tuple) -> None:  # type: ignore[type-arg]
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
                _check_value(key, element, spec[3])
    else:
        fits = isinstance(value, dict)
        if isinstance(value, dict):
            _check_map(value, spec[1], spec[2])
    if not fits:
        raise RemoteError(FIELD, "field " + str(key) + " has a value that is not allowed")


def _utf8_length(text: str) -> int:
    try:
        return len(text.encode())
    except UnicodeError:  # a lone surrogate, for example out of an operator's JSON
        return -1
