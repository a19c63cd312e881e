"""What pages call things of devices whatever their kind: cases, alarms, commands; and journaled events in a line."""

from typing import Any

from cloud.domain.fleet.cases import BY_EVENT, DEVICE_VANISHED, EVENT_QUARANTINED, JOURNAL_GAP, JOURNAL_REPLACED, NOTED
from cloud.http.languages import sentence
from cloud.services.fleet.views import DeviceEvent
from cloud.services.fleet.wire_words import bit_names
from cloud.web.frame.words import Words
from shared_protocol.host import names

CASES: dict[str, Words] = {
    JOURNAL_GAP: Words(
        sentence("Events are missing"), sentence("Some of what the cabinet wrote down will never arrive.")
    ),
    JOURNAL_REPLACED: Words(
        sentence("A new journal"), sentence("The cabinet began a new journal: its memory was wiped or exchanged.")
    ),
    EVENT_QUARANTINED: Words(
        sentence("An event that could not be applied"), sentence("It is kept whole; nothing was changed by it.")
    ),
    DEVICE_VANISHED: Words(sentence("A cabinet vanished"), sentence("It has been offline for a day or longer.")),
}

RESOLUTIONS: dict[str, Words] = {
    NOTED: Words(sentence("Noted"), sentence("Nothing changes; the case is closed.")),
    BY_EVENT: Words(sentence("Settled by itself"), sentence("What the cabinet said later settled it.")),
}

ALARMS: dict[str, str] = {
    "configuration-refused": sentence("The cabinet refused its configuration"),
    "watchdog-reset": sentence("The cabinet hung and started anew"),
}

COMMAND_STATES: dict[str, str] = {
    "queued": sentence("Waiting to be sent"),
    "sent": sentence("Sent; the cabinet has not answered yet"),
    "done": sentence("Done: the power bank is out"),
    "refused": sentence("Refused: nothing moved"),
    "expired": sentence("Too late: nothing moved"),
    "unknown": sentence("Nobody saw what happened"),
}

# Where and when it was written down: every event has that.
_EVERYWHERE = ("type", "journal", "seq", "boot", "uptime_ms", "clock_quality", "wall_ms")
_BITS = {names.FIELDS[number].name: number for number in names.FIELDS_OF_BITS}
_CODES = {names.FIELDS[number].name: known for number, known in names.CODES.items()}


def event_line(event: DeviceEvent) -> str:
    """Return what an event says, as `name value` pairs: the wire's own words, for people who know cabinets."""
    return ", ".join(f"{name} {_value(name, value)}" for name, value in event.fields.items() if name not in _EVERYWHERE)


def _value(name: str, value: Any) -> str:
    if name in _BITS and isinstance(value, int):
        return " ".join(bit_names(_BITS[name], value)) or "none"
    known = _CODES.get(name, {}).get(value) if isinstance(value, int) else None
    return str(value) if known is None else known.name
