"""What `reason` of a rental may say beside the slugs of problems."""

REASONS = {
    "no-answer": "The cabinet has not said in time whether a power bank came out; the hold is released.",
    "lend-unknown": "The cabinet itself does not know whether a power bank came out; the hold is released.",
    "late-success": "A power bank came out after the order had been cancelled; it is charged when it is returned.",
    "bank-in-two-orders": "The power bank that came out is held by another order too.",
    "bank-removed": "A power bank left the slot after the lend there had ended.",
    "not-lent": "An operator found that no power bank came out.",
    "bought-out": "The fee reached the total cap: the power bank is bought.",
    "reported-lost": "The customer reported the power bank as lost: it is bought.",
    "waived": "An operator took the fee back.",
}
