"""What people and operators are shown, as structures that msgspec encodes to the JSON of the API and of live events.

Orders, accounts, live events, alarms, the audit log; stations and devices are in `fleet_views`, prices, wallets and cases
in `money_views`. Field names are the API's. Times UTC milliseconds, money integer minor units with its currency.
"""

import msgspec

from cloud.services.money_views import Money
from cloud.services.records import Order


class OrderView(msgspec.Struct, frozen=True):
    """An order as its owner sees it. `reason` is the slug of a problem type, a word of docs/API.md, or None.

    `fee` and `unpaid` (what of it is still owed) are known once the order has ended; until then the tariff tells.
    """

    id: str
    kind: str
    state: str
    reason: str | None
    cabinet_id: str
    bank: str | None
    slot: int | None
    created_ms: int
    window_until_ms: int
    lent_ms: int | None
    ended_ms: int | None
    return_cabinet_id: str | None
    return_slot: int | None
    tariff_id: str | None
    hold: Money
    fee: Money | None
    unpaid: Money | None


class AccountView(msgspec.Struct, frozen=True):
    """Who is logged in. `organisations` are the ids this account operates."""

    id: str
    email: str
    name: str
    state: str
    organisations: list[str]


class LiveEventView(msgspec.Struct, frozen=True):
    """One durable event of an account; `body` is JSON text that is passed on as it is."""

    id: int
    account_id: str
    seq: int
    name: str
    body: msgspec.Raw
    created_ms: int


class AlarmView(msgspec.Struct, frozen=True):
    """Something an operator should look at."""

    id: str
    organisation_id: str
    device_id: str | None
    order_id: str | None
    kind: str
    detail: str
    raised_ms: int


class AuditView(msgspec.Struct, frozen=True):
    """Who did what, and why."""

    id: str
    organisation_id: str | None
    actor: str
    action: str
    subject: str
    reason: str
    at_ms: int


def order_view(order: Order) -> OrderView:
    """Return what the owner of `order` sees of it."""
    return OrderView(
        order.id,
        order.kind,
        order.state,
        order.reason,
        order.device_id,
        order.bank,
        order.slot,
        order.created_ms,
        order.window_until_ms,
        order.lent_ms,
        order.ended_ms,
        order.return_device_id,
        order.return_slot,
        order.tariff_id,
        Money(order.hold_minor, order.currency),
        _money(order.fee_minor, order.currency),
        _money(order.unpaid_minor, order.currency),
    )


def _money(amount_minor: int | None, currency: str) -> Money | None:
    return None if amount_minor is None else Money(amount_minor, currency)


_JSON = msgspec.json.Encoder()


def to_json(view: object) -> str:
    """Return `view` as JSON text."""
    return _JSON.encode(view).decode()
