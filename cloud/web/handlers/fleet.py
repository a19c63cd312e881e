"""What an operator sees of cabinets: all of them, one, one slot, one command."""

from typing import Any

from cloud.domain.problems import NotFound, Problem
from cloud.http.call import OperatorCall, parse_int
from cloud.services.case_files import list_cases
from cloud.services.configure import ReturnOnlyRequest, SlotRequest, enable_slot, set_return_only
from cloud.services.eject import EjectRequest, device_command, eject
from cloud.services.fleet import device_detail, device_events, list_alarms, list_devices
from cloud.services.fleet_views import DeviceDetail, SlotView
from cloud.services.ports import Unit
from cloud.services.stations import cabinet, list_stations
from cloud.web.answers import Answer, Page, Redirect
from cloud.web.operator_forms import EjectForm, ReturnOnlyForm, SlotForm
from cloud.web.operator_words import COMMAND_STATES, FAULTS, SLOT_STATES, event_line
from shared_protocol.cabinet_limits import MAX_SLOTS

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
        return {**_of_device(unit, who.account_id, device_id), "events": [(each, event_line(each)) for each in events]}

    return Page("operate_device.html", await call.read(work))


async def show_slot(call: OperatorCall) -> Answer:
    """Show one slot and what can be done with it."""
    return await _slot_page(call)


async def eject_slot(call: OperatorCall) -> Answer:
    """Have the slot opened, and watch the command."""
    form: EjectForm = call.body
    ports, device_id, slot = call.ports, call.path("device_id"), _slot_of(call)
    try:
        view = await call.write(
            lambda unit, who: eject(
                unit, ports, EjectRequest(who.account_id, device_id, slot, form.key, form.reason, form.bank or None)
            )
        )
    except NotFound:
        raise
    except Problem as problem:
        return await _slot_page(call, problem)
    return Redirect(f"/operate/devices/{device_id}/commands/{view.id}")


async def switch_slot_page(call: OperatorCall) -> Answer:
    """Enable or disable the slot."""
    form: SlotForm = call.body
    ports, device_id, slot = call.ports, call.path("device_id"), _slot_of(call)
    await call.write(
        lambda unit, who: enable_slot(
            unit, ports, SlotRequest(who.account_id, device_id, slot, form.enabled, form.reason)
        )
    )
    return Redirect(f"/operate/devices/{device_id}")


async def switch_return_only_page(call: OperatorCall) -> Answer:
    """Have the cabinet take returns only, or lend again."""
    form: ReturnOnlyForm = call.body
    ports, device_id = call.ports, call.path("device_id")
    await call.write(
        lambda unit, who: set_return_only(
            unit, ports, ReturnOnlyRequest(who.account_id, device_id, form.return_only, form.reason)
        )
    )
    return Redirect(f"/operate/devices/{device_id}")


async def show_device_command(call: OperatorCall) -> Answer:
    """Show what became of a command."""
    device_id, command_id = call.path("device_id"), call.path("command_id")
    command = await call.read(lambda unit, who: device_command(unit, who.account_id, device_id, command_id))
    return Page("operate_command.html", {"command": command, "states": COMMAND_STATES})


async def _slot_page(call: OperatorCall, trouble: Problem | None = None) -> Page:
    device_id, number = call.path("device_id"), _slot_of(call)

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        values = _of_device(unit, who.account_id, device_id)
        if number > values["detail"].device.slot_count:
            raise NotFound(f"no slot {number}")
        known = [slot for slot in values["detail"].slots if slot.slot == number]
        nothing = SlotView(number, "settling", [], None, None, None, 0)
        return {**values, "slot": known[0] if known else nothing, "trouble": trouble}

    return Page("operate_slot.html", await call.read(work), 200 if trouble is None else trouble.status)


def _of_device(unit: Unit, account_id: str, device_id: str) -> dict[str, Any]:
    detail = device_detail(unit, account_id, device_id)
    return {
        "detail": detail,
        "place": cabinet(unit, device_id),
        "disabled": (detail.configuration or {}).get("disabled_slots", []),
        "faults": FAULTS,
        "slot_states": SLOT_STATES,
    }


def _slot_of(call: OperatorCall) -> int:
    return parse_int("slot", call.path("slot"), 1, MAX_SLOTS)


def _ids(details: list[DeviceDetail]) -> list[str]:
    return [detail.device.id for detail in details]
