"""Finds out what bytes are: an envelope, a receipt, a bare message or any other CBOR; and what its parts mean.

Believes nothing and needs no key. What the protocol would refuse is shown all the same, with the reason beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from shared_protocol import fields
from shared_protocol.envelope import Envelope
from shared_protocol.errors import RemoteError
from shared_protocol.host import codec, whole_wire
from shared_protocol.host.names import ERRORS, FIELDS
from shared_protocol.host.receipt import ReceiptRefused, SignedReceipt
from shared_protocol.host.receipt_content import Content, DeviceEvent
from shared_protocol.topics import parse as parse_topic
from tools.decode.items import ARRAY, BROKEN, BYTES, INTEGER, MAP, TAG, Item, parse
from tools.decode.meanings import HeaderSheet, MessageSheet, ReceiptSheet, Sheet

ENVELOPE = "envelope"
RECEIPT = "receipt"
MESSAGE = "message"
OTHER = "item"

_TAG_SIGN1 = 18  # RFC 9052, table 2
_TAG_MAC0 = 17
_PROTECTED, _PAYLOAD = 0, 2
_BYTE_STRING = 2  # major type: RFC 8949, section 3.1


@dataclass
class Reading:
    """One input taken apart: its `items`, what `kind` it is, and the guide that `diagnostic.notation` asks.

    `body` is the message (or a receipt's content), `header` the protected header; None where there is none.
    `refused` says why devices and cloud would not take it, empty if they would (its MAC apart).
    """

    data: bytes
    items: tuple[Item, ...]
    kind: str = OTHER
    header: Item | None = None
    body: Item | None = None
    body_sheet: Sheet | None = None
    refused: str = ""
    notes: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    inside: dict[int, tuple[Item, ...]] = field(default_factory=dict)

    def name(self, key: Item) -> str:
        """Return what people call that key."""
        return self.names.get(key.offset, "")

    def note(self, item: Item) -> str:
        """Return what that value means."""
        return self.notes.get(item.offset, "")

    def embedded(self, item: Item) -> tuple[Item, ...]:
        """Return what a byte string was found to hold."""
        return self.inside.get(item.offset, ())

    def broken(self) -> Item | None:
        """Return the first place that is malformed, embedded items included, None if there is none."""
        every = [*self.items, *(item for held in self.inside.values() for item in held)]
        places = [place for item in every if (place := item.broken())]
        return min(places, key=lambda place: place.offset, default=None)

    @property
    def type_number(self) -> int | None:
        """The message's type, None if it is no message or says none."""
        found = self.body.get(fields.TYPE) if self.body and isinstance(self.body_sheet, MessageSheet) else None
        return found.value if found and isinstance(found.value, int) else None


def read(data: bytes, topic: str | None = None) -> Reading:
    """Take `data` apart; `topic`, where it is known, decides which messages belong there."""
    reading = Reading(data, parse(data))
    first = reading.items[0]
    _recognise(reading, first)
    if reading.broken() is None:
        reading.refused = _refusal(reading, topic)
    return reading


def _recognise(reading: Reading, item: Item) -> None:
    frame = item.parts[0] if item.kind == TAG else None
    if frame and frame.kind == ARRAY and item.value == _TAG_MAC0:
        reading.kind = ENVELOPE
        reading.header, reading.body = _frame(reading, item, "COSE_Mac0", "tag", MessageSheet())
        reading.body_sheet = MessageSheet()
    elif frame and frame.kind == ARRAY and item.value == _TAG_SIGN1:
        reading.kind = RECEIPT
        reading.header, reading.body = _frame(reading, item, "COSE_Sign1", "signature", ReceiptSheet(Content))
        reading.body_sheet = ReceiptSheet(Content)
    elif item.kind == MAP and (kind := item.get(fields.TYPE)) and kind.kind == INTEGER:
        reading.kind, reading.body, reading.body_sheet = MESSAGE, item, MessageSheet()
        _annotate(reading, item, MessageSheet())


def _frame(reading: Reading, item: Item, title: str, last: str, sheet: Sheet) -> tuple[Item | None, Item | None]:
    """Annotate a COSE frame; return its protected header and what it carries."""
    reading.notes[item.offset] = title
    parts = item.parts[0].parts
    titles = ("protected header", "unprotected header", "payload", last)
    for part, words in zip(parts, titles, strict=False):
        reading.notes[part.offset] = words
    header = _embed(reading, parts[_PROTECTED], HeaderSheet()) if len(parts) > _PROTECTED else None
    payload = _embed(reading, parts[_PAYLOAD], sheet) if len(parts) > _PAYLOAD else None
    return header, payload


def _embed(reading: Reading, item: Item, sheet: Sheet) -> Item | None:
    is_cut = item.kind == BROKEN and bool(item.value) and reading.data[item.offset] >> 5 == _BYTE_STRING
    held = _held(item) if item.kind == BYTES or is_cut else ()
    if not held:
        return None
    reading.inside[item.offset] = held
    _annotate(reading, held[0], sheet)
    return held[0]


def _held(item: Item) -> tuple[Item, ...]:
    if not isinstance(item.value, bytes) or not item.value:
        return ()
    return parse(item.value, item.end - len(item.value))


def _annotate(reading: Reading, item: Item, sheet: Sheet) -> None:
    for key, value in item.pairs() if item.kind == MAP else ():
        if key.kind == INTEGER and isinstance(key.value, int):
            reading.names[key.offset] = sheet.name(key.value)
            _annotate_value(reading, key.value, value, sheet)


def _annotate_value(reading: Reading, key: int, value: Item, sheet: Sheet) -> None:
    reading.notes[value.offset] = sheet.note(key, value)
    inner = sheet.inner(key)
    for part in (value, *value.parts) if inner else ():
        if part.kind == MAP and inner:
            _annotate(reading, part, inner)
    if isinstance(sheet, ReceiptSheet) and sheet.record is DeviceEvent:
        for item in _held(value):
            if item.kind == TAG and item.value == _TAG_MAC0 and item.parts[0].kind == ARRAY:
                reading.inside[value.offset] = _held(value)
                _frame(reading, item, "COSE_Mac0", "tag", MessageSheet())


def _refusal(reading: Reading, topic: str | None) -> str:
    check: dict[str, Callable[[], object]] = {
        ENVELOPE: lambda: _check_envelope(reading, topic),
        RECEIPT: lambda: SignedReceipt(reading.data).content(),
        MESSAGE: lambda: codec.parse(reading.data, _leaf(reading, topic)),
        OTHER: lambda: codec.decode(reading.data),
    }
    try:
        check[reading.kind]()
    except RemoteError as error:
        return f"{ERRORS[error.code].name}: {_by_name(error.detail)}"
    except ReceiptRefused as error:
        return _by_name(error.cause)
    return ""


def _check_envelope(reading: Reading, topic: str | None) -> None:
    Envelope(reading.data)
    payload = reading.items[0].parts[0].parts[_PAYLOAD].value
    codec.parse(payload if isinstance(payload, bytes) else b"", _leaf(reading, topic))


def _leaf(reading: Reading, topic: str | None) -> str:
    """Return the leaf that it came on; where nobody knows, the one where its type belongs."""
    if topic is not None:
        return parse_topic(topic)[1]
    row = whole_wire.TABLE.get(reading.type_number or 0)
    return row[0] if row else ""


def _by_name(detail: str) -> str:
    """Return a refusal's words with the field's name in place of its number."""
    words = detail.split(" ")
    for at in range(len(words) - 1):
        if words[at] == "field" and words[at + 1].isdigit() and int(words[at + 1]) in FIELDS:
            words[at + 1] += f" ({FIELDS[int(words[at + 1])].name})"
    return " ".join(words)
