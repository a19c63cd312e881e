"""An audit of books that are right finds nothing; whatever is changed behind the program's back is found and named."""

import pytest

from cloud.storage.opening import open_inline
from tests.support.audited_town import AuditedTown
from tests.support.cloud_world import World
from tools.audit.findings import CHECKS

STATES = {
    "ended": "ended",
    "owed": "ended",
    "corrected": "ended",
    "lost": "closed",
    "unanswered": "reconciling",
    "refused": "cancelled",
    "active": "active",
    "contradicted": "reconciling",
    "authorised": "authorised",
}

COPY = (
    "INSERT INTO transfer SELECT '{0}', phase, kind, debit_account, credit_account, amount_minor, currency, hold_id, order_id,"
    " account_id, at_ms FROM transfer WHERE id = '{1}'"
)
MOVE_CASE = "UPDATE reconciliation_case SET order_id = '{0}' WHERE order_id = '{{unanswered}}'"

TAMPERINGS = {
    "an account's debits": ("account-sums", "UPDATE ledger_account SET debits_minor = debits_minor + 1 WHERE id LIKE 'revenue%'"),
    "an account's hold": ("account-sums", "UPDATE ledger_account SET held_minor = held_minor + 1 WHERE id LIKE 'gateway%'"),
    "an account deleted": ("account-sums", "DELETE FROM ledger_account WHERE id LIKE 'gateway%'"),
    "an account invented": ("account-sums", "INSERT INTO ledger_account VALUES ('gateway/EVE', 'gateway', 'EVE', 0, 5, 5)"),
    "credits from nowhere": ("balance", "UPDATE ledger_account SET credits_minor = credits_minor + 1 WHERE kind = 'wallet'"),
    "a top-up's amount": ("account-sums", "UPDATE transfer SET amount_minor = 500000 WHERE id = '{top_up}/top-up'"),
    "a top-up unlike its payment": ("top-up", "UPDATE transfer SET amount_minor = 500000 WHERE id = '{top_up}/top-up'"),
    "a top-up unbooked": ("top-up", "DELETE FROM transfer WHERE id = '{top_up}/top-up'"),
    "a declined payment that succeeded": ("top-up", "UPDATE payment SET state = 'succeeded' WHERE id = '{declined}'"),
    "a payment forgotten": ("top-up", "UPDATE payment SET state = 'pending' WHERE id = '{top_up}'"),
    "a transfer's phase": ("transfer-shape", "UPDATE transfer SET phase = 'posted' WHERE id = '{active}/hold'"),
    "a transfer's currency": ("transfer-shape", "UPDATE transfer SET currency = 'USD' WHERE id = '{corrected}/charge'"),
    "a transfer's order": ("transfer-shape", "UPDATE transfer SET order_id = '{active}' WHERE id = '{owed}/receivable'"),
    "a transfer's person": ("transfer-shape", "UPDATE transfer SET account_id = '{paid}' WHERE id = '{owed}/receivable'"),
    "an order of a transfer deleted": ("transfer-shape", "DELETE FROM orders WHERE id = '{ended}'"),
    "a hold ended twice": ("hold-resolved-once", COPY.format("{ended}/hold/again", "{ended}/hold/end")),
    "a hold deleted": ("hold-resolved-once", "DELETE FROM transfer WHERE id = '{ended}/hold'"),
    "more captured than held": ("hold-resolved-once", "UPDATE transfer SET amount_minor = 1001 WHERE id = '{ended}/hold/end'"),
    "a part released": ("hold-resolved-once", "UPDATE transfer SET amount_minor = 1 WHERE id = '{refused}/hold/end'"),
    "a hold left open": ("hold-open", "DELETE FROM transfer WHERE id = '{refused}/hold/end'"),
    "a hold of an order that was never lent": ("hold-open", "DELETE FROM transfer WHERE id = '{unanswered}/hold/end'"),
    "two charges": ("one-charge", COPY.format("{corrected}/charge2", "{corrected}/charge")),
    "a fee removed": ("order-fee", "UPDATE orders SET fee_minor = NULL WHERE id = '{ended}'"),
    "a fee of a running order": ("order-fee", "UPDATE orders SET fee_minor = 0 WHERE id = '{active}'"),
    "a fee changed": ("order-paid", "UPDATE orders SET fee_minor = fee_minor + 1 WHERE id = '{ended}'"),
    "a charge deleted": ("order-paid", "DELETE FROM transfer WHERE id = '{owed}/receivable'"),
    "a refund changed": ("order-paid", "UPDATE transfer SET amount_minor = amount_minor - 1 WHERE id = '{corrected}/refund'"),
    "a fee unlike its record": ("order-record", "UPDATE orders SET fee_minor = fee_minor + 1 WHERE id = '{ended}'"),
    "a record changed": ("order-record", "UPDATE cdr SET body = body || ' ' WHERE order_id = '{lost}'"),
    "a record deleted": ("order-record", "DELETE FROM cdr WHERE order_id = '{ended}'"),
    "a first version deleted": ("order-record", "DELETE FROM cdr WHERE order_id = '{corrected}' AND version = 1"),
    "a moment of the order": ("order-record", "UPDATE orders SET ended_ms = ended_ms - 1 WHERE id = '{ended}'"),
    "a tariff changed": ("order-record", "UPDATE tariff SET terms = replace(terms, '\"step_minor\":100', '\"step_minor\":101')"),
    "a tariff deleted": ("order-record", "DELETE FROM tariff"),
    "a receipt deleted": ("order-receipt", "DELETE FROM receipt WHERE order_id = '{corrected}' AND version = 1"),
    "a receipt of another order": (
        "order-receipt",
        "UPDATE receipt SET cose = (SELECT cose FROM receipt WHERE order_id = '{lost}') WHERE order_id = '{ended}'",
    ),
    "a receipt's key deleted": ("order-receipt", "DELETE FROM receipt_key"),
    "a debt paid off that is owed": ("order-owed", "UPDATE orders SET unpaid_minor = 0 WHERE id = '{owed}'"),
    "a debt that nobody owes": ("order-owed", "UPDATE orders SET unpaid_minor = 1 WHERE id = '{ended}'"),
    "a case closed": ("order-case", "UPDATE reconciliation_case SET closed_ms = 1 WHERE order_id = '{unanswered}'"),
    "a case for an order that is fine": ("order-case", MOVE_CASE.format("{active}")),
    "a case for a closed order": ("order-case", MOVE_CASE.format("{ended}")),
    "a case for no order": ("order-case", MOVE_CASE.format("none")),
    "an order forgotten": ("order-stuck", "UPDATE orders SET window_until_ms = 1 WHERE id = '{authorised}'"),
    "a count too high": ("open-orders", "UPDATE account SET open_orders = open_orders + 1 WHERE id = '{paid}'"),
    "a count of nothing": ("open-orders", "UPDATE account SET open_orders = 0"),
    "an order without its bank": ("bank-out", "UPDATE rental SET bank = NULL WHERE order_id = '{active}'"),
    "an order with an unknown bank": ("bank-out", "UPDATE rental SET bank = 'ffffffffffff' WHERE order_id = '{active}'"),
    "a bank that is out and lost": ("bank-out", "UPDATE power_bank SET place = 'lost', order_id = NULL WHERE id = '{bank}'"),
    "a bank with an order that ended": ("bank-out", "UPDATE power_bank SET order_id = '{ended}' WHERE id = '{bank}'"),
    "a bank with no order": ("bank-out", "UPDATE power_bank SET order_id = 'none' WHERE id = '{bank}'"),
}  # fmt: skip


