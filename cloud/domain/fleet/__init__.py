"""Devices and the places where they stand, pure."""
