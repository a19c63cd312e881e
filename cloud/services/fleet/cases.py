"""Opens and closes reconciliation cases by what happens; what a person decides stands in `casework.resolve`."""

import json
from collections.abc import Mapping

from cloud.domain.fleet.cases import BY_EVENT, DEVICE_VANISHED
from cloud.services.ports.rows.fleet import Case
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

SYSTEM = "system"


class NoReason(Exception):
    """An order went into reconciliation and nobody said why: a bug of ours."""


def open_order_case(unit: Unit, ports: Ports, order: Order, was: str, known: Mapping[str, object]) -> None:
    """Have a person look at `order`, which was in state `was`; `known` is what its kind knows. One open case is enough."""
    if order.reason is None:
        raise NoReason(f"order {order.id}")
    evidence = {"order_state_before": was, "command_id": order.command_id, **known}
    about = {"device_id": order.device_id, "order_id": order.id}
    open_case(unit, ports, order.organisation_id, order.reason, evidence, **about)


def open_case(
    unit: Unit,
    ports: Ports,
    organisation_id: str,
    kind: str,
    evidence: Mapping[str, object],
    *,
    device_id: str | None = None,
    order_id: str | None = None,
) -> None:
    """Open a case of `kind` (domain.catalogue) with what is known; `evidence` has values of JSON."""
    known = json.dumps(evidence, sort_keys=True)
    now_ms = ports.clock.now_ms()
    case = Case(ports.entropy.id(), organisation_id, order_id, device_id, kind, known, now_ms, None, None, None, None)
    unit.cases.open(case)


def close_order_case(unit: Unit, ports: Ports, order_id: str) -> None:
    """Close the order's open case: what came since settled it. Harmless when a person has closed it already."""
    case = unit.cases.of_order(order_id)
    if case is not None:
        unit.cases.close(case.id, BY_EVENT, SYSTEM, "", ports.clock.now_ms())


def close_vanished_case(unit: Unit, ports: Ports, device_id: str) -> None:
    """Close the case of a cabinet that was gone for long: it is back."""
    now_ms = ports.clock.now_ms()
    unit.cases.close_of_device(device_id, DEVICE_VANISHED, BY_EVENT, SYSTEM, now_ms)


_BATCH = 200


def look_for_vanished(unit: Unit, ports: Ports) -> int:
    """Open a case for each device that has been offline for too long; returns how many."""
    devices = unit.devices.vanished(ports.clock.now_ms() - ports.settings.vanished_ms, _BATCH)
    for device in devices:
        evidence: dict[str, object] = {"offline_since_ms": device.presence_at_ms, "reset_cause": device.reset_cause}
        open_case(unit, ports, device.organisation_id, DEVICE_VANISHED, evidence, device_id=device.id)
    return len(devices)
