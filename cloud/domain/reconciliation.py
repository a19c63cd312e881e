"""What waits for a person: the kinds of cases, and what may be decided about each. One table; legality lives nowhere else.

A case of an order stays open as long as the order is in reconciliation; events that come later may settle it without anybody.
"""

# About an order.
NO_ANSWER = "no-answer"  # the cabinet has not said what became of a lend; the hold is released
LEND_UNKNOWN = "lend-unknown"  # the cabinet itself does not know whether a bank came out
LATE_SUCCESS = "late-success"  # a bank came out for an order that was cancelled
TWO_ORDERS = "bank-in-two-orders"  # another order holds the bank that came out
BANK_REMOVED = "bank-removed"  # a bank left the slot after the lend there had ended
SOLD_BANK_RETURNED = "sold-bank-returned"  # the customer brings back a bank that was sold; the order itself is closed
# About a device or a bank.
UNKNOWN_ORDER = "unknown-order"  # a lend for an order that this database does not have (restored from a backup)
JOURNAL_GAP = "journal-gap"
JOURNAL_REPLACED = "journal-replaced"
EVENT_QUARANTINED = "event-quarantined"
DEVICE_VANISHED = "device-vanished"
FOREIGN_BANK = "foreign-bank"

NOT_LENT, LENT, RETURNED, SOLD, WAIVED, NOTED = "not-lent", "lent", "returned", "sold", "waived", "noted"
BY_EVENT = "by-event"  # what came later settled it

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
    JOURNAL_GAP: (NOTED,),
    JOURNAL_REPLACED: (NOTED,),
    EVENT_QUARANTINED: (NOTED,),
    DEVICE_VANISHED: (NOTED,),
    FOREIGN_BANK: (NOTED,),
}


def allowed(kind: str) -> tuple[str, ...]:
    """Return the resolutions that a case of `kind` may be closed with; one of a newer program can only be noted."""
    return RESOLUTIONS.get(kind, (NOTED,))
