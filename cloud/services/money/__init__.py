"""The ledger, wallets, top-ups, tariffs, debts, keys that sign receipts."""
