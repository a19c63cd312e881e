"""BANK_RETURNED and BANK_REMOVED: banks that people move. Who holds a bank decides which order a return ends.

Banks that a cabinet does not want, or that an operator has ejected, are the business of `refused_banks` and `eject`.
"""

from cloud.domain import order as orders
from cloud.domain.reconciliation import BANK_REMOVED, SOLD_BANK_RETURNED
from cloud.services import settlement
from cloud.services.cases import open_case
from cloud.services.fleet_records import PowerBank, Slot
from cloud.services.journaled import Event
from cloud.services.order_steps import raise_alarm, take_step
from cloud.services.ports import Ports, Unit
from cloud.services.records import Order
from shared_protocol import cabinet as wire
from shared_protocol import fields

UNKNOWN_BANK = "unknown-bank"


def apply_bank_returned(unit: Unit, ports: Ports, event: Event) -> None:
    """Put the bank into its slot, and end the order that holds it, whichever cabinet lent it."""
    body = event.body
    bank_id, slot = body[wire.BANK].hex(), body[wire.SLOT]
    bank = unit.banks.get(bank_id)
    order = None if bank is None or bank.order_id is None else unit.orders.get(bank.order_id)
    charge_pct, cycles = body.get(wire.CHARGE_PCT), body.get(wire.CYCLES)
    now_ms = ports.clock.now_ms()
    faults = body.get(wire.FAULTS, 0)
    unit.slots.put(Slot(event.device_id, slot, wire.SLOT_OCCUPIED, faults, bank_id, charge_pct, cycles, now_ms))
    if bank is None:
        detail = f"bank {bank_id} was pushed into slot {slot}; this cloud has never seen it"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, UNKNOWN_BANK, detail)
    if order is not None and is_old_news(order, event):
        detail = f"bank {bank_id} was returned here before order {order.id} lent it"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, "late-return", detail, order.id)
        return
    if order is None and bank is not None:  # wherever it is believed: a status may have told before this event
        _sold_one_is_back(unit, ports, event, bank_id)
    if bank is not None and was_seen_since(bank, event):
        return
    unit.banks.put_into_slot(bank_id, event.device_id, slot, event.at_ms)
    if order is not None:
        ended_ms = max(event.at_ms, order.lent_ms or 0)  # two boards' clocks may disagree, or one have none
        settlement.end(unit, ports, order, ended_ms, ended_by(event))


def _sold_one_is_back(unit: Unit, ports: Ports, event: Event, bank_id: str) -> None:
    """Correct what was charged for a bank that had been returned before it was sold; later, a person decides."""
    order = unit.orders.sold_with(bank_id)
    if order is None or order.lent_ms is None or event.at_ms < order.lent_ms:
        return
    if event.at_ms < (order.ended_ms or 0):
        settlement.end(unit, ports, order, event.at_ms, ended_by(event))
        return
    evidence: dict[str, object] = {"bank": bank_id, "returned_ms": event.at_ms, **ended_by(event)}
    open_case(
        unit, ports, order.organisation_id, SOLD_BANK_RETURNED, evidence, device_id=event.device_id, order_id=order.id
    )


def ended_by(event: Event) -> dict[str, object]:
    """What an order keeps of its end: where, and the event itself."""
    return {
        "return_device_id": event.device_id,
        "return_slot": event.body[wire.SLOT],
        "return_journal_id": event.body[fields.JOURNAL].hex(),
        "return_seq": event.body[fields.SEQ],
    }


def is_old_news(order: Order, event: Event) -> bool:
    """Tell whether `event` is from before `order` lent its bank elsewhere."""
    # Within one cabinet the journal orders both; between two, one of them may have been offline. By the order's own time,
    # because when it was lent may be known only by when it was heard.
    return order.device_id != event.device_id and event.at_ms < order.created_ms


def was_seen_since(bank: PowerBank, event: Event) -> bool:
    """Tell whether the bank is known to be in another cabinet since `event`."""
    # Another cabinet's news overtook this one's: it was lent from here since, which the next events of this journal tell.
    return bank.place == "slot" and bank.device_id != event.device_id and event.at_ms < bank.updated_ms


def apply_bank_removed(unit: Unit, ports: Ports, event: Event) -> None:
    """Raise an alarm; a bank that left an unsettled slot belongs to that slot's order, any other to nobody (INV-10)."""
    body = event.body
    bank_id, slot = body[wire.BANK].hex(), body[wire.SLOT]
    unit.slots.clear(event.device_id, slot, ports.clock.now_ms())
    order = _order_of_slot(unit, event)
    if order is None:
        unit.banks.lose(bank_id, event.device_id, slot, event.at_ms)
        detail = f"bank {bank_id} left slot {slot} without an order"
        raise_alarm(unit, ports, event.organisation_id, event.device_id, BANK_REMOVED, detail)
        return
    detail = f"bank {bank_id} left slot {slot} after the lend of order {order.id} had ended there"
    raise_alarm(unit, ports, event.organisation_id, event.device_id, BANK_REMOVED, detail, order.id)
    _attach(unit, ports, event, order, bank_id)


def _order_of_slot(unit: Unit, event: Event) -> Order | None:
    if fields.ORDER not in event.body:
        return None
    order = unit.orders.get(event.body[fields.ORDER].hex())
    return order if order is not None and order.device_id == event.device_id else None


def _attach(unit: Unit, ports: Ports, event: Event, order: Order, bank_id: str) -> None:
    second = order.bank is not None or (order.state, orders.UNRESOLVED) not in orders.TABLE
    if second or not unit.banks.take(bank_id, order.id, event.device_id, event.at_ms):
        unit.banks.lose(bank_id, event.device_id, event.body[wire.SLOT], event.at_ms)
        return
    changes: dict[str, object] = {"bank": bank_id, "slot": event.body[wire.SLOT], "lent_ms": event.at_ms}
    take_step(unit, ports, order, orders.UNRESOLVED, reason=BANK_REMOVED, **changes)
