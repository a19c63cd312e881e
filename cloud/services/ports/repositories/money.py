"""Tariffs, ledger, payments, bills."""

from typing import Protocol

from cloud.domain.money.ledger import LedgerAccount, Transfer
from cloud.domain.money.tariff import Tariff
from cloud.services.ports.rows.money import ChargeDetailRecord, Payment, Receipt, ReceiptKey


class Tariffs(Protocol):
    """Tariffs: inserted, never changed."""

    def add(self, tariff: Tariff) -> None:
        """Insert a tariff."""

    def get(self, tariff_id: str) -> Tariff | None:
        """Return a tariff."""

    def of_organisation(self, organisation_id: str) -> list[Tariff]:
        """Return the organisation's tariffs, the newest first."""


class Ledger(Protocol):
    """The ledger: transfers are only ever inserted; accounts are their sums."""

    def insert(self, transfer: Transfer) -> bool:
        """Insert a transfer; False when one of this id exists, which stays as it is. Changes no account."""

    def get(self, transfer_id: str) -> Transfer | None:
        """Return a transfer."""

    def account(self, account: str) -> LedgerAccount | None:
        """Return an account; None if nothing was ever booked on it."""

    def change(self, account: str, held_minor: int, debits_minor: int, credits_minor: int) -> None:
        """Add to an account's sums; makes the account. Raises ConstraintViolated for a limit that would be broken."""

    def hold(self, wallet: str, amount_minor: int, unpaid: str) -> bool:
        """Add to what is held of a wallet, if it is available and nothing is owed on `unpaid`; locks the wallet's row."""

    def of_person(self, account_id: str, limit: int, before: tuple[int, str] | None) -> list[Transfer]:
        """Return a person's transfers, the newest first; `before` is (at_ms, id) of the last one seen."""

    def accounts(self) -> list[LedgerAccount]:
        """Return every account, by id: for the audit."""

    def page(self, after_id: str, limit: int) -> list[Transfer]:
        """Return transfers with a higher id, in order: for the audit."""


class Payments(Protocol):
    """Top-ups at the payment gateway."""

    def page(self, after_id: str, limit: int) -> list[Payment]:
        """Return payments with a higher id, in order: for the audit."""

    def add(self, payment: Payment) -> None:
        """Insert a payment."""

    def get(self, payment_id: str) -> Payment | None:
        """Return a payment."""

    def finish(self, payment_id: str, state: str, detail: str | None, now_ms: int) -> bool:
        """Set how a pending payment ended; False when it had ended."""

    def pending(self, created_before_ms: int, limit: int) -> list[Payment]:
        """Return payments whose end nobody has heard of, oldest first."""


class Bills(Protocol):
    """Charge detail records and receipts: inserted, never changed; a correction is the next version."""

    def add_cdr(self, cdr: ChargeDetailRecord) -> None:
        """Insert a charge detail record."""

    def cdrs(self, order_id: str) -> list[ChargeDetailRecord]:
        """Return an order's records, the newest first."""

    def add_receipt(self, receipt: Receipt) -> None:
        """Insert a receipt."""

    def receipts(self, order_id: str) -> list[Receipt]:
        """Return an order's receipts, the newest first."""

    def add_key(self, key: ReceiptKey) -> None:
        """Insert a key."""

    def keys(self) -> list[ReceiptKey]:
        """Return every key, the newest first."""

    def retire_keys(self, now_ms: int) -> None:
        """Retire every key that is not retired yet."""
