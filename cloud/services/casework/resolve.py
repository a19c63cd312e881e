"""What a person decides about a case: one resolution, in one transaction with the money, the bank and the audit entry.

What may be decided stands in `domain.reconciliation`; what there is to know before deciding, in `case_files`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cloud.domain import reconciliation
from cloud.domain.casework.refusals import ResolutionNotAllowed
from cloud.domain.identifiers import can_be_bank, can_be_id, can_be_name
from cloud.domain.money.tariff import bought_after_ms
from cloud.domain.orders import order as orders
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.casework.views import CaseView, case_view
from cloud.services.orders import settlement
from cloud.services.orders.steps import take_step
from cloud.services.people.operators import OPERATOR, record
from cloud.services.ports.rows.fleet import Case
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import PowerBank
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

MAX_NOTE_CHARS = 500


@dataclass(frozen=True, slots=True)
class ResolveRequest:
    """What an operator decided, and why. `at_ms` is when the bank was lent, returned or sold; `bank` which one was lent."""

    actor_id: str
    case_id: str
    resolution: str
    note: str
    at_ms: int | None = None
    bank: str | None = None


def resolve(unit: Unit, ports: Ports, request: ResolveRequest) -> CaseView:
    """Close the case as decided; of two operators at once, one wins.

    Raises NotFound, InvalidRequest (note, at_ms or bank), or ResolutionNotAllowed: not for this kind, or decided already.
    """
    case = operated_case(unit, request.actor_id, request.case_id)
    _check(case, request)
    note = request.note.strip()
    closed = unit.cases.close(case.id, request.resolution, request.actor_id, note, ports.clock.now_ms())
    if not closed:
        raise ResolutionNotAllowed("somebody else, or what the cabinet said since, has settled it")
    if request.resolution != reconciliation.NOTED:
        try:
            _ACTS[request.resolution](unit, ports, case, _order(unit, case), request)
        except orders.IllegalStep as error:
            raise ResolutionNotAllowed(str(error)) from error
    subject, reason = case.order_id or case.id, f"{case.kind}: {request.resolution}: {note}"
    record(unit, ports, case.organisation_id, request.actor_id, "case.resolve", subject, reason)
    return case_view(operated_case(unit, request.actor_id, case.id))


def operated_case(unit: Unit, account_id: str, case_id: str) -> Case:
    """Return the case if the account operates its organisation; raises NotFound otherwise."""
    case = unit.cases.get(case_id) if can_be_id(case_id) else None
    if case is None or unit.organisations.role(account_id, case.organisation_id) != OPERATOR:
        raise NotFound(f"no case {case_id}")
    return case


def likely_lent_ms(ports: Ports, order: Order) -> int:
    """Return when the bank was lent at the latest: as known, or the end of the window in which the cabinet could begin."""
    return min(ports.clock.now_ms(), order.window_until_ms if order.lent_ms is None else order.lent_ms)


def likely_returned_ms(unit: Unit, ports: Ports, case: Case, order: Order) -> int:
    """Return when the bank was back by what is known: told, seen in a slot, or lent to the next; else when the case began."""
    told = json.loads(case.evidence).get("returned_ms")
    bank = None if order.bank is None else unit.banks.get(order.bank)
    next_order = None if bank is None or bank.order_id in (None, order.id) else unit.orders.get(bank.order_id or "")
    if told is not None:
        at_ms: int = told
    elif bank is not None and bank.place == "slot":
        at_ms = bank.updated_ms
    elif next_order is not None and next_order.lent_ms is not None:
        at_ms = next_order.lent_ms
    else:
        at_ms = case.opened_ms
    return min(max(at_ms, order.lent_ms or 0), ports.clock.now_ms())


def _check(case: Case, request: ResolveRequest) -> None:
    if case.closed_ms is not None:
        raise ResolutionNotAllowed(f"it was decided before: {case.resolution}")
    allowed = reconciliation.allowed(case.kind)
    if request.resolution not in allowed:
        raise ResolutionNotAllowed(f"a case of kind {case.kind} is resolved as one of: {', '.join(allowed)}")
    if not can_be_name(request.note.strip(), MAX_NOTE_CHARS):
        raise InvalidRequest(f"note has 1 to {MAX_NOTE_CHARS} characters that can be shown: say why")
    if request.bank is not None and not can_be_bank(request.bank):
        raise InvalidRequest("bank is 12 hex digits, lower case")


def _order(unit: Unit, case: Case) -> Order:
    order = None if case.order_id is None else unit.orders.get(case.order_id)
    if order is None:
        raise ResolutionNotAllowed("the case is about no order")
    return order


def _not_lent(unit: Unit, ports: Ports, _case: Case, order: Order, _request: ResolveRequest) -> None:
    changes: dict[str, Any] = {"reason": reconciliation.NOT_LENT, "bank": None, "slot": None, "lent_ms": None}
    take_step(unit, ports, order, orders.REFUSED, **changes, buy_out_ms=None)
    _let_go(unit, ports, order, "maintenance")


def _lent(unit: Unit, ports: Ports, _case: Case, order: Order, request: ResolveRequest) -> None:
    bank = request.bank or order.bank
    if bank is None:
        raise InvalidRequest("bank: name the one that came out, so that its return ends the order")
    if order.bank is not None and bank != order.bank:
        raise InvalidRequest(f"bank: it is known that {order.bank} came out")
    lent_ms = _moment(ports, request.at_ms, order.created_ms, likely_lent_ms(ports, order))
    if order.bank is None and not unit.banks.take(bank, order.id, order.device_id, lent_ms):
        raise ResolutionNotAllowed(f"bank {bank} {_whereabouts(unit.banks.get(bank))}")
    after_ms = bought_after_ms(settlement.tariff_of(unit, order))
    slot = _emptied(unit, ports, order.device_id, bank)
    take_step(
        unit,
        ports,
        order,
        orders.LENT,
        reason=None,
        bank=bank,
        slot=order.slot if slot is None else slot,
        lent_ms=lent_ms,
        buy_out_ms=None if after_ms is None else lent_ms + after_ms,
    )


def _returned(unit: Unit, ports: Ports, case: Case, order: Order, request: ResolveRequest) -> None:
    likely_ms = likely_returned_ms(unit, ports, case, order)
    ended_ms = _moment(ports, request.at_ms, order.lent_ms or order.created_ms, likely_ms)
    told = json.loads(case.evidence)
    names = ("return_device_id", "return_slot", "return_journal_id", "return_seq")
    settlement.end(unit, ports, order, ended_ms, {name: told[name] for name in names if name in told})
    _let_go(unit, ports, order, "maintenance")


def _sold(unit: Unit, ports: Ports, _case: Case, order: Order, request: ResolveRequest) -> None:
    sold_ms = _moment(ports, request.at_ms, order.lent_ms or order.created_ms, ports.clock.now_ms())
    settlement.sell(unit, ports, order, sold_ms, settlement.REPORTED_LOST)


def _waived(unit: Unit, ports: Ports, case: Case, order: Order, request: ResolveRequest) -> None:
    likely_ms = likely_returned_ms(unit, ports, case, order)
    ended_ms = _moment(ports, request.at_ms, order.lent_ms or order.created_ms, likely_ms)
    settlement.end(unit, ports, order, ended_ms, waive=True)
    # Nobody pays for it, and nobody has said that it is back.
    _let_go(unit, ports, order, "lost")


_ACTS: dict[str, Callable[[Unit, Ports, Case, Order, ResolveRequest], None]] = {
    reconciliation.NOT_LENT: _not_lent,
    reconciliation.LENT: _lent,
    reconciliation.RETURNED: _returned,
    reconciliation.SOLD: _sold,
    reconciliation.WAIVED: _waived,
}


def _moment(ports: Ports, asked_ms: int | None, earliest_ms: int, likely_ms: int) -> int:
    """Return the moment that an operator named, or the likely one; raises InvalidRequest outside of what can be."""
    now_ms = ports.clock.now_ms()
    if asked_ms is None:
        return max(earliest_ms, likely_ms)
    if not earliest_ms <= asked_ms <= now_ms:
        raise InvalidRequest(f"at_ms is from {earliest_ms} to {now_ms} (UTC milliseconds), not {asked_ms}")
    return asked_ms


def _let_go(unit: Unit, ports: Ports, order: Order, place: str) -> None:
    """Put the order's bank away, unless it is in a slot or somebody else has it."""
    bank = None if order.bank is None else unit.banks.get(order.bank)
    if bank is not None and (bank.order_id == order.id or (bank.place == "lost" and place == "maintenance")):
        unit.banks.put_away(bank.id, place, ports.clock.now_ms())


def _emptied(unit: Unit, ports: Ports, device_id: str, bank_id: str) -> int | None:
    """Clear the slot in which the bank was believed to be; returns its number."""
    for slot in unit.slots.of_device(device_id):
        if slot.bank == bank_id:
            unit.slots.clear(device_id, slot.slot, ports.clock.now_ms())
            return slot.slot
    return None


def _whereabouts(bank: PowerBank | None) -> str:
    if bank is None:
        return "is not known"
    if bank.place == "order":
        return f"is held by order {bank.order_id}"
    return f"was seen in slot {bank.slot} of cabinet {bank.device_id} since"
