"""Rows on orders: the contract, whatever it is about. What only one product knows stands in that product's own rows."""

from typing import NamedTuple


class Order(NamedTuple):
    """A customer's contract: `account_id` orders and pays, the organisation is paid, or `payee_account_id` where it names one.

    It is about a device, and a connector of it where it has such. `window_until_ms` is how long the device may still begin;
    `planned_*` is what was agreed before, `began_ms` and `ended_ms` what the device measured. `tariff_id` is the version
    that was shown. `fee_minor` and `unpaid_minor` (what of it is owed still) are None until it is settled. The last five
    are the evidence: with `device_id` and `ended_device_id` they name the events of the inbox that began and ended it.
    """

    id: str
    kind: str  # rental
    account_id: str
    organisation_id: str
    device_id: str
    state: str
    command_id: str | None
    window_until_ms: int
    created_ms: int
    currency: str
    tariff_id: str
    hold_transfer_id: str | None
    hold_minor: int
    payee_account_id: str | None = None
    connector: int | None = None
    planned_from_ms: int | None = None
    planned_until_ms: int | None = None
    reason: str | None = None
    began_ms: int | None = None
    ended_ms: int | None = None
    fee_minor: int | None = None
    unpaid_minor: int | None = None
    began_journal_id: str | None = None
    began_seq: int | None = None
    ended_device_id: str | None = None
    ended_journal_id: str | None = None
    ended_seq: int | None = None

    @property
    def duration_ms(self) -> int:
        """How long it lasted; 0 for one that has not begun or not ended."""
        return 0 if self.began_ms is None or self.ended_ms is None else max(0, self.ended_ms - self.began_ms)


FIXED = (
    "id", "kind", "account_id", "organisation_id", "device_id", "command_id", "window_until_ms", "created_ms", "currency",
    "tariff_id", "hold_transfer_id", "hold_minor", "payee_account_id", "connector", "planned_from_ms", "planned_until_ms",
)  # fmt: skip
"""Fields that never change once the order is placed."""
