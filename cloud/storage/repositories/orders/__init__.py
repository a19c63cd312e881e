"""Repositories on orders."""
