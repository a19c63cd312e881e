"""What every applier of a journaled event is handed, and how it says that it cannot."""

from dataclasses import dataclass

from cloud.domain.delivery.moment import wall_ms
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.delivery import Advanced
from shared_protocol import cbor, fields
from shared_protocol.host import codec


class Unappliable(Exception):
    """The event is authentic and cannot be applied; it goes into quarantine with this message."""


@dataclass(frozen=True, slots=True)
class Event:
    """A journaled event that is next in its journal; `at_ms` is the best known UTC time at which it happened."""

    device_id: str
    organisation_id: str
    body: Message
    at_ms: int


def event_of(device_id: str, advanced: Advanced, body: Message, now_ms: int) -> Event:
    """Return the event that `body` is, placed in time."""
    moment = (body[fields.BOOT], body[fields.UPTIME_MS], body.get(fields.WALL_MS), body[fields.CLOCK_QUALITY])
    return Event(device_id, advanced.organisation_id, body, wall_ms(moment, advanced[2:], now_ms))


def stored_message(envelope: bytes) -> Message:
    """Return the message in an envelope that was verified before it was stored."""
    decoder = cbor.Decoder(envelope)
    decoder.at = 2  # tag and array head, which verification found right
    decoder.string(2)
    decoder.head()
    body = codec.decode(decoder.string(2))
    return body if isinstance(body, dict) else {}
