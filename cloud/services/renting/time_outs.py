"""What becomes of rentals when time passes: lends that nobody answers, banks that stay out until they are bought."""

from cloud.domain.orders import order as orders
from cloud.domain.renting.cases import NO_ANSWER
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.orders.steps import take_step
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.ending import BOUGHT_OUT, sell_bank

_BATCH = 200  # an item of the store stays short; what is left is due again at the next run


def give_up_waiting(unit: Unit, ports: Ports) -> int:
    """Put orders whose cabinet has not answered into reconciliation; returns how many.

    None is cancelled here: a cabinet that cannot be heard may have lent (the device's refusal cancels, INV-20).
    """
    late = unit.orders.unanswered(ports.clock.now_ms() - ports.settings.order_maximum_ms, _BATCH)
    for order in late:
        take_step(unit, ports, order, orders.UNRESOLVED, reason=NO_ANSWER)
        detail = f"the cabinet has not said what became of order {order.id}"
        raise_alarm(unit, ports, order.organisation_id, order.device_id, NO_ANSWER, detail, order.id)
    return len(late)


def sell_kept_banks(unit: Unit, ports: Ports) -> int:
    """Sell banks whose fee has reached the total cap; returns how many."""
    now_ms = ports.clock.now_ms()
    due = unit.rentals.due_for_sale(now_ms, _BATCH)
    for order, rental in due:
        sell_bank(unit, ports, order, rental.buy_out_ms or now_ms, BOUGHT_OUT)
    return len(due)
