"""Why something was refused, as exceptions with a stable slug: the last part of an RFC 9457 problem `type`.

A title is for every occurrence, a detail for this one. HTTP status codes stand here too, so that every way in answers alike.
"""

from shared_protocol import cabinet as wire
from shared_protocol import codes


class Problem(Exception):
    """A refusal. `slug`, `status` and `title` are the class's, `detail` says what to do about this one."""

    slug = "problem"
    status = 400
    title = "The request was refused"
    retry_after_s: int | None = None

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail


class NotFound(Problem):
    """Nothing of that id, or not this account's: both look the same (INV-31)."""

    slug = "not-found"
    status = 404
    title = "There is no such thing here"


class Unauthenticated(Problem):
    """No session, or one that is over."""

    slug = "unauthenticated"
    status = 401
    title = "Sign in first"


class WrongCredentials(Problem):
    """Email and password do not fit together; says not which."""

    slug = "wrong-credentials"
    status = 401
    title = "Email or password is wrong"


class Forbidden(Problem):
    """The account may not do this."""

    slug = "forbidden"
    status = 403
    title = "This account may not do that"


class AccountSuspended(Problem):
    """The account may look, and not rent."""

    slug = "account-suspended"
    status = 403
    title = "This account is suspended"


class InvalidRequest(Problem):
    """A value that is not allowed; the detail names field, value and what is allowed."""

    slug = "invalid-request"
    status = 422
    title = "The request is not valid"


class EmailTaken(Problem):
    """Another account has this email."""

    slug = "email-taken"
    status = 409
    title = "There is already an account with this email"


class TooManyAttempts(Problem):
    """Throttled; `retry_after_s` says for how long, 0 when nobody knows."""

    slug = "too-many-attempts"
    status = 429
    title = "Too many attempts; wait a little"

    def __init__(self, wait_s: int = 0) -> None:
        super().__init__(f"try again in {wait_s} seconds" if wait_s else "")
        self.retry_after_s = wait_s


class IdempotencyMismatch(Problem):
    """The key was used with another body (INV-25)."""

    slug = "idempotency-mismatch"
    status = 422
    title = "This Idempotency-Key was used for another request"


class TooManyOpenOrders(Problem):
    """The account has as many open orders as it may."""

    slug = "too-many-open-orders"
    status = 409
    title = "Return a power bank first"


class InsufficientFunds(Problem):
    """The wallet does not cover the hold."""

    slug = "insufficient-funds"
    status = 402
    title = "There is not enough money in the wallet; top it up first"


class UnpaidBills(Problem):
    """Something is owed from before; a top-up pays it first."""

    slug = "unpaid-bills"
    status = 402
    title = "There is an unpaid bill; top up to pay it"


class PaymentUnavailable(Problem):
    """There is no payment gateway, or it cannot be reached; nothing was charged."""

    slug = "payment-unavailable"
    status = 503
    title = "Payments are not possible at this moment; nothing was charged"


class PaymentDeclined(Problem):
    """The gateway said no; nothing was charged."""

    slug = "payment-declined"
    status = 402
    title = "The payment was declined; nothing was charged"


class OrderNotActive(Problem):
    """The act needs an order whose bank is with the customer."""

    slug = "order-not-active"
    status = 409
    title = "This rental is not running"


class ResolutionNotAllowed(Problem):
    """The case is closed, or cannot be decided like this."""

    slug = "resolution-not-allowed"
    status = 409
    title = "This case cannot be resolved like that"


class NoReceipt(Problem):
    """The order has no receipt (yet)."""

    slug = "no-receipt"
    status = 404
    title = "There is no receipt for this order yet"


class ReturnsOnly(Problem):
    """The cabinet takes banks and lends none."""

    slug = "returns-only"
    status = 409
    title = "This cabinet only takes power banks back at the moment"


class CabinetOffline(Problem):
    """The cabinet is not connected; nothing was sent."""

    slug = "cabinet-offline"
    status = 409
    title = "The cabinet is offline"


class CabinetNotReady(Problem):
    """The cabinet is connected but has not reported since its start; or cannot lend as it is."""

    slug = "cabinet-not-ready"
    status = 409
    title = "The cabinet is not ready"


class CabinetBusy(Problem):
    """The cabinet is busy with others."""

    slug = "cabinet-busy"
    status = 409
    title = "The cabinet is busy; try again in a moment"


class NoBank(Problem):
    """The cabinet has no bank that may be lent."""

    slug = "no-bank"
    status = 409
    title = "No power bank is available in this cabinet"


class LocksJammed(Problem):
    """There were banks, and none came out."""

    slug = "locks-jammed"
    status = 409
    title = "No power bank came out; nothing is charged"


class CabinetTooHot(Problem):
    """The cabinet is too hot to lend."""

    slug = "cabinet-too-hot"
    status = 409
    title = "The cabinet is too hot right now"


class LendExpired(Problem):
    """The cabinet was reached too late and did nothing."""

    slug = "lend-expired"
    status = 409
    title = "The cabinet could not be reached in time; nothing came out"


class LendUnresolved(Problem):
    """Nobody knows yet whether a bank came out; a person looks at it."""

    slug = "lend-unresolved"
    status = 409
    title = "It is not known yet whether a power bank came out"


_KINDS: tuple[type[Problem], ...] = (
    NotFound, Unauthenticated, WrongCredentials, Forbidden, AccountSuspended, InvalidRequest, EmailTaken, TooManyAttempts,
    IdempotencyMismatch, TooManyOpenOrders, InsufficientFunds, UnpaidBills, PaymentUnavailable, PaymentDeclined,
    OrderNotActive, ResolutionNotAllowed, NoReceipt, ReturnsOnly, CabinetOffline, CabinetNotReady, CabinetBusy, NoBank,
    LocksJammed, CabinetTooHot, LendExpired, LendUnresolved,
)  # fmt: skip
BY_SLUG: dict[str, type[Problem]] = {kind.slug: kind for kind in _KINDS}

_BY_REASON: dict[int, type[Problem]] = {
    wire.NO_FIT_BANK: NoBank,
    wire.LOCKS_JAMMED: LocksJammed,
    codes.JOURNAL_FULL: CabinetNotReady,
    codes.DEADLINE_PASSED: LendExpired,
    codes.WRONG_BOOT: LendExpired,
    codes.BUSY: CabinetBusy,
    wire.POWER_CUT_BANK_STAYED: LocksJammed,
    wire.TOO_HOT: CabinetTooHot,
    codes.NOT_CONFIGURED: CabinetNotReady,
    codes.FLASH_FAILED: CabinetNotReady,
    wire.ONLY_RETURNS: ReturnsOnly,
}


def of_reason(reason: int | None) -> type[Problem]:
    """Return the problem that a device's reason code for not lending stands for."""
    return _BY_REASON.get(reason or 0, CabinetNotReady)
