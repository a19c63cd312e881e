"""The checker of money finds each thing that must not happen, and nothing where all is right."""

import pytest

from tools.sim.judging.checkers.money import Money
from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.observations import LedgerRead, OrderAtRest, Paid, Settled, WalletAtRest

MINUTE_MS = 60_000
# The town's tariff: a minute free, 0.50 each started minute, bought at 1.50.
ENDED = OrderAtRest("c", "ended", b"bank", "ann", 1_000, 1_000 + 2 * MINUTE_MS + 1, 100)


def settled(order=ENDED, wallet=None, audit=()):
    wallets = {"ann": wallet or WalletAtRest(500 - (order.fee_minor or 0), 0, 0)}
    return Settled(frozenset(), {}, {}, {b"order": order}, {}, 0, wallets=wallets, audit=audit)


def judge(*seen):
    checker = Money()
    for observation in seen:
        checker.see(observation)


def broken(*seen):
    with pytest.raises(Violation) as raised:
        judge(*seen)
    return str(raised.value).split(":")[0]


@pytest.mark.parametrize(
    ("state", "duration_ms", "fee_minor"),
    [
        ("ended", 0, 0),
        ("ended", MINUTE_MS, 0),
        ("ended", MINUTE_MS + 1, 50),
        ("ended", 2 * MINUTE_MS, 50),
        ("ended", 60 * MINUTE_MS, 150),
        ("closed", 5_000, 150),
        ("cancelled", 0, None),
    ],
)
def test_right_fees_pass(state, duration_ms, fee_minor):
    judge(Paid("ann", 500), settled(OrderAtRest("c", state, b"b", "ann", 7, 7 + duration_ms, fee_minor)))


@pytest.mark.parametrize("fee_minor", [99, 101, 50, 0])
def test_a_fee_that_is_not_the_tariff_s_is_found(fee_minor):
    order = OrderAtRest("c", "ended", b"b", "ann", ENDED.began_ms, ENDED.ended_ms, fee_minor)
    assert broken(Paid("ann", 500), settled(order)) == "INV-23"


def test_a_fee_that_is_no_integer_is_found():
    order = OrderAtRest("c", "ended", b"b", "ann", ENDED.began_ms, ENDED.ended_ms, 100.0)
    assert broken(Paid("ann", 500), settled(order)) == "INV-22"


@pytest.mark.parametrize("wallet", [WalletAtRest(401, 0, 0), WalletAtRest(399, 0, 0), WalletAtRest(400, 0, 1)])
def test_money_that_came_from_nowhere_or_went_there_is_found(wallet):
    assert broken(Paid("ann", 500), settled(wallet=wallet)) == "INV-18"


def test_what_is_owed_counts_as_spent():
    judge(Paid("ann", 60), settled(wallet=WalletAtRest(0, 0, 40)))


def test_a_payment_that_never_reached_the_wallet_is_found():
    assert broken(Paid("ann", 500), Paid("bob", 1), settled()) == "INV-18"


def test_more_held_than_there_is_is_found():
    assert broken(Paid("ann", 500), settled(wallet=WalletAtRest(400, 401, 0))) == "INV-24"


@pytest.mark.parametrize("later", [{}, {"t1": ("t1", 6)}])
def test_a_transfer_that_is_changed_or_gone_is_found(later):
    judge(LedgerRead({"t1": ("t1", 5)}), LedgerRead({"t1": ("t1", 5), "t2": ("t2", 1)}))
    assert broken(LedgerRead({"t1": ("t1", 5)}), LedgerRead(later)) == "INV-19"


@pytest.mark.parametrize(
    ("check", "invariant"), [("account-sums", "INV-18"), ("hold-open", "INV-20"), ("one-charge", "INV-21")]
)
def test_what_the_audit_finds_breaks_its_promise(check, invariant):
    assert broken(Paid("ann", 500), settled(audit=((check, "some row"),))) == invariant
