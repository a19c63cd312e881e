"""What waits for a person about a rental or a bank, and what may be decided about it."""

from cloud.domain.fleet.cases import NOTED

# About an order.
NO_ANSWER = "no-answer"  # the cabinet has not said what became of a lend; the hold is released
LEND_UNKNOWN = "lend-unknown"  # the cabinet itself does not know whether a bank came out
LATE_SUCCESS = "late-success"  # a bank came out for an order that was cancelled
TWO_ORDERS = "bank-in-two-orders"  # another order holds the bank that came out
BANK_REMOVED = "bank-removed"  # a bank left the slot after the lend there had ended
SOLD_BANK_RETURNED = "sold-bank-returned"  # the customer brings back a bank that was sold; the order itself is closed
# About a device or a bank.
UNKNOWN_ORDER = "unknown-order"  # a lend for an order that this database does not have (restored from a backup)
FOREIGN_BANK = "foreign-bank"

NOT_LENT, LENT, RETURNED, SOLD, WAIVED = "not-lent", "lent", "returned", "sold", "waived"

_NOTHING_LENT_YET = (NOT_LENT, LENT, WAIVED)
_BANK_IS_OUT = (LENT, RETURNED, SOLD, WAIVED)

RESOLUTIONS: dict[str, tuple[str, ...]] = {
    NO_ANSWER: _NOTHING_LENT_YET,
    LEND_UNKNOWN: _NOTHING_LENT_YET,
    LATE_SUCCESS: _BANK_IS_OUT,
    TWO_ORDERS: (NOT_LENT, RETURNED, WAIVED),
    BANK_REMOVED: (*_BANK_IS_OUT, NOT_LENT),
    SOLD_BANK_RETURNED: (NOTED, RETURNED),
    UNKNOWN_ORDER: (NOTED,),
    FOREIGN_BANK: (NOTED,),
}
