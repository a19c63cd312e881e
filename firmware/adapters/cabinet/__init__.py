"""The hardware of a cabinet: slots on their bus, locks, lights."""
