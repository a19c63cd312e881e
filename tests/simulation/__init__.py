"""Whole runs of the simulator: what it promises about itself, and 2,000 orders with faults."""
