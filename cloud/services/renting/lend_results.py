"""LEND_RESULT: what became of a lend that touched the hardware. Also late, also from before a power cut."""

from cloud.domain.delivery import command as commands
from cloud.domain.money.pricing import bought_after_ms
from cloud.domain.orders import order as orders
from cloud.domain.renting.cases import LATE_SUCCESS, LEND_UNKNOWN, TWO_ORDERS, UNKNOWN_ORDER
from cloud.domain.renting.refusals import LendExpired, of_reason
from cloud.services.delivery.journaled import Event, Unappliable
from cloud.services.fleet.alarms import raise_alarm
from cloud.services.fleet.cases import open_case
from cloud.services.orders import settlement
from cloud.services.orders.steps import take_step
from cloud.services.ports.notes import Message
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import PowerBank, Rental
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.ending import Ending, end_rental
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields


def apply_lend_result(unit: Unit, ports: Ports, event: Event) -> None:
    """Finish the command and move its order; raises Unappliable when it fits neither."""
    body = event.body
    found = unit.rentals.with_command(body[fields.COMMAND].hex())
    if found is None:
        _unknown_order(unit, ports, event)
        return
    command, order, rental = found
    order = _of_this_device(command, order, event)
    outcome, reason = body[fields.OUTCOME], body.get(fields.REASON)
    state = commands.after(command.state, commands.answer_of(outcome))
    if not unit.commands.finish(command.id, command.state, state, outcome, reason):
        raise Overtaken
    rental = rental or Rental(order.id)
    if outcome == codes.DONE:
        _lent(unit, ports, event, order, rental)
    elif outcome == codes.UNKNOWN:
        _unresolved(unit, ports, event, order, rental)
    else:
        _not_lent(unit, ports, event, order, rental)


def _unknown_order(unit: Unit, ports: Ports, event: Event) -> None:
    """A lend that this database never ordered: it was restored from a backup. Nobody can be charged; a person is told."""
    order_id, outcome = event.body[fields.ORDER].hex(), event.body[fields.OUTCOME]
    evidence: dict[str, object] = {"order": order_id, "outcome": outcome, "lent_ms": event.at_ms}
    if outcome == codes.DONE:
        bank, slot = _bank_and_slot(event.body)
        unit.slots.clear(event.device_id, slot, ports.clock.now_ms())
        unit.banks.lose(bank, event.device_id, slot, event.at_ms)
        evidence |= {"bank": bank, "slot": slot}
    open_case(unit, ports, event.organisation_id, UNKNOWN_ORDER, evidence, device_id=event.device_id)
    detail = f"a lend of order {order_id} is not of this database"
    raise_alarm(unit, ports, event.organisation_id, event.device_id, UNKNOWN_ORDER, detail)


def _of_this_device(command: Command, order: Order | None, event: Event) -> Order:
    if order is None or command.device_id != event.device_id:
        raise Unappliable("no lend command of that id for this device")
    if order.id != event.body[fields.ORDER].hex():
        raise Unappliable("the command belongs to another order")
    return order


def _lent(unit: Unit, ports: Ports, event: Event, order: Order, rental: Rental) -> None:
    bank, slot = _bank_and_slot(event.body)
    unit.slots.clear(event.device_id, slot, ports.clock.now_ms())
    if _was_decided(order, orders.BEGUN):
        _decided_before(unit, ports, event, order, rental, bank)
        return
    lent = rental._replace(bank=bank, slot=slot, buy_out_ms=_buy_out_ms(unit, order, event))
    if rental.bank == bank:
        _begin(unit, ports, event, order, lent)
        return
    # Judged by the order's own time: a board without a clock can be dated only by when it was heard. Who was seen with
    # the bank in another cabinet, after the order was placed, has it from this lend.
    if unit.banks.take(bank, order.id, event.device_id, order.created_ms):
        late = order.state == orders.CANCELLED
        begun = _begin(unit, ports, event, order, lent, reason=LATE_SUCCESS if late else None)
        if late:
            _alarm(unit, ports, event, LATE_SUCCESS, "a bank came out for an order that was cancelled", begun.id)
        return
    _bank_is_elsewhere(unit, ports, event, order, lent)


