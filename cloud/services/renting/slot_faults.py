"""SLOT_FAULT: what is wrong with a slot."""

from cloud.services.delivery.journaled import Event
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.fleet.wire_words import fault_names
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from shared_protocol import cabinet as wire


def apply_slot_fault(unit: Unit, ports: Ports, event: Event) -> None:
    """Store the slot's faults; a new one raises an alarm, 0 says that all are gone."""
    slot, faults = event.body[wire.SLOT], event.body[wire.FAULTS]
    unit.slots.set_faults(event.device_id, slot, faults, ports.clock.now_ms())
    if faults:
        detail = f"slot {slot}: {', '.join(fault_names(faults))}"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, "slot-fault", detail)
