"""What a receipt says, and how that is a CBOR map: one table of keys, names, kinds and meanings. Signs nothing, prices nothing.

Keys are this document's own, not those of the wire: they begin at 1 in each map, are for life, and only ever added to. Keys
that a reader does not know are ignored. Times UTC milliseconds, money integer minor units of `currency`, ids as the API's
text. No personal data: whose the order is stands in the platform's books alone.
"""

from typing import Any, NamedTuple, TypeVar

from shared_protocol import limits
from shared_protocol.errors import FIELD, LocalError, RemoteError

RETURNED, BOUGHT_OUT, REPORTED_LOST, WAIVED = "returned", "bought-out", "reported-lost", "waived"

MAX_TEXT_BYTES = 400  # a name of 100 characters, of four bytes each
MAX_COMPONENTS_BYTES = 1_500
MAX_LINES = 20  # a bill has five at most today; with all else they stay within MAX_ITEMS
DIGEST_BYTES = 32


class Line(NamedTuple):
    """One line of the bill: `quantity` of `kind` at `unit_minor`; caps and waivers are negative amounts."""

    kind: str
    quantity: int
    unit_minor: int
    amount_minor: int


class Terms(NamedTuple):
    """The tariff that held for the order."""

    id: str
    name: str
    components: str


class Payment(NamedTuple):
    """How the order was paid. Hold, wallet and owed, less what was given back, are the total."""

    hold_minor: int
    wallet_minor: int
    owed_minor: int
    refund_minor: int


class Place(NamedTuple):
    """A cabinet, and the number on its housing."""

    cabinet_id: str
    sticker: str | None = None


class DeviceEvent(NamedTuple):
    """An event as the cabinet sent it: the topic is under the envelope's MAC, so both are needed to check it."""

    topic: str
    envelope: bytes


class Content(NamedTuple):
    """A receipt; `version` is 1, and one more with each correction."""

    order_id: str
    version: int
    organisation_id: str
    organisation_name: str
    lent_at: Place
    terms: Terms
    ended_ms: int
    end: str
    lines: tuple[Line, ...]
    total_minor: int
    currency: str
    payment: Payment
    issued_ms: int
    charge_record_sha256: bytes
    returned_at: Place | None = None
    bank: str | None = None
    lent_ms: int | None = None
    began: DeviceEvent | None = None
    ended: DeviceEvent | None = None


class Text(NamedTuple):
    """UTF-8 text of `low` to `high` bytes."""

    low: int
    high: int


class Octets(NamedTuple):
    """A byte string of `low` to `high` bytes."""

    low: int
    high: int


class Integer(NamedTuple):
    """A whole number from `low` to `high`."""

    low: int
    high: int


class Map(NamedTuple):
    """One record, as a map of its own."""

    record: type[Any]


class Array(NamedTuple):
    """Up to `most` records."""

    record: type[Any]
    most: int


Kind = Text | Octets | Integer | Map | Array
R = TypeVar("R")


class Member(NamedTuple):
    """One row: which key a field has in its map, what it may hold, and what it means."""

    key: int
    name: str
    kind: Kind
    meaning: str
    is_required: bool = True


_ID = Text(0, 64)
_WORD = Text(1, 40)
_NAME = Text(0, MAX_TEXT_BYTES)
# Of what a cabinet with a broken clock says, the least and the most that still counts as a moment.
_TIME_MS = Integer(-limits.MAX_TIME_MS, limits.MAX_TIME_MS)
_COUNT = Integer(0, limits.MAX_INT)
_AMOUNT = Integer(limits.MIN_INT, limits.MAX_INT)

