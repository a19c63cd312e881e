"""What is shown of money: tariffs, prices, wallets, payments, and cases that wait for an operator.

As in `views`, the fields are the API's; amounts are integer minor units with their currency.
"""

import msgspec

from cloud.domain.money import ledger
from cloud.domain.money.ledger import LedgerAccount, Transfer
from cloud.domain.money.tariff import Tariff
from cloud.domain.money.terms import Terms
from cloud.services.ports.rows.money import Payment


class Money(msgspec.Struct, frozen=True):
    """An amount in minor units (cents) of a currency (ISO 4217)."""

    amount: int
    currency: str


class TariffView(msgspec.Struct, frozen=True):
    """What an order costs: the price components, in minor units of `currency`. At the total cap a power bank is bought."""

    id: str
    name: str
    currency: str
    terms: Terms


class PriceLineView(msgspec.Struct, frozen=True):
    """One line of a bill (domain.money.usage.Line)."""

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


def tariff_view(tariff: Tariff) -> TariffView:
    """Return what everybody may see of a tariff."""
    return TariffView(tariff.id, tariff.name, tariff.currency, tariff.terms)


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


class ReceiptKeyView(msgspec.Struct, frozen=True):
    """A key that signs or signed receipts: 32 bytes of Ed25519 (base64 in JSON). `until_ms` is None for the one in use."""

    key_id: str
    algorithm: str
    public_key: bytes
    from_ms: int
    until_ms: int | None
