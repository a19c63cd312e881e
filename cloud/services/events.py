"""Journaled events: each of the current journal is applied once and in order, together with its inbox row (INV-12, INV-15).

What cannot be applied is kept whole in quarantine, alarmed and acknowledged: it never blocks the journal.
"""

from collections.abc import Callable

from cloud.domain import command, journal, order
from cloud.domain.reconciliation import EVENT_QUARANTINED
from cloud.services import bank_events, device_events, eject, lend_results, refused_banks
from cloud.services.cases import open_case
from cloud.services.fleet_records import Advanced, InboxEvent
from cloud.services.journaled import Event, Unappliable, event_of, stored_message
from cloud.services.messages_down import acknowledgement
from cloud.services.order_steps import raise_alarm
from cloud.services.ports import ConstraintViolated, Message, Overtaken, Ports, RunInstead, Unit
from shared_protocol import cabinet as wire
from shared_protocol import fields, messages

Applier = Callable[[Unit, Ports, Event], None]

APPLIERS: dict[int, Applier] = {
    wire.LEND_RESULT: lend_results.apply_lend_result,
    wire.BANK_RETURNED: bank_events.apply_bank_returned,
    wire.BANK_REMOVED: bank_events.apply_bank_removed,
    wire.SLOT_FAULT: device_events.apply_slot_fault,
    messages.CONFIGURATION_RESULT: device_events.apply_configuration_result,
    messages.BOOTED: device_events.apply_booted,
    wire.EJECT_RESULT: eject.apply_eject_result,
    wire.BANK_REFUSED: refused_banks.apply_bank_refused,
}

APPLIED = "applied"
PARKED = "parked"
QUARANTINED = "quarantined"


class _Defective(Exception):
    """Event `seq` of the journal cannot be applied, for the reason in `detail`."""

    def __init__(self, seq: int, detail: str) -> None:
        super().__init__(detail)
        self.seq = seq
        self.detail = detail


_CANNOT_APPLY = (Unappliable, order.IllegalStep, command.IllegalStep, ConstraintViolated)


def accept_event(
    unit: Unit,
    ports: Ports,
    device_id: str,
    topic: str,
    envelope: bytes,
    body: Message,
    *,
    defect: str | None = None,
) -> str:
    """Take an authentic journaled event; returns "applied", "quarantined", or a verdict of domain.journal.

    `body` needs JOURNAL and SEQ; when it is of an unknown type or fails the table, or an earlier try to apply it raised
    what is not a StorageError, say so in `defect` and it is quarantined. Leaves AckDue up to what is committed, except for
    a journal that is not current. Must be the whole work of a store's item, because it may raise RunInstead.
    """
    seq, kind = body[fields.SEQ], body.get(fields.TYPE, 0)
    journal_id, now_ms = body[fields.JOURNAL].hex(), ports.clock.now_ms()
    inbox = InboxEvent(device_id, journal_id, seq, kind, topic, envelope, now_ms, APPLIED, defect)
    return _accept(unit, ports, inbox, body, {} if defect is None else {seq: defect})


def _accept(unit: Unit, ports: Ports, inbox: InboxEvent, body: Message, defects: dict[int, str]) -> str:
    """Run `accept_event` with the defects (seq -> why) that are known so far."""
    try:
        return _advance(unit, ports, inbox, body, defects)
    except _Defective as defective:
        known = defects | {defective.seq: defective.detail}
        raise RunInstead(lambda again: _accept(again, ports, inbox, body, known)) from defective


def _advance(unit: Unit, ports: Ports, inbox: InboxEvent, body: Message, defects: dict[int, str]) -> str:
    advanced = unit.journals.advance(inbox.device_id, inbox.journal_id, inbox.seq)
    if advanced is None:
        return _out_of_turn(unit, ports, inbox, body)
    result = _take(unit, ports, inbox, advanced, body, defects)
    seq = inbox.seq
    if advanced.parked_count:
        seq = _take_parked(unit, ports, inbox, defects)
    unit.note(acknowledgement(inbox.device_id, inbox.journal_id, seq, inbox.received_ms, body))
    return result


def _take(
    unit: Unit, ports: Ports, inbox: InboxEvent, advanced: Advanced, body: Message, defects: dict[int, str]
) -> str:
    defect = defects.get(inbox.seq) if defects else None
    if defect is not None:
        unit.journals.put(inbox._replace(state=QUARANTINED, detail=defect))
        detail = f"event {inbox.seq} of journal {inbox.journal_id} (type {inbox.type}): {defect}"
        raise_alarm(unit, ports, advanced.organisation_id, inbox.device_id, EVENT_QUARANTINED, detail)
        evidence = {"journal": inbox.journal_id, "seq": inbox.seq, "type": inbox.type, "detail": defect}
        open_case(unit, ports, advanced.organisation_id, EVENT_QUARANTINED, evidence, device_id=inbox.device_id)
        return QUARANTINED
    unit.journals.put(inbox)
    try:
        applier = APPLIERS.get(inbox.type)
        if applier is None:
            raise Unappliable(f"unknown event type {inbox.type}")
        applier(unit, ports, event_of(inbox.device_id, advanced, body, inbox.received_ms))
    except _CANNOT_APPLY as error:
        raise _Defective(inbox.seq, str(error)) from error
    return APPLIED


def _take_parked(unit: Unit, ports: Ports, first: InboxEvent, defects: dict[int, str]) -> int:
    """Apply the parked events that follow `first` without a gap; returns the last number that is now committed."""
    seq = first.seq
    while (parked := unit.journals.parked(first.device_id, first.journal_id, seq + 1)) is not None:
        advanced = unit.journals.advance(first.device_id, first.journal_id, parked.seq, unparked=1)
        if advanced is None:
            break
        seq = parked.seq
        known = defects if parked.detail is None else defects | {seq: parked.detail}
        body = {} if seq in known else stored_message(parked.envelope)
        _take(unit, ports, parked._replace(state=APPLIED), advanced, body, known)
    return seq


def _out_of_turn(unit: Unit, ports: Ports, inbox: InboxEvent, body: Message) -> str:
    device = unit.devices.get(inbox.device_id)
    if device is None:
        return journal.FOREIGN
    limit = ports.settings.parked_events
    verdict = journal.judge(
        device.journal_id, device.committed_seq, inbox.journal_id, inbox.seq, device.parked_count, limit
    )
    if verdict == journal.PARK and not unit.journals.park(inbox._replace(state=PARKED)):
        raise Overtaken
    if verdict == journal.DUPLICATE:
        seq, now_ms = device.committed_seq, inbox.received_ms
        unit.note(acknowledgement(inbox.device_id, inbox.journal_id, seq, now_ms, body))
    return verdict
