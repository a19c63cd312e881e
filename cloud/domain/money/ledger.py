"""Double entry: accounts, transfers, and what a transfer does to the two accounts it names. Pure; integer minor units.

A transfer is `posted` at once, or `pending` (a hold) and later resolved once, by `post` (its amount is what is captured, the
rest is free again) or by `void`. Transfers are never changed; a correction is another one (INV-18 to INV-21).
Ids are the caller's choice and say what the transfer is for, so asking twice is asking once.
"""

from typing import NamedTuple

POSTED, PENDING, POST, VOID = "posted", "pending", "post", "void"
PHASES = (POSTED, PENDING, POST, VOID)

WALLET, UNPAID, REVENUE, GATEWAY = "wallet", "unpaid", "revenue", "gateway"

HOLD, CAPTURE, RELEASE, CHARGE, RECEIVABLE = "hold", "capture", "release", "charge", "receivable"
TOP_UP, COLLECT, REFUND, FORGIVE = "top-up", "collect", "refund", "forgive"
KINDS = (HOLD, CAPTURE, RELEASE, CHARGE, RECEIVABLE, TOP_UP, COLLECT, REFUND, FORGIVE)


class LedgerAccount(NamedTuple):
    """One account: sums of its transfers, all >= 0. `held_minor` are pending amounts that are not resolved."""

    id: str
    kind: str
    currency: str
    held_minor: int
    debits_minor: int
    credits_minor: int


class Transfer(NamedTuple):
    """Money that moved, or is held. `hold_id` is what a post or void resolves; `account_id` is the person concerned."""

    id: str
    phase: str
    kind: str
    debit_account: str
    credit_account: str
    amount_minor: int
    currency: str
    hold_id: str | None
    order_id: str | None
    account_id: str
    at_ms: int


class Change(NamedTuple):
    """What a transfer adds to one account."""

    account: str
    held_minor: int
    debits_minor: int
    credits_minor: int


class Split(NamedTuple):
    """How a fee is paid: from the hold, from what the wallet has beside it, and what stays owed. They sum to the fee."""

    captured_minor: int
    charged_minor: int
    owed_minor: int


class Unbalanced(ValueError):
    """A transfer that contradicts the hold it resolves: a bug of ours."""


def wallet(account_id: str, currency: str) -> str:
    """Return the id of a person's wallet; its balance is credits less debits."""
    return f"{WALLET}/{account_id}/{currency}"


def unpaid(account_id: str, currency: str) -> str:
    """Return the id of what a person owes: debits less credits."""
    return f"{UNPAID}/{account_id}/{currency}"


def revenue(organisation_id: str, currency: str) -> str:
    """Return the id of what an organisation has earned."""
    return f"{REVENUE}/{organisation_id}/{currency}"


def gateway(currency: str) -> str:
    """Return the id of the money that came through the payment gateway."""
    return f"{GATEWAY}/{currency}"


def kind_of(account: str) -> str:
    """Return the kind that an account's id begins with."""
    return account.partition("/")[0]


def currency_of(account: str) -> str:
    """Return the currency that an account's id ends with."""
    return account.rpartition("/")[2]


def hold_id(order_id: str) -> str:
    """Return the id of an order's hold."""
    return transfer_id(order_id, HOLD)


def resolution_id(hold: str) -> str:
    """Return the id of whatever resolves a hold: one id for both ways, so that it happens once (INV-20)."""
    return f"{hold}/end"


def transfer_id(subject_id: str, kind: str) -> str:
    """Return the id of the one transfer of `kind` for an order or payment (INV-21)."""
    return f"{subject_id}/{kind}"


def split(fee_minor: int, held_minor: int, available_minor: int) -> Split:
    """Return how a fee is paid: the hold first, then the wallet as far as it goes (INV-24), then it is owed."""
    captured_minor = min(fee_minor, held_minor)
    charged_minor = min(fee_minor - captured_minor, max(0, available_minor))
    return Split(captured_minor, charged_minor, fee_minor - captured_minor - charged_minor)


def changes(transfer: Transfer, held_minor: int = 0) -> tuple[Change, ...]:
    """Return what `transfer` does to its accounts; `held_minor` is the amount of the hold that a post or void resolves."""
    amount_minor = transfer.amount_minor
    if transfer.phase == PENDING:
        return (Change(transfer.debit_account, amount_minor, 0, 0),)
    if transfer.phase == VOID:
        if amount_minor != held_minor:
            raise Unbalanced(f"{transfer.id} voids {amount_minor} of a hold of {held_minor}")
        return (Change(transfer.debit_account, -held_minor, 0, 0),)
    freed_minor = held_minor if transfer.phase == POST else 0
    if transfer.phase == POST and amount_minor > held_minor:
        raise Unbalanced(f"{transfer.id} captures {amount_minor} of a hold of {held_minor}")
    return (
        Change(transfer.debit_account, -freed_minor, amount_minor, 0),
        Change(transfer.credit_account, 0, 0, amount_minor),
    )


def available_minor(account: LedgerAccount | None) -> int:
    """Return what a wallet may still spend: its balance less what is held; 0 for one that does not exist yet."""
    return 0 if account is None else account.credits_minor - account.debits_minor - account.held_minor


def owed_minor(account: LedgerAccount | None) -> int:
    """Return what is owed on an `unpaid` account."""
    return 0 if account is None else account.debits_minor - account.credits_minor
