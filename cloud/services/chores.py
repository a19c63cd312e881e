"""The gardener: sends again what is due, gives up waiting, sells banks that stay out. Run it every second."""

from dataclasses import dataclass

from cloud.domain.orders import order as orders
from cloud.domain.reconciliation import DEVICE_VANISHED, NO_ANSWER
from cloud.services.delivery.resend import resend
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.fleet.cases import open_case
from cloud.services.orders import settlement
from cloud.services.orders.steps import take_step
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

_BATCH = 200  # an item of the store stays short; what is left is due again at the next run


@dataclass(frozen=True, slots=True)
class Tended:
    """How many commands were sent again, and how many orders went into reconciliation or were sold."""

    resent: int
    reconciled: int
    sold: int


def tend(unit: Unit, ports: Ports) -> Tended:
    """Leave CommandReady for commands that are due, give up waiting for late orders, sell banks at the total cap.

    An order is never cancelled here: a cabinet that cannot be heard may have lent (the device's refusal cancels, INV-20).
    """
    now_ms = ports.clock.now_ms()
    resent = resend(unit, ports, unit.commands.due(now_ms, _BATCH))
    return Tended(resent, _give_up(unit, ports, now_ms), _sell(unit, ports, now_ms))


def look_for_vanished(unit: Unit, ports: Ports) -> int:
    """Open a case for each cabinet that has been offline for too long; returns how many. Run it every minute."""
    devices = unit.devices.vanished(ports.clock.now_ms() - ports.settings.vanished_ms, _BATCH)
    for device in devices:
        evidence: dict[str, object] = {"offline_since_ms": device.presence_at_ms, "reset_cause": device.reset_cause}
        open_case(unit, ports, device.organisation_id, DEVICE_VANISHED, evidence, device_id=device.id)
    return len(devices)


def _give_up(unit: Unit, ports: Ports, now_ms: int) -> int:
    late = unit.orders.unanswered(now_ms - ports.settings.order_maximum_ms, _BATCH)
    for order in late:
        take_step(unit, ports, order, orders.UNRESOLVED, reason=NO_ANSWER)
        detail = f"the cabinet has not said what became of order {order.id}"
        raise_alarm(unit, ports, order.organisation_id, order.device_id, NO_ANSWER, detail, order.id)
    return len(late)


def _sell(unit: Unit, ports: Ports, now_ms: int) -> int:
    bought = unit.orders.bought(now_ms, _BATCH)
    for order in bought:
        settlement.sell(unit, ports, order, order.buy_out_ms or now_ms, settlement.BOUGHT_OUT)
    return len(bought)
