"""Why money does not move."""

from cloud.domain.problems import Problem


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


class NoReceipt(Problem):
    """The order has no receipt (yet)."""

    slug = "no-receipt"
    status = 404
    title = "There is no receipt for this order yet"


REFUSALS: tuple[type[Problem], ...] = (InsufficientFunds, UnpaidBills, PaymentUnavailable, PaymentDeclined, NoReceipt)
