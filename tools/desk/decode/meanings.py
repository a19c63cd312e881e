"""What numbers mean to people: moments, spans, codes by name, units; and the keys of messages, headers and receipts.

A `Sheet` knows the keys of one kind of map. Names come from `shared_protocol`; nothing is named here a second time.
"""

import math
from datetime import UTC, datetime
from typing import Any, Protocol

from shared_protocol import cabinet as wire
from shared_protocol import envelope, fields
from shared_protocol.errors import RemoteError
from shared_protocol.host import receipt_content
from shared_protocol.host.names import CODES, FIELDS, FIELDS_OF_BITS, MESSAGES
from tools.desk.decode.items import ARRAY, BYTES, FALSE, INTEGER, MAP, SIMPLE, TAG, TEXT, TRUE, Item

# Of a COSE header: RFC 9052, table 3.
HEADER_ALGORITHM = 1
HEADER_CONTENT_TYPE = 3
HEADER_KEY_ID = 4
_HEADER_NAMES = {
    HEADER_ALGORITHM: "algorithm",
    HEADER_CONTENT_TYPE: "content type",
    HEADER_KEY_ID: "key id",
}
_HMAC_256_256 = 5  # RFC 9053, table 5
_EDDSA = -8  # RFC 9053, table 2
_ALGORITHMS = {_HMAC_256_256: "HMAC 256-256", _EDDSA: "EdDSA"}
_BANK_BYTES = 6


class Sheet(Protocol):
    """The keys of one kind of map."""

    def name(self, key: int) -> str:
        """Return what people call that key, empty for an unknown one."""

    def note(self, key: int, value: Item) -> str:
        """Return what `value` means under that key, empty where the value says all."""

    def inner(self, key: int, /) -> "Sheet | None":
        """Return the sheet of maps inside that key's value."""


class MessageSheet:
    """The message table's fields: a key means the same in every map."""

    def name(self, key: int) -> str:
        """Return the field's name."""
        return FIELDS[key].name if key in FIELDS else ""

    def note(self, key: int, value: Item) -> str:
        """Return the value's name, moment, span or unit."""
        if key not in FIELDS:
            return ""
        if value.kind == BYTES and key == wire.BANK and isinstance(value.value, bytes):
            return bank(value.value)
        if value.kind == INTEGER and isinstance(value.value, int):
            return number(key, value.value)
        return ""

    def inner(self, key: int) -> "Sheet | None":
        """Return this sheet."""
        return self if key in FIELDS else None


class HeaderSheet:
    """A COSE protected header."""

    def name(self, key: int) -> str:
        """Return the header parameter's name."""
        return _HEADER_NAMES.get(key, "")

    def note(self, key: int, value: Item) -> str:
        """Return the algorithm's name, or whose key it is."""
        if key == HEADER_ALGORITHM and isinstance(value.value, int):
            return _ALGORITHMS.get(value.value, "")
        if key == HEADER_KEY_ID and value.kind == BYTES and isinstance(value.value, bytes):
            return _key_id(value.value)
        return ""

    def inner(self, _key: int) -> Sheet | None:
        """Return None: there are no maps inside."""
        return None


class ReceiptSheet:
    """One record of a receipt."""

    def __init__(self, record: type[Any]) -> None:
        self.record = record
        self._members = {member.key: member for member in receipt_content.TABLE[record]}

    def name(self, key: int) -> str:
        """Return the member's name."""
        return self._members[key].name if key in self._members else ""

    def note(self, key: int, value: Item) -> str:
        """Return the moment that a time stands for."""
        is_time = self.name(key).endswith("_ms") and value.kind == INTEGER
        return moment(value.value) if is_time and isinstance(value.value, int) else ""

    def inner(self, key: int) -> "Sheet | None":
        """Return the sheet of the record, or of the list of records, under that key."""
        kind = self._members[key].kind if key in self._members else None
        if isinstance(kind, receipt_content.Map | receipt_content.Array):
            return ReceiptSheet(kind.record)
        return None


def number(key: int, value: int) -> str:
    """Return what `value` means as the field `key`, empty where it says all itself."""
    if key == fields.TYPE:
        return MESSAGES[value].name if value in MESSAGES else "unknown type"
    if key in CODES:
        return code(key, value)
    return measure(key, value)


