"""Reference boards: pins, addresses, hard limits that no configuration can raise."""
