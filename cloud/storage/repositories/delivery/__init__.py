"""Repositories on messages to and from devices."""