def code(key: int, value: int) -> str:
    """Return the name of a code, or of each fault."""
    named = CODES[key]
    if key not in FIELDS_OF_BITS:
        return named[value].name if value in named else "unknown code"
    words = [fault.name for bit, fault in named.items() if value & bit]
    rest = value & ~sum(named)
    return " + ".join([*words, *([f"unknown {rest}"] if rest else [])]) or "none"


def measure(key: int, value: int) -> str:
    """Return a number of the field `key` with its unit, empty where it has none."""
    field = FIELDS[key]
    if field.name.endswith("uptime_ms"):
        return span(value)
    if field.unit == "ms":
        return moment(value)
    if field.unit == "0.1 °C":
        return f"{'-' if value < 0 else ''}{abs(value) // 10}.{abs(value) % 10} °C"
    return f"{value:,} {field.unit}" if field.unit else ""


def moment(unix_ms: int) -> str:
    """Return a UTC time, to the millisecond; empty for what no calendar has."""
    seconds, milliseconds = divmod(unix_ms, 1_000)
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}.{milliseconds:03d} UTC"
    except (ValueError, OverflowError, OSError):
        return ""


def span(milliseconds: int) -> str:
    """Return a length of time in days, hours, minutes and seconds."""
    sign, rest = ("-", -milliseconds) if milliseconds < 0 else ("", milliseconds)
    days, rest = divmod(rest, 86_400_000)
    hours, rest = divmod(rest, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    clock = f"{hours:02d}:{minutes:02d}:{rest // 1_000:02d}.{rest % 1_000:03d}"
    return f"{sign}{f'{days} d ' if days else ''}{clock}"


def bank(identity: bytes) -> str:
    """Return a power bank's id as it is printed on EUI-48 labels."""
    return identity.hex(":") if len(identity) == _BANK_BYTES else ""


def plain(item: Item, sheet: Sheet | None, key: int | None = None) -> object:
    """Return `item` for programs: maps by names, bytes in hex, codes by name; numbers of other fields as they are."""
    if item.kind == MAP:
        inner = sheet if key is None else sheet.inner(key) if sheet else None
        return {_plain_key(found, inner): plain(value, inner, _number_of(found)) for found, value in item.pairs()}
    if item.kind == ARRAY:
        return [plain(part, sheet, key) for part in item.parts]
    if item.kind == TAG:
        return {"tag": item.value, "value": [plain(part, None) for part in item.parts]}
    if isinstance(sheet, MessageSheet) and item.kind == INTEGER and isinstance(item.value, int):
        return _plain_number(key, item.value)
    return _plain_scalar(item)


def _plain_scalar(item: Item) -> object:
    if item.kind == SIMPLE:
        return item.value == TRUE if item.value in (FALSE, TRUE) else None
    if item.is_indefinite:
        return [plain(part, None) for part in item.parts]
    if isinstance(item.value, float) and not math.isfinite(item.value):
        return str(item.value)  # JSON has no word for it
    return item.value.hex() if isinstance(item.value, bytes) else item.value


def _plain_key(key: Item, sheet: Sheet | None) -> str:
    number_of = _number_of(key)
    name = sheet.name(number_of) if sheet and number_of is not None else ""
    return name or (key.value if key.kind == TEXT and isinstance(key.value, str) else str(plain(key, None)))


def _number_of(key: Item) -> int | None:
    return key.value if key.kind == INTEGER and isinstance(key.value, int) else None


def _plain_number(key: int | None, value: int) -> object:
    if key == fields.TYPE:
        return MESSAGES[value].name if value in MESSAGES else value
    if key in FIELDS_OF_BITS and key is not None:
        return [fault.name for bit, fault in CODES[key].items() if value & bit]
    if key in CODES and key is not None:
        return CODES[key][value].name if value in CODES[key] else value
    return value


def _key_id(data: bytes) -> str:
    try:
        device_id, version = envelope.parse_key_id(data)
    except RemoteError:
        return ""
    return f"{device_id}, key version {version}"
