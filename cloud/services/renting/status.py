"""What a cabinet says of its slots: STATUS reports (newest wins, of the current boot alone) and SLOT_FAULT events."""

from cloud.services.delivery.journaled import Event
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.fleet.wire_words import bit_names
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.renting import Slot
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from shared_protocol import cabinet as wire
from shared_protocol import fields


def accept_status(unit: Unit, ports: Ports, device_id: str, body: Message) -> bool:
    """Take an authentic STATUS page; returns False when it is not of the current boot, or older than what is known."""
    now_ms = ports.clock.now_ms()
    if not unit.devices.report_live(device_id, body[fields.BOOT], body[fields.UPTIME_MS], now_ms):
        return False
    known = {slot.slot: slot for slot in unit.slots.of_device(device_id)}
    for record in body[wire.SLOTS]:
        _take_slot(unit, known, _slot(device_id, record, now_ms))
    return True


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


def apply_slot_fault(unit: Unit, ports: Ports, event: Event) -> None:
    """Store the slot's faults; a new one raises an alarm, 0 says that all are gone."""
    slot, faults = event.body[wire.SLOT], event.body[wire.FAULTS]
    unit.slots.set_faults(event.device_id, slot, faults, ports.clock.now_ms())
    if faults:
        detail = f"slot {slot}: {', '.join(bit_names(wire.FAULTS, faults))}"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, "slot-fault", detail)
