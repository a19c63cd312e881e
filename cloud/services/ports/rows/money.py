"""Rows on money: top-ups, bills, receipts. Transfers are the domain's own."""

from typing import NamedTuple


class Payment(NamedTuple):
    """A top-up at the payment gateway; `detail` is why it failed."""

    id: str
    account_id: str
    currency: str
    amount_minor: int
    state: str  # pending, succeeded, failed
    detail: str | None
    created_ms: int
    ended_ms: int | None


class ChargeDetailRecord(NamedTuple):
    """How an order was priced: `body` is canonical JSON, `digest` its SHA-256 in hex. A correction is the next version."""

    order_id: str
    version: int
    body: str
    digest: str
    created_ms: int


class Receipt(NamedTuple):
    """A signed receipt (COSE_Sign1) for one version of an order's charge detail record."""

    order_id: str
    version: int
    key_id: str
    cose: bytes
    created_ms: int


class ReceiptKey(NamedTuple):
    """A key pair that signs receipts (Ed25519), the private half sealed. A retired one still verifies."""

    id: str
    public_key: bytes
    sealed_key: bytes
    created_ms: int
    retired_ms: int | None


class TariffRow(NamedTuple):
    """A tariff as it is stored: `terms` is canonical JSON; the hold stands beside it, because renting reads it alone."""

    id: str
    organisation_id: str
    name: str
    currency: str
    hold_minor: int
    terms: str
    created_ms: int