def test_books_with_an_order_in_every_state_are_clean(town: AuditedTown) -> None:
    assert {name: town.world.order(getattr(town, name)).state for name in STATES} == STATES
    findings = town.audit()
    assert findings.violations == []
    assert {check.name for check in CHECKS} == set(findings.looked_at)


@pytest.mark.parametrize("name", TAMPERINGS)
def test_what_is_changed_behind_the_program_is_found(town: AuditedTown, name: str) -> None:
    check, statement = TAMPERINGS[name]
    town.tamper(statement)
    assert check in {violation.check for violation in town.audit().violations}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_account SET debits_minor = credits_minor + 1 WHERE kind = 'wallet'",
        "UPDATE ledger_account SET held_minor = credits_minor + 1 WHERE kind = 'wallet'",
        "UPDATE ledger_account SET credits_minor = debits_minor + 1 WHERE kind = 'unpaid'",
    ],
)
def test_an_account_below_its_limit_is_found_where_the_database_let_it_be(statement: str) -> None:
    store = open_inline()
    town = AuditedTown(World(store))
    town.tamper("PRAGMA ignore_check_constraints = ON", statement)
    assert "wallet-limit" in {violation.check for violation in town.audit().violations}
    store.close()


def test_every_check_is_proven_able_to_fail() -> None:
    assert {check for check, _ in TAMPERINGS.values()} | {"wallet-limit"} == {check.name for check in CHECKS}
