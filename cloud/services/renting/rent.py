"""Renting: authorises one lend and queues the command for it, or refuses with nothing sent (RENT-1, RENT-2).

Names no slot and no bank: the cabinet decides which.
"""

import hashlib
from dataclasses import dataclass

from cloud.domain.delivery import command as commands
from cloud.domain.identifiers import can_be_id
from cloud.domain.money.ledger import hold_id
from cloud.domain.orders import order as orders
from cloud.domain.orders.refusals import TooManyOpenOrders
from cloud.domain.people.refusals import AccountSuspended, Unauthenticated
from cloud.domain.problems import NotFound
from cloud.domain.renting.refusals import CabinetNotReady, CabinetOffline
from cloud.services.delivery.new_commands import new_command
from cloud.services.money import ledger
from cloud.services.orders.steps import announce
from cloud.services.people.accounts import ACTIVE
from cloud.services.people.idempotency import check_key, earlier
from cloud.services.ports.notes import CommandReady
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import Lender
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.renting.messages import lend_message
from cloud.services.renting.views import RentalOrder, rental_view

ROUTE = "rentals"
RENTAL = "rental"  # the kind of its orders


@dataclass(frozen=True, slots=True)
class RentRequest:
    """Who wants a bank, from which cabinet; the key makes repeating it harmless (scope: account and route)."""

    account_id: str
    cabinet_id: str
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class RentResult:
    """`created` is False when the key was used before: then this is that order, as it stands now."""

    order: RentalOrder
    created: bool


def rent(unit: Unit, ports: Ports, request: RentRequest) -> RentResult:
    """Authorise one lend: order, hold, command and idempotency key in one transaction; leaves CommandReady and AccountNews.

    Raises InvalidRequest, Unauthenticated, AccountSuspended, NotFound, CabinetOffline, CabinetNotReady, TooManyOpenOrders,
    UnpaidBills, InsufficientFunds, IdempotencyMismatch. A refusal keeps nothing, the key included.
    """
    _check(request)
    now_ms = ports.clock.now_ms()
    order_id = ports.entropy.id()
    body_hash = hashlib.sha256(request.cabinet_id.encode()).hexdigest()
    claim = (request.account_id, ROUTE, request.idempotency_key)
    if not unit.idempotency.claim(*claim, body_hash, order_id, now_ms):
        return RentResult(_as_it_stands(unit, earlier(unit, claim, body_hash, unit.orders.get)), created=False)
    seq = _lock_account(unit, ports, request.account_id)
    device = _cabinet(unit, request.cabinet_id)
    order = _order(ports, request, device, order_id, now_ms)
    command = new_command(ports, commands.LEND, order.command_id or "", device, order_id=order_id)
    ledger.hold(unit, ports, order)
    unit.orders.add(order)
    unit.commands.add(command)
    announce(unit, ports, order, seq, None)
    unit.note(CommandReady(device.id, command.id, lend_message(command)))
    return RentResult(rental_view(order, None), created=True)


def _as_it_stands(unit: Unit, order: Order) -> RentalOrder:
    return rental_view(order, unit.rentals.get(order.id))


def _check(request: RentRequest) -> None:
    if not can_be_id(request.cabinet_id):
        raise NotFound("no such cabinet")
    check_key(request.idempotency_key)


def _lock_account(unit: Unit, ports: Ports, account_id: str) -> int:
    """Count one more open order and return the number of the live event about it; the row is locked from here on."""
    locked = unit.accounts.advance(account_id, opened=1)
    if locked is None:
        raise Unauthenticated
    state, seq, open_orders = locked
    if state != ACTIVE:
        raise AccountSuspended
    if open_orders > ports.settings.open_orders:
        raise TooManyOpenOrders(f"an account may have {ports.settings.open_orders} open orders")
    return seq


def _cabinet(unit: Unit, cabinet_id: str) -> Lender:
    device = unit.devices.lender(cabinet_id)
    if device is None or device.kind != "cabinet" or device.state != "active":
        raise NotFound(f"no cabinet {cabinet_id}")
    if not device.online:
        raise CabinetOffline
    if device.live_boot != device.boot:
        raise CabinetNotReady("it has just started and has not reported yet; try again in a moment")
    return device


def _order(ports: Ports, request: RentRequest, device: Lender, order_id: str, now_ms: int) -> Order:
    settings = ports.settings
    return Order(
        id=order_id,
        kind=RENTAL,
        account_id=request.account_id,
        organisation_id=device.organisation_id,
        device_id=device.id,
        state=orders.AUTHORISED,
        command_id=ports.entropy.id(),
        window_until_ms=now_ms + settings.lend_window_ms,
        created_ms=now_ms,
        currency=device.currency,
        tariff_id=device.tariff_id,
        hold_transfer_id=hold_id(order_id) if device.hold_minor else None,
        hold_minor=device.hold_minor,
    )
