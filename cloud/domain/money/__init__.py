"""Money, pure: the ledger, tariffs, refusals."""
