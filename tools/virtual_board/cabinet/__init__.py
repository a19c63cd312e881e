"""A cabinet's own part of a virtual board: its slots, its wiring and its picture."""
