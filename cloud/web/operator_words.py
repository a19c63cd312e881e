"""What the operator's pages call things: kinds of cases, resolutions, faults; and journaled events in a line."""

from typing import Any, NamedTuple

from cloud.domain import reconciliation as cases
from cloud.http.languages import sentence
from cloud.services.device_events import fault_names
from cloud.services.fleet_views import DeviceEvent
from shared_protocol import cabinet as wire
from shared_protocol.host import names


class Words(NamedTuple):
    """A name, and a sentence that says what it means."""

    name: str
    meaning: str


KINDS: dict[str, Words] = {
    cases.NO_ANSWER: Words(
        sentence("The cabinet does not answer"),
        sentence("It has not said whether a power bank came out. Nothing is held of the customer's money."),
    ),
    cases.LEND_UNKNOWN: Words(
        sentence("Did a power bank come out?"),
        sentence("The cabinet opened a slot and could not see what happened then."),
    ),
    cases.LATE_SUCCESS: Words(
        sentence("Came out after all"),
        sentence("A power bank came out for an order that had been cancelled."),
    ),
    cases.TWO_ORDERS: Words(
        sentence("One power bank, two orders"),
        sentence("The power bank that came out is held by another order as well."),
    ),
    cases.BANK_REMOVED: Words(
        sentence("Taken after the lend had ended"),
        sentence("A power bank left the slot after the cabinet had given up lending it."),
    ),
    cases.SOLD_BANK_RETURNED: Words(
        sentence("A bought power bank came back"),
        sentence("The customer returned a power bank after it had been sold to them."),
    ),
    cases.UNKNOWN_ORDER: Words(
        sentence("A lend that nobody can be charged for"),
        sentence("A cabinet lent a power bank for an order that is not here or was closed."),
    ),
    cases.JOURNAL_GAP: Words(
        sentence("Events are missing"), sentence("Some of what the cabinet wrote down will never arrive.")
    ),
    cases.JOURNAL_REPLACED: Words(
        sentence("A new journal"), sentence("The cabinet began a new journal: its memory was wiped or exchanged.")
    ),
    cases.EVENT_QUARANTINED: Words(
        sentence("An event that could not be applied"), sentence("It is kept whole; nothing was changed by it.")
    ),
    cases.DEVICE_VANISHED: Words(sentence("A cabinet vanished"), sentence("It has been offline for a day or longer.")),
    cases.FOREIGN_BANK: Words(
        sentence("A foreign power bank"), sentence("Somebody pushed in a power bank without our mark.")
    ),
}

RESOLUTIONS: dict[str, Words] = {
    cases.NOT_LENT: Words(
        sentence("Nothing came out"), sentence("The order is cancelled and nothing is charged or held.")
    ),
    cases.LENT: Words(
        sentence("It was lent"), sentence("The rental runs and is charged until the power bank is returned.")
    ),
    cases.RETURNED: Words(
        sentence("It was returned"), sentence("The rental ends at that moment and is charged until then.")
    ),
    cases.SOLD: Words(sentence("It is lost"), sentence("The customer pays the full price of the power bank.")),
    cases.WAIVED: Words(sentence("Waive it"), sentence("The rental ends and the customer pays nothing.")),
    cases.NOTED: Words(sentence("Noted"), sentence("Nothing changes; the case is closed.")),
    cases.BY_EVENT: Words(sentence("Settled by itself"), sentence("What the cabinet said later settled it.")),
}
TAKES_MOMENT = (cases.LENT, cases.RETURNED, cases.SOLD)

# Alarms that say something else than the case of that kind, or are none.
ALARMS: dict[str, str] = {
    cases.BANK_REMOVED: sentence("A power bank was taken out without a rental"),
    "slot-fault": sentence("Something is wrong with a slot"),
    "unknown-bank": sentence("A power bank that was never seen before"),
    "late-return": sentence("Word of a return came late"),
    "configuration-refused": sentence("The cabinet refused its configuration"),
    "watchdog-reset": sentence("The cabinet hung and started anew"),
    "eject-unknown": sentence("Nobody saw whether an opened slot gave its power bank"),
    "eject-not-ours": sentence("A slot was opened that nobody here asked for"),
}

FAULTS: dict[str, str] = {
    "lock_jammed": sentence("Lock jammed"),
    "presence_stuck": sentence("Switch and power bank disagree"),
    "bank_unreadable": sentence("Power bank cannot be read"),
    "gauge_silent": sentence("Gauge silent"),
    "gauge_implausible": sentence("Gauge implausible"),
    "expander_silent": sentence("Electronics silent"),
    "foreign_bank": sentence("Foreign power bank"),
    "wear_record_bad": sentence("Wear record damaged"),
}
SLOT_STATES: dict[str, str] = {
    "empty": sentence("Empty"),
    "settling": sentence("Settling"),
    "occupied": sentence("Occupied"),
    "faulty": sentence("Faulty"),
    "disabled": sentence("Disabled"),
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
_CODES = {names.FIELDS[number].name: known for number, known in names.CODES.items()}


def alarm_name(kind: str) -> str:
    """Return the sentence (English) that names a kind of alarm; the kind itself if there is none."""
    if kind in ALARMS:
        return ALARMS[kind]
    return KINDS[kind].name if kind in KINDS else kind


def event_line(event: DeviceEvent) -> str:
    """Return what an event says, as `name value` pairs: the wire's own words, for people who know cabinets."""
    return ", ".join(f"{name} {_value(name, value)}" for name, value in event.fields.items() if name not in _EVERYWHERE)


def _value(name: str, value: Any) -> str:
    if name == names.FIELDS[wire.FAULTS].name and isinstance(value, int):
        return " ".join(fault_names(value)) or "none"
    known = _CODES.get(name, {}).get(value) if isinstance(value, int) else None
    return str(value) if known is None else known.name
