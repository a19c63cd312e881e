"""How a rental ends: its bank is back, or it is the customer's, as the fee or the customer says. The rental's own part first."""

from typing import NamedTuple

from cloud.domain.identifiers import can_be_id
from cloud.domain.money import pricing
from cloud.domain.orders import order as orders
from cloud.domain.orders.refusals import OrderNotActive
from cloud.domain.problems import NotFound
from cloud.services.delivery.journaled import Event
from cloud.services.orders import settlement
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import Rental
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.rent import RENTAL
from cloud.services.renting.views import RentalOrder, rental_view
from shared_protocol import cabinet as wire
from shared_protocol import fields

BOUGHT_OUT = "bought-out"  # the fee reached the total cap
REPORTED_LOST = "reported-lost"


class Ending(NamedTuple):
    """Where a bank came back, and the event that tells; what nobody knows is None."""

    device_id: str | None = None
    slot: int | None = None
    journal_id: str | None = None
    seq: int | None = None


UNTOLD = Ending()


def ending_of(event: Event) -> Ending:
    """Return the ending that a cabinet's event tells of."""
    body = event.body
    return Ending(event.device_id, body[wire.SLOT], body[fields.JOURNAL].hex(), body[fields.SEQ])


def end_rental(
    unit: Unit, ports: Ports, order: Order, ended_ms: int, ending: Ending = UNTOLD, *, waive: bool = False
) -> Order:
    """End a rental whose bank is back; raises as settlement.end does."""
    rental = unit.rentals.get(order.id) or Rental(order.id)
    ended = rental._replace(return_slot=ending.slot, buy_out_ms=None, is_sold=0)
    if ended != rental:
        unit.rentals.put(ended)
    changes = {"ended_device_id": ending.device_id, "ended_journal_id": ending.journal_id, "ended_seq": ending.seq}
    return settlement.end(unit, ports, order, ended_ms, changes, waive=waive, part=ended)


def sell_bank(unit: Unit, ports: Ports, order: Order, sold_ms: int, reason: str) -> Order:
    """Close a rental: the fee is the total cap and the bank the customer's. Raises as settlement.close does."""
    sold = (unit.rentals.get(order.id) or Rental(order.id))._replace(buy_out_ms=None, is_sold=1)
    usage = settlement.usage_of(ports, order._replace(ended_ms=sold_ms), sold)
    bill = pricing.buy_out(settlement.tariff_of(unit, order).terms, usage)
    unit.rentals.put(sold)
    closed = settlement.close(unit, ports, order, sold_ms, reason, bill, sold)
    if sold.bank is not None:
        unit.banks.put_away(sold.bank, "lost", ports.clock.now_ms())
    return closed


def report_lost(unit: Unit, ports: Ports, account_id: str, order_id: str) -> RentalOrder:
    """Close one of the account's orders as sold; again changes nothing. Raises NotFound or OrderNotActive."""
    order = unit.orders.get(order_id) if can_be_id(order_id) else None
    if order is None or order.account_id != account_id or order.kind != RENTAL:
        raise NotFound(f"no order {order_id}")
    if order.state == orders.CLOSED:
        return rental_view(order, unit.rentals.get(order.id))
    if order.state != orders.ACTIVE:
        raise OrderNotActive("only a power bank that is with you can be reported as lost")
    now_ms = max(ports.clock.now_ms(), order.began_ms or 0)
    sold = sell_bank(unit, ports, order, now_ms, REPORTED_LOST)
    return rental_view(sold, unit.rentals.get(order.id))