def _begin(
    unit: Unit, ports: Ports, event: Event, order: Order, rental: Rental, step: str = orders.BEGUN, **changes: object
) -> Order:
    """Keep the rental's part and the event that began the order, and take `step`."""
    unit.rentals.put(rental)
    journal_id, seq = event.body[fields.JOURNAL].hex(), event.body[fields.SEQ]
    began = {"began_ms": event.at_ms, "began_journal_id": journal_id, "began_seq": seq}
    return take_step(unit, ports, order, step, part=rental, **began, **changes)


def _was_decided(order: Order, step: str) -> bool:
    """Tell whether an operator decided about this lend before its cabinet could speak, so that `step` comes too late."""
    return order.began_journal_id is None and (order.state, step) not in orders.TABLE


def _decided_before(unit: Unit, ports: Ports, event: Event, order: Order, rental: Rental, bank: str) -> None:
    """What the cabinet says does not undo what was decided; a bank that nobody counted with is told to a person."""
    if rental.bank == bank:
        return
    unit.banks.lose(bank, event.device_id, event.body[wire.SLOT], event.at_ms)
    evidence: dict[str, object] = {"order": order.id, "bank": bank, "slot": event.body[wire.SLOT]}
    open_case(unit, ports, event.organisation_id, UNKNOWN_ORDER, evidence, device_id=event.device_id)
    _alarm(unit, ports, event, LATE_SUCCESS, f"bank {bank} came out for an order that is {order.state}", order.id)


def _bank_is_elsewhere(unit: Unit, ports: Ports, event: Event, order: Order, lent: Rental) -> None:
    bank = unit.banks.get(lent.bank or "")
    if bank is None:
        raise Overtaken
    if bank.place == "slot":
        _lent_and_back(unit, ports, event, order, lent, bank)
        return
    _begin(unit, ports, event, order, lent, orders.UNRESOLVED, reason=TWO_ORDERS)
    _alarm(unit, ports, event, TWO_ORDERS, f"bank {bank.id} is also held by order {bank.order_id}", order.id)


def _lent_and_back(unit: Unit, ports: Ports, event: Event, order: Order, lent: Rental, bank: PowerBank) -> None:
    """The bank was seen in another cabinet after this lend: the news of the return came first."""
    begun = _begin(unit, ports, event, order, lent)
    end_rental(unit, ports, begun, max(bank.updated_ms, begun.began_ms or 0), Ending(bank.device_id, bank.slot))


def _buy_out_ms(unit: Unit, order: Order, event: Event) -> int | None:
    """Return when the bank will be bought if it stays out."""
    after_ms = bought_after_ms(settlement.tariff_of(unit, order).terms)
    return None if after_ms is None else event.at_ms + after_ms


def _not_lent(unit: Unit, ports: Ports, event: Event, order: Order, rental: Rental) -> None:
    outcome, reason = event.body[fields.OUTCOME], event.body.get(fields.REASON)
    if rental.bank is not None:
        _alarm(unit, ports, event, "lend-contradicted", "refused, though a bank left for this order", order.id)
    elif _was_decided(order, orders.REFUSED):
        return
    elif outcome == codes.EXPIRED:
        take_step(unit, ports, order, orders.EXPIRED, part=rental, reason=LendExpired.slug)
    else:
        take_step(unit, ports, order, orders.REFUSED, part=rental, reason=of_reason(reason).slug)


def _unresolved(unit: Unit, ports: Ports, event: Event, order: Order, rental: Rental) -> None:
    slot = event.body.get(wire.SLOT)
    if not _was_decided(order, orders.UNRESOLVED):
        tried = rental._replace(slot=slot)
        unit.rentals.put(tried)
        take_step(unit, ports, order, orders.UNRESOLVED, part=tried, reason=LEND_UNKNOWN)
    _alarm(unit, ports, event, LEND_UNKNOWN, f"nobody saw whether a bank left slot {slot}", order.id)


def _bank_and_slot(body: Message) -> tuple[str, int]:
    if wire.BANK not in body or wire.SLOT not in body:
        raise Unappliable("a lend that is done names its bank and slot")
    return body[wire.BANK].hex(), body[wire.SLOT]


def _alarm(unit: Unit, ports: Ports, event: Event, kind: str, detail: str, order_id: str) -> None:
    raise_alarm(unit, ports, event.organisation_id, event.device_id, kind, detail, order_id)
