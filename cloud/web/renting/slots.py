"""Slots of a cabinet as operators see and switch them."""

from typing import Any

from cloud.domain.problems import NotFound, Problem
from cloud.http.call import OperatorCall, parse_int
from cloud.services.device_details import device_detail
from cloud.services.ports.store import Unit
from cloud.services.renting.cabinets import public_cabinet
from cloud.services.renting.configuration import ReturnOnlyRequest, SlotRequest, enable_slot, set_return_only
from cloud.services.renting.eject import EjectRequest, eject
from cloud.services.renting.views import SlotView
from cloud.web.frame.answers import Answer, Page, Redirect
from cloud.web.renting.requests import EjectForm, ReturnOnlyForm, SlotForm
from cloud.web.renting.words import FAULTS, SLOT_STATES
from shared_protocol.cabinet_limits import MAX_SLOTS


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


async def _slot_page(call: OperatorCall, trouble: Problem | None = None) -> Page:
    device_id, number = call.path("device_id"), _slot_of(call)

    def work(unit: Unit, who: Any) -> dict[str, Any]:
        values = cabinet_values(unit, who.account_id, device_id)
        if number > values["detail"].device.positions:
            raise NotFound(f"no slot {number}")
        known = [slot for slot in values["detail"].slots if slot.slot == number]
        nothing = SlotView(number, "settling", [], None, None, None, 0)
        return {**values, "slot": known[0] if known else nothing, "trouble": trouble}

    return Page("operate_slot.html", await call.read(work), 200 if trouble is None else trouble.status)


def _slot_of(call: OperatorCall) -> int:
    return parse_int("slot", call.path("slot"), 1, MAX_SLOTS)


def cabinet_values(unit: Unit, account_id: str, device_id: str) -> dict[str, Any]:
    """Return what every page about an operated cabinet shows."""
    detail = device_detail(unit, account_id, device_id)
    return {
        "detail": detail,
        "place": public_cabinet(unit, device_id),
        "disabled": (detail.configuration or {}).get("disabled_slots", []),
        "faults": FAULTS,
        "slot_states": SLOT_STATES,
    }
