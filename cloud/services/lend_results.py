"""LEND_RESULT: what became of a lend that touched the hardware. Also late, also from before a power cut."""

from cloud.domain import command as commands
from cloud.domain import order as orders
from cloud.domain.problems import LendExpired, of_reason
from cloud.domain.reconciliation import LATE_SUCCESS, LEND_UNKNOWN, TWO_ORDERS, UNKNOWN_ORDER
from cloud.domain.tariff import bought_after_ms
from cloud.services import settlement
from cloud.services.cases import open_case
from cloud.services.fleet_records import PowerBank
from cloud.services.journaled import Event, Unappliable
from cloud.services.order_steps import raise_alarm, take_step
from cloud.services.ports import Message, Overtaken, Ports, Unit
from cloud.services.records import Command, Order
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields


def apply_lend_result(unit: Unit, ports: Ports, event: Event) -> None:
    """Finish the command and move its order; raises Unappliable when it fits neither."""
    body = event.body
    found = unit.commands.with_order(body[fields.COMMAND].hex())
    if found is None:
        _unknown_order(unit, ports, event)
        return
    command, order = _of_this_device(found, event)
    outcome, reason = body[fields.OUTCOME], body.get(fields.REASON)
    state = commands.after(command.state, commands.answer_of(outcome))
    if not unit.commands.finish(command.id, command.state, state, outcome, reason):
        raise Overtaken
    if outcome == codes.DONE:
        _lent(unit, ports, event, order)
    elif outcome == codes.UNKNOWN:
        _unresolved(unit, ports, event, order)
    else:
        _not_lent(unit, ports, event, order)


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


def _of_this_device(found: tuple[Command, Order | None], event: Event) -> tuple[Command, Order]:
    command, order = found
    if order is None or command.device_id != event.device_id:
        raise Unappliable("no lend command of that id for this device")
    if order.id != event.body[fields.ORDER].hex():
        raise Unappliable("the command belongs to another order")
    return command, order


def _lent(unit: Unit, ports: Ports, event: Event, order: Order) -> None:
    bank, slot = _bank_and_slot(event.body)
    unit.slots.clear(event.device_id, slot, ports.clock.now_ms())
    changes: dict[str, object] = {"bank": bank, "slot": slot, "lent_ms": event.at_ms, **_began(unit, order, event)}
    if _was_decided(order, orders.LENT):
        _decided_before(unit, ports, event, order, bank)
        return
    if order.bank == bank:
        take_step(unit, ports, order, orders.LENT, **changes)
        return
    # Judged by the order's own time: a board without a clock can be dated only by when it was heard. Who was seen with
    # the bank in another cabinet, after the order was placed, has it from this lend.
    if unit.banks.take(bank, order.id, event.device_id, order.created_ms):
        late = order.state == orders.CANCELLED
        reason = LATE_SUCCESS if late else None
        lent = take_step(unit, ports, order, orders.LENT, reason=reason, **changes)
        if late:
            _alarm(unit, ports, event, LATE_SUCCESS, "a bank came out for an order that was cancelled", lent.id)
        return
    _bank_is_elsewhere(unit, ports, event, order, changes)


def _was_decided(order: Order, step: str) -> bool:
    """Tell whether an operator decided about this lend before its cabinet could speak, so that `step` comes too late."""
    return order.lent_journal_id is None and (order.state, step) not in orders.TABLE


def _decided_before(unit: Unit, ports: Ports, event: Event, order: Order, bank: str) -> None:
    """What the cabinet says does not undo what was decided; a bank that nobody counted with is told to a person."""
    if order.bank == bank:
        return
    unit.banks.lose(bank, event.device_id, event.body[wire.SLOT], event.at_ms)
    evidence: dict[str, object] = {"order": order.id, "bank": bank, "slot": event.body[wire.SLOT]}
    open_case(unit, ports, event.organisation_id, UNKNOWN_ORDER, evidence, device_id=event.device_id)
    _alarm(unit, ports, event, LATE_SUCCESS, f"bank {bank} came out for an order that is {order.state}", order.id)


def _bank_is_elsewhere(unit: Unit, ports: Ports, event: Event, order: Order, changes: dict[str, object]) -> None:
    bank = unit.banks.get(str(changes["bank"]))
    if bank is None:
        raise Overtaken
    if bank.place == "slot":
        _lent_and_back(unit, ports, order, changes, bank)
        return
    take_step(unit, ports, order, orders.UNRESOLVED, reason=TWO_ORDERS, **changes)
    _alarm(unit, ports, event, TWO_ORDERS, f"bank {bank.id} is also held by order {bank.order_id}", order.id)


def _lent_and_back(unit: Unit, ports: Ports, order: Order, changes: dict[str, object], bank: PowerBank) -> None:
    """The bank was seen in another cabinet after this lend: the news of the return came first."""
    lent = take_step(unit, ports, order, orders.LENT, **changes)
    back: dict[str, object] = {"return_device_id": bank.device_id, "return_slot": bank.slot}
    settlement.end(unit, ports, lent, max(bank.updated_ms, lent.lent_ms or 0), back)


def _began(unit: Unit, order: Order, event: Event) -> dict[str, object]:
    """What the order keeps of its beginning: the event itself, and when the bank will be bought."""
    after_ms = bought_after_ms(settlement.tariff_of(unit, order))
    return {
        "lent_journal_id": event.body[fields.JOURNAL].hex(),
        "lent_seq": event.body[fields.SEQ],
        "buy_out_ms": None if after_ms is None else event.at_ms + after_ms,
    }


def _not_lent(unit: Unit, ports: Ports, event: Event, order: Order) -> None:
    outcome, reason = event.body[fields.OUTCOME], event.body.get(fields.REASON)
    if order.bank is not None:
        _alarm(unit, ports, event, "lend-contradicted", "refused, though a bank left for this order", order.id)
    elif _was_decided(order, orders.REFUSED):
        return
    elif outcome == codes.EXPIRED:
        take_step(unit, ports, order, orders.EXPIRED, reason=LendExpired.slug)
    else:
        take_step(unit, ports, order, orders.REFUSED, reason=of_reason(reason).slug)


def _unresolved(unit: Unit, ports: Ports, event: Event, order: Order) -> None:
    slot = event.body.get(wire.SLOT)
    if not _was_decided(order, orders.UNRESOLVED):
        take_step(unit, ports, order, orders.UNRESOLVED, reason=LEND_UNKNOWN, slot=slot)
    _alarm(unit, ports, event, LEND_UNKNOWN, f"nobody saw whether a bank left slot {slot}", order.id)


def _bank_and_slot(body: Message) -> tuple[str, int]:
    if wire.BANK not in body or wire.SLOT not in body:
        raise Unappliable("a lend that is done names its bank and slot")
    return body[wire.BANK].hex(), body[wire.SLOT]


def _alarm(unit: Unit, ports: Ports, event: Event, kind: str, detail: str, order_id: str) -> None:
    raise_alarm(unit, ports, event.organisation_id, event.device_id, kind, detail, order_id)
