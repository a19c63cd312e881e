"""Rows on orders."""

from typing import NamedTuple


class Order(NamedTuple):
    """A customer's contract. `fee_minor` and `unpaid_minor` (what of it is owed still) are None until it is settled.

    The last four name the device's events that began and ended it: with `device_id` and `return_device_id`, rows of the inbox.
    """

    id: str
    kind: str  # rental
    account_id: str
    organisation_id: str
    device_id: str
    state: str
    reason: str | None
    command_id: str | None
    bank: str | None
    slot: int | None
    window_until_ms: int
    created_ms: int
    lent_ms: int | None
    ended_ms: int | None
    return_device_id: str | None
    return_slot: int | None
    hold_transfer_id: str | None
    currency: str
    hold_minor: int
    fee_minor: int | None
    tariff_id: str | None = None
    unpaid_minor: int | None = None
    buy_out_ms: int | None = None  # when the fee reaches the total cap and the bank is sold
    lent_journal_id: str | None = None
    lent_seq: int | None = None
    return_journal_id: str | None = None
    return_seq: int | None = None
