"""The contract, pure: the table of an order's states, refusals."""
