"""What an operator sees of cabinets: all of them, one, one slot, one command."""

from collections.abc import Sequence
from typing import Any

from cloud.http.call import OperatorCall
from cloud.services.casework.case_files import list_cases
from cloud.services.device_details import device_detail
from cloud.services.fleet.alarms import list_alarms
from cloud.services.fleet.devices import device_events, list_devices
from cloud.services.fleet.stations import list_stations
from cloud.services.fleet.views import DeviceDetail
from cloud.services.ports.store import Unit
from cloud.services.renting.eject import device_command
from cloud.web.fleet.words import COMMAND_STATES, event_line
from cloud.web.frame.answers import Answer, Page
from cloud.web.renting.slots import cabinet_values

EVENTS = 30
ALARMS = 100
DAY_MS = 24 * 3_600_000


async def show_fleet(call: OperatorCall) -> Answer:
    """Show devices with their slots, and how much waits for a person."""
    since_ms = call.ports.clock.now_ms() - DAY_MS

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        details = [device_detail(unit, who.account_id, device.id) for device in list_devices(unit, who.account_id)]
        alarms = [alarm for alarm in list_alarms(unit, who.account_id, ALARMS) if alarm.raised_ms >= since_ms]
        return {
            "details": sorted(details, key=lambda detail: (detail.device.online, detail.device.id)),
            "stations": {station.id: station.name for station in list_stations(unit)},
            "open_cases": len(list_cases(unit, who.account_id)),
            "alarms": len(alarms),
            "alarms_of": {each: sum(alarm.device_id == each for alarm in alarms) for each in _ids(details)},
        }

    return Page("operate.html", await call.read(work))


async def show_device(call: OperatorCall) -> Answer:
    """Show one cabinet: slots, health, events, switches."""
    device_id = call.path("device_id")

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        events = device_events(unit, who.account_id, device_id, EVENTS)
        return {
            **cabinet_values(unit, who.account_id, device_id),
            "events": [(each, event_line(each)) for each in events],
        }

    return Page("operate_device.html", await call.read(work))


async def show_device_command(call: OperatorCall) -> Answer:
    """Show what became of a command."""
    device_id, command_id = call.path("device_id"), call.path("command_id")
    command = await call.read(lambda unit, who: device_command(unit, who.account_id, device_id, command_id))
    return Page("operate_command.html", {"command": command, "states": COMMAND_STATES})


def _ids(details: Sequence[DeviceDetail]) -> list[str]:
    return [detail.device.id for detail in details]
