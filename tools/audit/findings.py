"""What an audit found: how many rows each check looked at, and what was wrong with which. Knows no rule."""

from collections import Counter
from typing import NamedTuple

KEPT = 1_000  # violations of one check that are told one by one; the rest is counted


class Check(NamedTuple):
    """One thing that must hold, by its stable name, in a sentence."""

    name: str
    sentence: str


CHECKS = (
    Check("account-sums", "every ledger account is the sum of its transfers"),
    Check("balance", "debits equal credits in every currency"),
    Check("wallet-limit", "no wallet is below zero, nothing held is below zero, nobody owes less than nothing"),
    Check("transfer-shape", "every transfer has the phase of its kind, one currency, and the order it names"),
    Check("hold-resolved-once", "a hold ends at most once, and is what was captured and released"),
    Check("hold-open", "money is held only for orders whose cabinet may still act or whose bank is out"),
    Check("one-charge", "an order has at most one transfer of each kind"),
    Check("top-up", "every payment that succeeded is in its wallet, and no other"),
    Check("order-fee", "every order that ended or was sold has a fee, and no other has"),
    Check("order-record", "its charge detail record is sealed, sums to the fee, and is the tariff's price"),
    Check("order-receipt", "every version of its charge detail record has a receipt that verifies with a key of ours"),
    Check("order-paid", "what was captured, charged, owed and given back sums to the fee"),
    Check("order-owed", "what a person's orders still owe is what the person owes"),
    Check("order-case", "an order is in reconciliation exactly as long as it has an open case"),
    Check("order-stuck", "no order waits for its cabinet beyond the maximum"),
    Check("open-orders", "every account counts its open orders right"),
    Check("bank-out", "an active order has exactly one bank, and a bank that is out exactly one open order"),
)
_NAMES = frozenset(check.name for check in CHECKS)


class Violation(NamedTuple):
    """What broke a check; `detail` names the rows by their ids."""

    check: str
    detail: str


class Findings:
    """Collects while the checks run; memory does not grow with the database."""

    def __init__(self) -> None:
        self.looked_at: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self.violations: list[Violation] = []

    def look(self, check: str) -> None:
        """Count one row that `check` looked at."""
        self._known(check)
        self.looked_at[check] += 1

    def broke(self, check: str, detail: str) -> None:
        """Note one violation."""
        self._known(check)
        self.broken[check] += 1
        if self.broken[check] <= KEPT:
            self.violations.append(Violation(check, detail))

    def expect(self, check: str, detail: str, *, holds: bool) -> None:
        """Count one row, and note `detail` unless the check holds for it."""
        self.look(check)
        if not holds:
            self.broke(check, detail)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    @staticmethod
    def _known(check: str) -> None:
        if check not in _NAMES:
            raise KeyError(f"no check is called {check}")
