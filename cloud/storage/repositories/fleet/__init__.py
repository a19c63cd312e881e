"""Repositories on devices and the places where they stand."""
