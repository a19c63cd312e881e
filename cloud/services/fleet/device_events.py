"""CONFIGURATION_RESULT and BOOTED: events about the device itself."""

from cloud.domain.delivery import command as commands
from cloud.services.delivery.journaled import Event, Unappliable
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports
from shared_protocol import codes, fields


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
