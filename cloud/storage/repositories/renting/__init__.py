"""Repositories on slots and banks."""
