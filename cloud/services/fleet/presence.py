"""Presence of a device: who is online in which boot, and which journal is current. Believes the newest pair alone (INV-29)."""

from cloud.domain.delivery import journal, presence
from cloud.domain.fleet.cases import JOURNAL_GAP, JOURNAL_REPLACED
from cloud.services.delivery.messages_down import acknowledgement
from cloud.services.delivery.resend import resend
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.fleet.cases import close_vanished_case, open_case
from cloud.services.fleet.configuration import send_desired_configuration
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.fleet import Device
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports
from shared_protocol import fields


def accept_presence(unit: Unit, ports: Ports, device_id: str, body: Message, *, retained: bool = False) -> bool:
    """Take an authentic PRESENCE; returns False for one that is stale or of an unknown device.

    Going online leaves AckDue (where the journal stands) and CommandReady for what is open. A retained message may be
    hours old: then its uptime is no live report.
    """
    device = unit.devices.get(device_id)
    if device is None:
        return False
    pair = (body[fields.BOOT], body[fields.CONNECTION])
    online = bool(body[fields.ONLINE])
    if presence.judge((device.boot, device.connection), bool(device.online), pair, online) == presence.STALE:
        return False
    if online and device.online and pair == (device.boot, device.connection):
        _hear_again(unit, ports, device, body, retained=retained)
    elif online:
        _come_online(unit, ports, device, body, retained=retained)
    else:
        _store(unit, device, _changed(ports, device, body))
    return True


def _come_online(unit: Unit, ports: Ports, device: Device, body: Message, *, retained: bool) -> None:
    changed = _announced_journal(unit, ports, _changed(ports, device, body), body)
    if not retained and fields.UPTIME_MS in body:
        changed = changed._replace(
            live_boot=changed.boot, live_uptime_ms=body[fields.UPTIME_MS], live_at_ms=ports.clock.now_ms()
        )
    _store(unit, device, changed)
    if ports.clock.now_ms() - device.presence_at_ms >= ports.settings.vanished_ms:
        close_vanished_case(unit, ports, device.id)
    _answer(unit, ports, changed, body)


def _hear_again(unit: Unit, ports: Ports, device: Device, body: Message, *, retained: bool) -> None:
    """Answer a presence that was taken before (doubled, retained, replayed): what it says of journal and versions is old."""
    if not retained and fields.UPTIME_MS in body:
        unit.devices.report_live(device.id, device.boot, body[fields.UPTIME_MS], ports.clock.now_ms())
    _answer(unit, ports, device, body)


def _answer(unit: Unit, ports: Ports, device: Device, body: Message) -> None:
    if device.journal_id is not None:
        now_ms = ports.clock.now_ms()
        unit.note(acknowledgement(device.id, device.journal_id, device.committed_seq, now_ms, body))
    resend(unit, ports, unit.commands.open_of_device(device.id))
    send_desired_configuration(unit, ports, device)


def _changed(ports: Ports, device: Device, body: Message) -> Device:
    return device._replace(
        boot=body[fields.BOOT],
        connection=body[fields.CONNECTION],
        online=int(body[fields.ONLINE]),
        presence_at_ms=ports.clock.now_ms(),
        firmware_version=body.get(fields.FIRMWARE_VERSION, device.firmware_version),
        protocol_version=body.get(fields.PROTOCOL_VERSION, device.protocol_version),
        positions=body.get(_positions_field(ports, device), device.positions),
        reset_cause=body.get(fields.RESET_CAUSE, device.reset_cause),
        reported_version=body.get(fields.CONFIGURATION_VERSION, device.reported_version),
    )


def _positions_field(ports: Ports, device: Device) -> int:
    return ports.catalogue.device_kinds[device.kind].positions_field


def _announced_journal(unit: Unit, ports: Ports, device: Device, body: Message) -> Device:
    if fields.JOURNAL not in body or fields.FIRST_SEQ not in body or fields.NEXT_SEQ not in body:
        return device
    journal_id = body[fields.JOURNAL].hex()
    at = journal.announced(
        device.journal_id, device.committed_seq, journal_id, body[fields.FIRST_SEQ], body[fields.NEXT_SEQ]
    )
    _report_losses(unit, ports, device, at)
    parked_count = device.parked_count if device.journal_id == journal_id else 0
    return device._replace(journal_id=journal_id, committed_seq=at.committed_seq, parked_count=parked_count)


def _report_losses(unit: Unit, ports: Ports, device: Device, at: journal.Position) -> None:
    def alarm(kind: str, detail: str) -> None:
        raise_alarm(unit, ports, device.organisation_id, device.id, kind, detail)

    def case(kind: str, evidence: dict[str, object]) -> None:
        open_case(unit, ports, device.organisation_id, kind, evidence, device_id=device.id)

    if at.replaced:
        alarm(JOURNAL_REPLACED, f"the journal was {device.journal_id} and is now {at.journal_id}")
        case(JOURNAL_REPLACED, {"journal_before": device.journal_id, "journal_now": at.journal_id})
    if at.gap is not None:
        unit.journals.add_gap(device.id, at.journal_id, at.gap, ports.clock.now_ms())
        alarm(JOURNAL_GAP, f"events {at.gap[0]} to {at.gap[1]} of journal {at.journal_id} are lost")
        case(JOURNAL_GAP, {"journal": at.journal_id, "first_seq": at.gap[0], "last_seq": at.gap[1]})
    if at.behind:
        alarm("journal-behind", f"journal {at.journal_id} continues before what is committed")


def _store(unit: Unit, before: Device, after: Device) -> None:
    if not unit.devices.update_presence(after, before):
        raise Overtaken
