"""The gardener: sends again what is due, and takes orders that nobody answered into reconciliation. Run it every second."""

from dataclasses import dataclass

from cloud.domain import order as orders
from cloud.services.order_steps import raise_alarm, take_step
from cloud.services.ports import Ports, Unit
from cloud.services.resend import resend

NO_ANSWER = "no-answer"
_BATCH = 200  # an item of the store stays short; what is left is due again at the next run


@dataclass(frozen=True, slots=True)
class Tended:
    """How many commands were sent again, and how many orders went into reconciliation."""

    resent: int
    reconciled: int


def tend(unit: Unit, ports: Ports) -> Tended:
    """Leave CommandReady for open commands of online devices that are due, and give up waiting for orders past all time.

    An order is never cancelled here: a cabinet that cannot be heard may have lent (the device's refusal cancels, INV-20).
    """
    now_ms = ports.clock.now_ms()
    resent = resend(unit, ports, unit.commands.due(now_ms, _BATCH))
    late = unit.orders.unanswered(now_ms - ports.settings.order_maximum_ms, _BATCH)
    for order in late:
        take_step(unit, ports, order, orders.UNRESOLVED, reason=NO_ANSWER)
        detail = f"the cabinet has not said what became of order {order.id}"
        raise_alarm(unit, ports, order.organisation_id, order.device_id, NO_ANSWER, detail, order.id)
    return Tended(resent, len(late))