TABLE: dict[type[Any], tuple[Member, ...]] = {
    Content: (
        Member(1, "order_id", _ID, "The order that this bills."),
        Member(2, "version", Integer(1, limits.MAX_INT), "1, and one more with each correction."),
        Member(3, "organisation_id", _ID, "Who rents the bank out."),
        Member(4, "organisation_name", _NAME, "Its name when this was issued."),
        Member(5, "lent_at", Map(Place), "The cabinet that lent the bank."),
        Member(6, "returned_at", Map(Place), "The cabinet that took it back.", is_required=False),
        Member(7, "bank", _ID, "The power bank's id: EUI-48, in hex.", is_required=False),
        Member(8, "terms", Map(Terms), "The tariff, all its terms."),
        Member(9, "lent_ms", _TIME_MS, "When the bank left its slot; absent when nobody knows.", is_required=False),
        Member(10, "ended_ms", _TIME_MS, "When billing stopped."),
        Member(11, "end", _WORD, "How it ended: returned, bought-out, reported-lost, waived."),
        Member(12, "lines", Array(Line, MAX_LINES), "The bill; the amounts sum to the total."),
        Member(13, "total_minor", _AMOUNT, "What the order costs."),
        Member(14, "currency", Text(3, 3), "ISO 4217."),
        Member(15, "payment", Map(Payment), "How it was paid."),
        Member(16, "issued_ms", _TIME_MS, "When this was signed."),
        Member(
            17,
            "charge_record_sha256",
            Octets(DIGEST_BYTES, DIGEST_BYTES),
            "SHA-256 of the sealed charge detail record in the platform's books.",
        ),
        Member(18, "began", Map(DeviceEvent), "The cabinet's own event with which it began.", is_required=False),
        Member(19, "ended", Map(DeviceEvent), "The cabinet's own event with which it ended.", is_required=False),
    ),
    Place: (
        Member(1, "cabinet_id", _ID, "The cabinet's id, as in its topics."),
        Member(2, "sticker", _WORD, "The number on its housing.", is_required=False),
    ),
    Terms: (
        Member(1, "id", _ID, "The tariff's id."),
        Member(2, "name", _NAME, "What it is called."),
        Member(3, "components", Text(2, MAX_COMPONENTS_BYTES), "Its price components, as JSON in the words of the API."),
    ),
    Line: (
        Member(1, "kind", _WORD, "free, flat, time, energy, parking, minimum, daily-cap, total-cap, waiver."),
        Member(2, "quantity", _COUNT, "Minutes (free), steps (time, parking) or Wh (energy)."),
        Member(3, "unit_minor", _AMOUNT, "Price of one; of energy, of 1,000 Wh."),
        Member(4, "amount_minor", _AMOUNT, "Quantity times price; negative for caps and waivers."),
    ),
    Payment: (
        Member(1, "hold_minor", _COUNT, "Taken out of what was held."),
        Member(2, "wallet_minor", _COUNT, "Taken out of the wallet beside the hold."),
        Member(3, "owed_minor", _COUNT, "Not covered: owed when it ended."),
        Member(4, "refund_minor", _COUNT, "Given back by corrections: of what was owed first, then to the wallet."),
    ),
    DeviceEvent: (
        Member(1, "topic", Text(1, 100), "The topic on which it came."),
        Member(2, "envelope", Octets(1, limits.MAX_ENVELOPE_BYTES), "The whole COSE_Mac0, byte for byte."),
    ),
}  # fmt: skip


def to_map(record: tuple[Any, ...]) -> dict[int, object]:
    """Return `record` (one of the types above) as a map to be encoded; raises LocalError for what the table forbids."""
    try:
        return _written(record)
    except RemoteError as error:
        raise LocalError(error.detail) from error


def from_map(kind: type[R], value: object) -> R:
    """Return the record of type `kind` that `value` (decoded) holds; raises RemoteError(FIELD) with its name."""
    if not isinstance(value, dict):
        raise RemoteError(FIELD, f"{kind.__name__.lower()} is a map")
    found: dict[str, Any] = {}
    for member in TABLE[kind]:
        if member.key in value:
            found[member.name] = _read(member, value[member.key])
        elif member.is_required:
            raise RemoteError(FIELD, f"{member.name} is missing")
    return kind(**found)


def _written(record: tuple[Any, ...]) -> dict[int, object]:
    members = [(member, getattr(record, member.name)) for member in TABLE[type(record)]]
    present = [(member, value) for member, value in members if member.is_required or value is not None]
    return {member.key: _write(member, value) for member, value in present}


def _write(member: Member, value: Any) -> object:
    kind = member.kind
    if isinstance(kind, Map):
        return _written(value)
    if isinstance(kind, Array):
        _require(len(value) <= kind.most, member, f"has {kind.most} records at most")
        return [_written(record) for record in value]
    _check(member, kind, value)
    return value


def _read(member: Member, value: object) -> object:
    kind = member.kind
    if isinstance(kind, Map):
        return from_map(kind.record, value)
    if isinstance(kind, Array):
        if not isinstance(value, list) or len(value) > kind.most:
            raise RemoteError(FIELD, f"{member.name} is a list of {kind.most} records at most")
        return tuple(from_map(kind.record, record) for record in value)
    _check(member, kind, value)
    return value


def _check(member: Member, kind: Text | Octets | Integer, value: object) -> None:
    if isinstance(kind, Integer):
        within = type(value) is int and kind.low <= value <= kind.high
        _require(within, member, f"is a whole number from {kind.low} to {kind.high}")
    elif isinstance(kind, Text):
        within = isinstance(value, str) and kind.low <= len(value.encode(errors="replace")) <= kind.high
        _require(within, member, f"is a text of {kind.low} to {kind.high} bytes")
    else:
        within = isinstance(value, bytes) and kind.low <= len(value) <= kind.high
        _require(within, member, f"is a byte string of {kind.low} to {kind.high} bytes")


def _require(holds: bool, member: Member, allowed: str) -> None:
    if not holds:
        raise RemoteError(FIELD, f"{member.name} {allowed}")
