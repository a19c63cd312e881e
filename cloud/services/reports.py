"""Status and health reports: newest wins, of the current boot alone. What a slot holds, and how the board feels."""

from typing import Any

from cloud.services.fleet_records import Slot
from cloud.services.messages_down import acknowledgement
from cloud.services.ports import Message, Ports, Unit
from cloud.services.views import to_json
from shared_protocol import cabinet as wire
from shared_protocol import fields
from shared_protocol.host import names


def accept_status(unit: Unit, ports: Ports, device_id: str, body: Message) -> bool:
    """Take an authentic STATUS page; returns False when it is not of the current boot, or older than what is known."""
    now_ms = ports.clock.now_ms()
    if not unit.devices.report_live(device_id, body[fields.BOOT], body[fields.UPTIME_MS], now_ms):
        return False
    known = {slot.slot: slot for slot in unit.slots.of_device(device_id)}
    for record in body[wire.SLOTS]:
        _take_slot(unit, known, _slot(device_id, record, now_ms))
    return True


def accept_health(unit: Unit, ports: Ports, device_id: str, body: Message) -> bool:
    """Take an authentic HEALTH report; returns as `accept_status`. Leaves AckDue, from which the board sets its clock."""
    now_ms = ports.clock.now_ms()
    if not unit.devices.report_live(device_id, body[fields.BOOT], body[fields.UPTIME_MS], now_ms):
        return False
    unit.devices.set_health(device_id, to_json(named(body)), now_ms)
    device = unit.devices.get(device_id)
    if device is not None and device.journal_id is not None:
        unit.note(acknowledgement(device_id, device.journal_id, device.committed_seq, now_ms, body))
    return True


def named(body: Message) -> dict[str, Any]:
    """Return a message with the names of its fields, byte strings in hex, for people to read."""
    return {names.FIELDS[key].name: _plain(value) for key, value in body.items() if key in names.FIELDS}


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_plain(element) for element in value]
    return named(value) if isinstance(value, dict) else value


def _slot(device_id: str, record: Message, now_ms: int) -> Slot:
    bank = record.get(wire.BANK)
    return Slot(
        device_id,
        record[wire.SLOT],
        record[wire.SLOT_STATE],
        record[wire.FAULTS],
        None if bank is None else bank.hex(),
        record.get(wire.CHARGE_PCT),
        record.get(wire.CYCLES),
        now_ms,
    )


def _take_slot(unit: Unit, known: dict[int, Slot], slot: Slot) -> None:
    before = known.get(slot.slot)
    if before is not None and before._replace(updated_ms=slot.updated_ms) == slot:
        return
    unit.slots.put(slot)
    judged = slot.state != wire.SLOT_SETTLING and not slot.faults & wire.FOREIGN_BANK
    if slot.bank is not None and judged and (before is None or before.bank != slot.bank):
        unit.banks.see(slot.bank, slot.device_id, slot.slot, slot.updated_ms)
