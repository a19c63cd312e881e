"""What people and operators are shown, as structures that msgspec encodes to the JSON of the API and of live events.

Field names are the API's. Times UTC milliseconds, money integer minor units with its currency, places in micro-degrees.
"""

import msgspec

from cloud.domain import ledger, reconciliation
from cloud.domain.ledger import LedgerAccount, Transfer
from cloud.domain.tariff import Tariff
from cloud.services.money_records import Case, Payment
from cloud.services.records import Order


class Money(msgspec.Struct, frozen=True):
    """An amount in minor units (cents) of a currency (ISO 4217)."""

    amount: int
    currency: str


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


class TariffView(msgspec.Struct, frozen=True):
    """What a rental costs; minutes, minor units of `currency`; a cap of 0 is no cap. At the total cap the bank is bought."""

    id: str
    name: str
    currency: str
    free_minutes: int
    step_minutes: int
    step_minor: int
    daily_cap_minor: int
    total_cap_minor: int
    hold_minor: int


class PriceLineView(msgspec.Struct, frozen=True):
    """One line of a bill (domain.tariff.Line)."""

    kind: str
    quantity: int
    unit: Money
    amount: Money


class PriceView(msgspec.Struct, frozen=True):
    """What an order costs: so far while it runs (`is_final` False), or for good.

    `next_step_ms` is the time (UTC) beyond which the price rises next; None when it rises no more.
    """

    order_id: str
    is_final: bool
    at_ms: int
    duration_ms: int
    lines: list[PriceLineView]
    total: Money
    next_step_ms: int | None
    tariff: TariffView


class WalletView(msgspec.Struct, frozen=True):
    """A wallet: `available` is `balance` less what is `held`; `unpaid` is owed beside it, and a top-up pays it first."""

    balance: Money
    held: Money
    available: Money
    unpaid: Money


class WalletEntryView(msgspec.Struct, frozen=True):
    """One booking of a wallet; `amount` is negative for what leaves it. `before` of the next page is `cursor`."""

    id: str
    kind: str
    order_id: str | None
    amount: Money
    at_ms: int
    cursor: str


class TopUpView(msgspec.Struct, frozen=True):
    """A payment into the wallet: state "pending", "succeeded" or "failed"."""

    id: str
    state: str
    amount: Money
    detail: str | None
    created_ms: int


class CaseView(msgspec.Struct, frozen=True):
    """Something that waits for an operator, or was decided; `resolutions` are what may be decided."""

    id: str
    organisation_id: str
    order_id: str | None
    device_id: str | None
    kind: str
    evidence: msgspec.Raw
    opened_ms: int
    closed_ms: int | None
    resolution: str | None
    actor: str | None
    note: str | None
    resolutions: list[str]


class AccountView(msgspec.Struct, frozen=True):
    """Who is logged in. `organisations` are the ids this account operates."""

    id: str
    email: str
    name: str
    state: str
    organisations: list[str]


class CabinetSummary(msgspec.Struct, frozen=True):
    """One cabinet of a station; `available` counts banks that are there and not known to be faulty."""

    id: str
    online: bool
    slot_count: int
    available: int
    free_slots: int


class StationView(msgspec.Struct, frozen=True):
    """A station with its cabinets."""

    id: str
    name: str
    latitude_udeg: int
    longitude_udeg: int
    cabinets: list[CabinetSummary]


class CabinetView(msgspec.Struct, frozen=True):
    """One cabinet as a person sees it who stands before it: what it has to lend, where it stands, what that costs."""

    id: str
    sticker: str | None
    online: bool
    returns_only: bool
    slot_count: int
    available: int
    free_slots: int
    station_id: str | None
    station_name: str | None
    latitude_udeg: int | None
    longitude_udeg: int | None
    tariff: TariffView


class SlotView(msgspec.Struct, frozen=True):
    """One slot as last reported; state and faults as names of shared_protocol.codes in lower case."""

    slot: int
    state: str
    faults: list[str]
    bank: str | None
    charge_pct: int | None
    cycles: int | None
    updated_ms: int


class DeviceView(msgspec.Struct, frozen=True):
    """A device in the operator's list."""

    id: str
    organisation_id: str
    station_id: str | None
    kind: str
    state: str
    online: bool
    presence_at_ms: int
    boot: int
    slot_count: int
    firmware_version: str | None
    desired_version: int
    reported_version: int


class DeviceDetail(msgspec.Struct, frozen=True):
    """All that an operator sees of one device. `health` has the field names of the HEALTH message."""

    device: DeviceView
    slots: list[SlotView]
    connection: int
    journal_id: str | None
    committed_seq: int
    parked_count: int
    live_at_ms: int
    live_uptime_ms: int
    reset_cause: str | None
    configuration: dict[str, object] | None
    configuration_detail: str | None
    health: dict[str, object]
    health_at_ms: int


class DeviceEvent(msgspec.Struct, frozen=True):
    """One journaled event as it came; `envelope` are the bytes, base64 in JSON, and `fields` what they say."""

    journal_id: str
    seq: int
    type: str
    received_ms: int
    state: str
    detail: str | None
    envelope: bytes
    fields: dict[str, object]


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


def tariff_view(tariff: Tariff) -> TariffView:
    """Return what everybody may see of a tariff."""
    return TariffView(tariff.id, *tariff[2:-1])


def wallet_view(wallet: LedgerAccount | None, unpaid: LedgerAccount | None, currency: str) -> WalletView:
    """Return a wallet and what is owed beside it; accounts that do not exist yet are empty."""
    balance_minor = 0 if wallet is None else wallet.credits_minor - wallet.debits_minor
    held_minor = 0 if wallet is None else wallet.held_minor
    amounts = (balance_minor, held_minor, balance_minor - held_minor, ledger.owed_minor(unpaid))
    return WalletView(*(Money(amount, currency) for amount in amounts))


def entry_view(transfer: Transfer, wallet: str) -> WalletEntryView:
    """Return a transfer as its person sees it: minus for what left `wallet` or is owed."""
    leaves = transfer.debit_account == wallet and transfer.phase != ledger.VOID
    is_negative = leaves or transfer.kind == ledger.RECEIVABLE
    amount = Money(-transfer.amount_minor if is_negative else transfer.amount_minor, transfer.currency)
    cursor = f"{transfer.at_ms}~{transfer.id}"
    return WalletEntryView(transfer.id, transfer.kind, transfer.order_id, amount, transfer.at_ms, cursor)


def top_up_view(payment: Payment) -> TopUpView:
    """Return a payment as its person sees it."""
    money = Money(payment.amount_minor, payment.currency)
    return TopUpView(payment.id, payment.state, money, payment.detail, payment.created_ms)


def case_view(case: Case) -> CaseView:
    """Return what operators see of a case; a closed one has no resolutions left."""
    left = list(reconciliation.allowed(case.kind)) if case.closed_ms is None else []
    return CaseView(*case[:5], msgspec.Raw(case.evidence.encode()), *case[6:], left)


def _money(amount_minor: int | None, currency: str) -> Money | None:
    return None if amount_minor is None else Money(amount_minor, currency)


_JSON = msgspec.json.Encoder()


def to_json(view: object) -> str:
    """Return `view` as JSON text."""
    return _JSON.encode(view).decode()
