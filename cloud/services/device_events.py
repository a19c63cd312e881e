"""SLOT_FAULT, CONFIGURATION_RESULT and BOOTED: events about the device itself."""

from cloud.domain import command as commands
from cloud.services.journaled import Event, Unappliable
from cloud.services.order_steps import raise_alarm
from cloud.services.ports import Overtaken, Ports, Unit
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from shared_protocol.host import names


def apply_slot_fault(unit: Unit, ports: Ports, event: Event) -> None:
    """Store the slot's faults; a new one raises an alarm, 0 says that all are gone."""
    slot, faults = event.body[wire.SLOT], event.body[wire.FAULTS]
    unit.slots.set_faults(event.device_id, slot, faults, ports.clock.now_ms())
    if faults:
        detail = f"slot {slot}: {', '.join(fault_names(faults))}"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, "slot-fault", detail)


def fault_names(faults: int) -> list[str]:
    """Return the names of the bits that are set, unknown ones by their number."""
    known = names.CODES[wire.FAULTS]
    bits = [1 << index for index in range(faults.bit_length()) if faults >> index & 1]
    return [known[bit].name if bit in known else str(bit) for bit in bits]


def apply_configuration_result(unit: Unit, ports: Ports, event: Event) -> None:
    """Finish the configure command; a refusal keeps the device's own words and raises an alarm."""
    body = event.body
    found = unit.commands.with_order(body[fields.COMMAND].hex())
    if found is None or found[0].device_id != event.device_id or found[0].kind != commands.CONFIGURE:
        raise Unappliable("no configure command of that id for this device")
    command, outcome = found[0], body[fields.OUTCOME]
    # One whose configuration was lost in a power cut after this was journaled is judged, and told, a second time.
    if command.state in commands.OPEN:
        state = commands.after(command.state, commands.answer_of(outcome))
        if not unit.commands.finish(command.id, command.state, state, outcome, body.get(fields.REASON)):
            raise Overtaken
    detail = None if outcome == codes.DONE else body.get(fields.DETAIL, "refused without a word")
    unit.devices.configured(event.device_id, body[fields.CONFIGURATION_VERSION], detail)
    if detail is not None:
        raise_alarm(unit, ports, event.organisation_id, event.device_id, "configuration-refused", detail)


def apply_booted(unit: Unit, ports: Ports, event: Event) -> None:
    """Raise an alarm for a start that the watchdog forced; the event itself is kept like every other."""
    if event.body[fields.RESET_CAUSE] == codes.RESET_WATCHDOG:
        detail = f"boot {event.body[fields.BOOT]} followed a bite of the watchdog"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, "watchdog-reset", detail)
