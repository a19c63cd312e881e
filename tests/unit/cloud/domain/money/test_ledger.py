"""What a transfer of each phase does to the two accounts it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.domain.money.ledger import (
    PENDING,
    PHASES,
    POST,
    POSTED,
    VOID,
    Change,
    LedgerAccount,
    Transfer,
    Unbalanced,
    available_minor,
    changes,
    currency_of,
    gateway,
    hold_id,
    kind_of,
    owed_minor,
    resolution_id,
    revenue,
    split,
    transfer_id,
    unpaid,
    wallet,
)

WALLET, REVENUE = wallet("a1", "EUR"), revenue("o1", "EUR")
amounts = st.integers(0, 10**12)


def transfer(phase: str, amount_minor: int) -> Transfer:
    hold = "order/hold" if phase in (POST, VOID) else None
    return Transfer("t", phase, "charge", WALLET, REVENUE, amount_minor, "EUR", hold, "order", "a1", 0)


def test_a_posted_transfer_moves_its_amount() -> None:
    assert changes(transfer(POSTED, 300)) == (Change(WALLET, 0, 300, 0), Change(REVENUE, 0, 0, 300))


def test_a_hold_moves_nothing_and_keeps_its_amount_back() -> None:
    assert changes(transfer(PENDING, 1_000)) == (Change(WALLET, 1_000, 0, 0),)


def test_a_capture_moves_its_amount_and_frees_the_whole_hold() -> None:
    assert changes(transfer(POST, 300), 1_000) == (Change(WALLET, -1_000, 300, 0), Change(REVENUE, 0, 0, 300))


def test_a_void_frees_the_whole_hold() -> None:
    assert changes(transfer(VOID, 1_000), 1_000) == (Change(WALLET, -1_000, 0, 0),)


@pytest.mark.parametrize(("phase", "amount_minor"), [(VOID, 999), (VOID, 1_001), (POST, 1_001)])
def test_what_contradicts_its_hold_is_refused(phase: str, amount_minor: int) -> None:
    with pytest.raises(Unbalanced, match="a hold of 1000"):
        changes(transfer(phase, amount_minor), 1_000)


@given(st.sampled_from(PHASES), amounts, amounts)
def test_debits_equal_credits_in_every_phase(phase: str, amount_minor: int, more_minor: int) -> None:
    held_minor = amount_minor if phase == VOID else amount_minor + more_minor
    done = changes(transfer(phase, amount_minor), held_minor)
    assert sum(change.debits_minor for change in done) == sum(change.credits_minor for change in done)


@given(amounts, amounts, st.integers(-100, 10**12))
def test_a_fee_is_split_without_a_rest_and_beyond_nobody_s_means(fee: int, held: int, available: int) -> None:
    captured, charged, owed = split(fee, held, available)
    assert captured + charged + owed == fee
    assert 0 <= captured <= held
    assert 0 <= charged <= max(0, available)
    assert owed == 0 or (captured == held and charged == max(0, available))


def test_what_a_wallet_has_is_its_balance_less_what_is_held() -> None:
    assert available_minor(LedgerAccount(WALLET, "wallet", "EUR", 1_000, 500, 2_500)) == 1_000
    assert available_minor(None) == 0


def test_what_is_owed_is_debits_less_credits() -> None:
    assert owed_minor(LedgerAccount(unpaid("a1", "EUR"), "unpaid", "EUR", 0, 900, 200)) == 700
    assert owed_minor(None) == 0


@pytest.mark.parametrize("account", [WALLET, REVENUE, unpaid("a1", "EUR"), gateway("EUR")])
def test_an_account_says_what_it_is(account: str) -> None:
    assert kind_of(account) in ("wallet", "revenue", "unpaid", "gateway")
    assert currency_of(account) == "EUR"


def test_capture_and_release_share_one_id_so_that_only_one_of_them_can_be() -> None:
    assert hold_id("order") == transfer_id("order", "hold") == "order/hold"
    assert resolution_id(hold_id("order")) == "order/hold/end"
