"""Cases as operators read them: the queue, and all that is known about one, gathered at the moment of asking.

Decides nothing: that is `resolve`.
"""

import json
from typing import Any

import msgspec

from cloud.domain.money import ledger
from cloud.services.casework.resolve import operated_case
from cloud.services.casework.views import CaseView, case_view
from cloud.services.delivery.command_views import CommandView, command_view
from cloud.services.fleet.devices import event_view, summary
from cloud.services.fleet.views import DeviceEvent, DeviceView
from cloud.services.money.views import Money, PriceView
from cloud.services.order_views import AnyOrder
from cloud.services.orders.prices import price_of
from cloud.services.orders.views import shown
from cloud.services.ports.rows.fleet import Case
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import PowerBank, Rental
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.decisions import likely_lent_ms, likely_returned_ms

MAX_PAGE = 200
EVENTS_READ = 200  # of each journal, the newest: what a person looks through in a minute
EVENTS_SHOWN = 20

_OF_ORDER = (ledger.CHARGE, ledger.RECEIVABLE, ledger.REFUND, ledger.FORGIVE)


class TransferView(msgspec.Struct, frozen=True):
    """One booking about an order, as the ledger has it."""

    id: str
    kind: str
    phase: str
    amount: Money
    at_ms: int


class BankView(msgspec.Struct, frozen=True):
    """Where a bank is by what is known now: slot, order, maintenance or lost."""

    id: str
    place: str
    device_id: str | None
    slot: int | None
    order_id: str | None
    updated_ms: int


class CaseDetail(msgspec.Struct, frozen=True):
    """A case with its evidence. `likely_lent_ms` and `likely_returned_ms` hold if a resolution names no `at_ms`."""

    case: CaseView
    order: AnyOrder | None
    account_id: str | None
    command: CommandView | None
    price: PriceView | None
    transfers: list[TransferView]
    bank: BankView | None
    candidates: list[str]  # banks that may have come out, when nobody knows which did
    device: DeviceView | None
    events: list[DeviceEvent]
    likely_lent_ms: int | None
    likely_returned_ms: int | None


def list_cases(unit: Unit, account_id: str, *, is_open: bool = True, limit: int = 50) -> list[CaseView]:
    """Return the newest open or closed cases of every organisation that the account operates."""
    return [case_view(case) for case in unit.cases.newest(account_id, min(limit, MAX_PAGE), is_open=is_open)]


def case_detail(unit: Unit, ports: Ports, account_id: str, case_id: str) -> CaseDetail:
    """Return a case and all that is known about it; raises NotFound."""
    case = operated_case(unit, account_id, case_id)
    evidence = json.loads(case.evidence)
    order = _order(unit, case, evidence)
    rental = None if order is None else unit.rentals.get(order.id)
    bank = _bank(unit, rental, evidence)
    device = None if case.device_id is None else unit.devices.get(case.device_id)
    found = None if order is None or order.command_id is None else unit.commands.with_order(order.command_id)
    return CaseDetail(
        case=case_view(case),
        order=None if order is None else shown(unit, ports, order),
        account_id=None if order is None else order.account_id,
        command=None if found is None else command_view(found[0]),
        price=None if order is None else price_of(unit, ports, order),
        transfers=[] if order is None else _transfers(unit, order),
        bank=None if bank is None else BankView(*bank),
        candidates=[] if order is None or bank is not None else _candidates(unit, order, rental),
        device=None if device is None else summary(device),
        events=_events(unit, case, order, bank, evidence),
        likely_lent_ms=None if order is None else likely_lent_ms(ports, order),
        likely_returned_ms=None if order is None else likely_returned_ms(unit, ports, case, order),
    )


def _order(unit: Unit, case: Case, evidence: dict[str, Any]) -> Order | None:
    order = unit.orders.get(case.order_id or str(evidence.get("order", "")))
    return order if order is not None and order.organisation_id == case.organisation_id else None


def _bank(unit: Unit, rental: Rental | None, evidence: dict[str, Any]) -> PowerBank | None:
    bank_id = evidence.get("bank") if rental is None or rental.bank is None else rental.bank
    return None if bank_id is None else unit.banks.get(str(bank_id))


def _transfers(unit: Unit, order: Order) -> list[TransferView]:
    hold = ledger.hold_id(order.id)
    ids = [hold, ledger.resolution_id(hold), *(ledger.transfer_id(order.id, kind) for kind in _OF_ORDER)]
    found = [transfer for transfer in map(unit.ledger.get, ids) if transfer is not None]
    return [
        TransferView(each.id, each.kind, each.phase, Money(each.amount_minor, each.currency), each.at_ms)
        for each in found
    ]


def _candidates(unit: Unit, order: Order, rental: Rental | None) -> list[str]:
    """Banks that are believed to be in the cabinet: of those one came out, if any; the tried slot's first."""
    slots = [slot for slot in unit.slots.of_device(order.device_id) if slot.bank is not None]
    tried = None if rental is None else rental.slot
    slots.sort(key=lambda slot: slot.slot != tried)
    return [slot.bank for slot in slots if slot.bank is not None]


def _events(
    unit: Unit, case: Case, order: Order | None, bank: PowerBank | None, evidence: dict[str, Any]
) -> list[DeviceEvent]:
    """Return what the cabinets that have to do with it journaled about this order, command, bank or number."""
    named: set[Any] = {order.id, order.command_id} if order is not None else {evidence.get("order")}
    named.add(bank.id if bank is not None else evidence.get("bank"))
    named.discard(None)
    devices = {
        case.device_id,
        None if order is None else order.ended_device_id,
        None if bank is None else bank.device_id,
    }
    found = []
    for device_id in sorted(device_id for device_id in devices if device_id is not None):
        device = unit.devices.get(device_id)
        if device is not None and device.organisation_id == case.organisation_id:
            inbox = unit.journals.newest(device_id, device.journal_id or "", EVENTS_READ, None)
            found += [event for event in map(event_view, inbox) if _is_about(event, named, evidence)]
    return sorted(found, key=lambda event: -event.received_ms)[:EVENTS_SHOWN]


def _is_about(event: DeviceEvent, named: set[Any], evidence: dict[str, Any]) -> bool:
    about = {event.fields.get(name) for name in ("order", "command", "bank")}
    numbered = event.seq == evidence.get("seq") and event.journal_id == evidence.get("journal")
    return numbered or bool(about & named)
