"""A person's wallet: what is in it, what happened to it, and topping it up. Payments themselves are the gateway's business.

How to top up: `start_top_up` (write), ask the gateway outside of any transaction, `finish_top_up` (write). Each may be repeated.
"""

import hashlib
from dataclasses import dataclass

from cloud.domain.identifiers import can_be_name
from cloud.domain.money import ledger
from cloud.domain.money.ledger import Transfer
from cloud.domain.people.refusals import Unauthenticated
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.money.debts import pay_off
from cloud.services.money.events import WALLET_CHANGED
from cloud.services.money.ledger import book
from cloud.services.money.views import TopUpView, WalletEntryView, WalletView, entry_view, top_up_view, wallet_view
from cloud.services.people.idempotency import check_key, earlier
from cloud.services.ports.encoding import to_json
from cloud.services.ports.notes import AccountNews
from cloud.services.ports.rows.money import Payment
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Outcome, Ports

ROUTE = "top-ups"
SMALLEST_MINOR = 100
LARGEST_MINOR = 50_000
MAX_PAGE = 100
PENDING, SUCCEEDED, FAILED = "pending", "succeeded", "failed"


@dataclass(frozen=True, slots=True)
class TopUpRequest:
    """Who wants how much in the wallet, in minor units; the key makes repeating it harmless."""

    account_id: str
    amount_minor: int
    currency: str
    idempotency_key: str


def wallet(unit: Unit, account_id: str, currency: str) -> WalletView:
    """Return the account's wallet in `currency`."""
    held = unit.ledger.account(ledger.wallet(account_id, currency))
    return wallet_view(held, unit.ledger.account(ledger.unpaid(account_id, currency)), currency)


def wallet_entries(unit: Unit, account_id: str, limit: int = 50, before: str | None = None) -> list[WalletEntryView]:
    """Return what happened to the account's wallets, the newest first; `before` is the `cursor` of the last one seen."""
    transfers = unit.ledger.of_person(account_id, min(limit, MAX_PAGE), None if before is None else _cursor(before))
    return [entry_view(transfer, ledger.wallet(account_id, transfer.currency)) for transfer in transfers]


def start_top_up(unit: Unit, ports: Ports, request: TopUpRequest) -> TopUpView:
    """Note that a payment begins, or return the earlier one of this key; raises InvalidRequest or IdempotencyMismatch."""
    _check(ports, request)
    now_ms = ports.clock.now_ms()
    payment_id = ports.entropy.id()
    body_hash = hashlib.sha256(f"{request.amount_minor} {request.currency}".encode()).hexdigest()
    claim = (request.account_id, ROUTE, request.idempotency_key)
    if not unit.idempotency.claim(*claim, body_hash, payment_id, now_ms):
        return top_up_view(earlier(unit, claim, body_hash, unit.payments.get))
    payment = Payment(
        payment_id, request.account_id, request.currency, request.amount_minor, PENDING, None, now_ms, None
    )
    unit.payments.add(payment)
    return top_up_view(payment)


def finish_top_up(unit: Unit, ports: Ports, payment_id: str, outcome: Outcome) -> TopUpView:
    """Book what the gateway said, once, however often it says it; what is owed is paid first. Raises NotFound."""
    state = SUCCEEDED if outcome.succeeded else FAILED
    changed = unit.payments.finish(payment_id, state, outcome.detail or None, ports.clock.now_ms())
    payment = unit.payments.get(payment_id)
    if payment is None:
        raise NotFound(f"no payment {payment_id}")
    if changed and outcome.succeeded:
        _credit(unit, ports, payment)
    return top_up_view(payment)


def pending_top_ups(unit: Unit, ports: Ports, older_than_ms: int, limit: int = 100) -> list[TopUpView]:
    """Return payments that nobody has heard the end of: ask the gateway again, by the same id."""
    return [top_up_view(payment) for payment in unit.payments.pending(ports.clock.now_ms() - older_than_ms, limit)]


def announce_wallet(unit: Unit, ports: Ports, account_id: str, currency: str) -> None:
    """Append the live event `wallet.changed`: the wallet as it stands now."""
    advanced = unit.accounts.advance(account_id, 0)
    if advanced is None:
        raise Unauthenticated
    name, body = WALLET_CHANGED, to_json(wallet(unit, account_id, currency))
    unit.live.append(account_id, advanced[1], name, body, ports.clock.now_ms())
    unit.note(AccountNews(account_id, advanced[1], None, name, body))


def _credit(unit: Unit, ports: Ports, payment: Payment) -> None:
    account_id, currency = payment.account_id, payment.currency
    mine, owed = ledger.wallet(account_id, currency), ledger.unpaid(account_id, currency)
    book(unit, _transfer(ports, payment, ledger.TOP_UP, ledger.gateway(currency), mine, payment.amount_minor))
    owed_minor = min(ledger.owed_minor(unit.ledger.account(owed)), payment.amount_minor)
    if owed_minor:
        book(unit, _transfer(ports, payment, ledger.COLLECT, mine, owed, owed_minor))
        pay_off(unit, account_id, currency, owed_minor)
    announce_wallet(unit, ports, account_id, currency)


def _transfer(ports: Ports, payment: Payment, kind: str, debit: str, credit: str, amount_minor: int) -> Transfer:
    return Transfer(
        id=ledger.transfer_id(payment.id, kind),
        phase=ledger.POSTED,
        kind=kind,
        debit_account=debit,
        credit_account=credit,
        amount_minor=amount_minor,
        currency=payment.currency,
        hold_id=None,
        order_id=None,
        account_id=payment.account_id,
        at_ms=ports.clock.now_ms(),
    )


def _check(ports: Ports, request: TopUpRequest) -> None:
    if not SMALLEST_MINOR <= request.amount_minor <= LARGEST_MINOR:
        raise InvalidRequest(f"a top-up is {SMALLEST_MINOR} to {LARGEST_MINOR} minor units, not {request.amount_minor}")
    if request.currency != ports.settings.currency:
        raise InvalidRequest(f"this platform takes {ports.settings.currency}")
    check_key(request.idempotency_key)


def _cursor(text: str) -> tuple[int, str]:
    at_ms, tilde, transfer_id = text.partition("~")
    can_be_one = at_ms.isascii() and at_ms.isdigit() and len(at_ms) <= 15 and can_be_name(transfer_id, 200)
    if not tilde or not can_be_one:
        raise InvalidRequest("before is the cursor of an entry")
    return int(at_ms), transfer_id
