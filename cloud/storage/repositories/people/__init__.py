"""Repositories on who rents and who runs."""
