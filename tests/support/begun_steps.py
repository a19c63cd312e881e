"""How many priced steps an order's own moments make: an oracle apart from the cloud's."""

from typing import Any

STEP_MS = 60_000


def steps_begun(order: Any) -> int:
    """Return how many minutes were begun; the first one always is."""
    return -(-(order["ended_ms"] - order["began_ms"]) // STEP_MS) or 1
