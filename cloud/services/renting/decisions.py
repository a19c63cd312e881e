"""What an operator may decide about a rental in reconciliation, and the moments that are likely."""

import json

from cloud.domain.casework.refusals import ResolutionNotAllowed
from cloud.domain.money.pricing import bought_after_ms
from cloud.domain.orders import order as orders
from cloud.domain.problems import InvalidRequest
from cloud.domain.renting.cases import LENT, NOT_LENT, RETURNED, SOLD, WAIVED
from cloud.services.fleet.announcement import Decide, Decision
from cloud.services.orders import settlement
from cloud.services.orders.steps import take_step
from cloud.services.ports.rows.fleet import Case
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import PowerBank, Rental
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.ending import REPORTED_LOST, Ending, end_rental, sell_bank


def likely_lent_ms(ports: Ports, order: Order) -> int:
    """Return when the bank was lent at the latest: as known, or the end of the window in which the cabinet could begin."""
    return min(ports.clock.now_ms(), order.window_until_ms if order.began_ms is None else order.began_ms)


def likely_returned_ms(unit: Unit, ports: Ports, case: Case, order: Order) -> int:
    """Return when the bank was back by what is known: told, seen in a slot, or lent to the next; else when the case began."""
    told = json.loads(case.evidence).get("returned_ms")
    bank_id = _rental(unit, order).bank
    bank = None if bank_id is None else unit.banks.get(bank_id)
    next_order = None if bank is None or bank.order_id in (None, order.id) else unit.orders.get(bank.order_id or "")
    if told is not None:
        at_ms: int = told
    elif bank is not None and bank.place == "slot":
        at_ms = bank.updated_ms
    elif next_order is not None and next_order.began_ms is not None:
        at_ms = next_order.began_ms
    else:
        at_ms = case.opened_ms
    return min(max(at_ms, order.began_ms or 0), ports.clock.now_ms())


def _rental(unit: Unit, order: Order) -> Rental:
    return unit.rentals.get(order.id) or Rental(order.id)


def _not_lent(unit: Unit, ports: Ports, order: Order, _decision: Decision) -> None:
    rental = _rental(unit, order)
    nothing = Rental(order.id)
    unit.rentals.put(nothing)
    take_step(unit, ports, order, orders.REFUSED, part=nothing, reason=NOT_LENT, began_ms=None)
    _let_go(unit, ports, order, rental.bank, "maintenance")


def _lent(unit: Unit, ports: Ports, order: Order, decision: Decision) -> None:
    rental = _rental(unit, order)
    bank = decision.bank or rental.bank
    if bank is None:
        raise InvalidRequest("bank: name the one that came out, so that its return ends the order")
    if rental.bank is not None and bank != rental.bank:
        raise InvalidRequest(f"bank: it is known that {rental.bank} came out")
    lent_ms = _moment(ports, decision.at_ms, order.created_ms, likely_lent_ms(ports, order))
    if rental.bank is None and not unit.banks.take(bank, order.id, order.device_id, lent_ms):
        raise ResolutionNotAllowed(f"bank {bank} {_place_of(unit.banks.get(bank))}")
    after_ms = bought_after_ms(settlement.tariff_of(unit, order).terms)
    slot = _emptied(unit, ports, order.device_id, bank)
    lent = rental._replace(
        bank=bank,
        slot=rental.slot if slot is None else slot,
        buy_out_ms=None if after_ms is None else lent_ms + after_ms,
    )
    unit.rentals.put(lent)
    take_step(unit, ports, order, orders.BEGUN, part=lent, reason=None, began_ms=lent_ms)


def _returned(unit: Unit, ports: Ports, order: Order, decision: Decision) -> None:
    bank = _rental(unit, order).bank
    likely_ms = likely_returned_ms(unit, ports, decision.case, order)
    ended_ms = _moment(ports, decision.at_ms, order.began_ms or order.created_ms, likely_ms)
    ending = Ending(**json.loads(decision.case.evidence).get("ending", {}))
    end_rental(unit, ports, order, ended_ms, ending)
    _let_go(unit, ports, order, bank, "maintenance")


def _sold(unit: Unit, ports: Ports, order: Order, decision: Decision) -> None:
    sold_ms = _moment(ports, decision.at_ms, order.began_ms or order.created_ms, ports.clock.now_ms())
    sell_bank(unit, ports, order, sold_ms, REPORTED_LOST)


def _waived(unit: Unit, ports: Ports, order: Order, decision: Decision) -> None:
    bank = _rental(unit, order).bank
    likely_ms = likely_returned_ms(unit, ports, decision.case, order)
    ended_ms = _moment(ports, decision.at_ms, order.began_ms or order.created_ms, likely_ms)
    end_rental(unit, ports, order, ended_ms, waive=True)
    # Nobody pays for it, and nobody has said that it is back.
    _let_go(unit, ports, order, bank, "lost")


DECISIONS: dict[str, Decide] = {
    NOT_LENT: _not_lent,
    LENT: _lent,
    RETURNED: _returned,
    SOLD: _sold,
    WAIVED: _waived,
}


def _moment(ports: Ports, asked_ms: int | None, earliest_ms: int, likely_ms: int) -> int:
    """Return the moment that an operator named, or the likely one; raises InvalidRequest outside of what can be."""
    now_ms = ports.clock.now_ms()
    if asked_ms is None:
        return max(earliest_ms, likely_ms)
    if not earliest_ms <= asked_ms <= now_ms:
        raise InvalidRequest(f"at_ms is from {earliest_ms} to {now_ms} (UTC milliseconds), not {asked_ms}")
    return asked_ms


def _let_go(unit: Unit, ports: Ports, order: Order, bank_id: str | None, place: str) -> None:
    """Put the order's bank away, unless it is in a slot or somebody else has it."""
    bank = None if bank_id is None else unit.banks.get(bank_id)
    if bank is not None and (bank.order_id == order.id or (bank.place == "lost" and place == "maintenance")):
        unit.banks.put_away(bank.id, place, ports.clock.now_ms())


def _emptied(unit: Unit, ports: Ports, device_id: str, bank_id: str) -> int | None:
    """Clear the slot in which the bank was believed to be; returns its number."""
    for slot in unit.slots.of_device(device_id):
        if slot.bank == bank_id:
            unit.slots.clear(device_id, slot.slot, ports.clock.now_ms())
            return slot.slot
    return None


def _place_of(bank: PowerBank | None) -> str:
    if bank is None:
        return "is not known"
    if bank.place == "order":
        return f"is held by order {bank.order_id}"
    return f"was seen in slot {bank.slot} of cabinet {bank.device_id} since"
