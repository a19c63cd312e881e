"""Repositories on money."""
