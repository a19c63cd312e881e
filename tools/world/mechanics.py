"""How long springs and contacts take: what differs from one lock, and from one world, to the next.

Owns the durations of an ideal cabinet. A world with chance in it draws them instead, in a subclass.
Runs on CPython and MicroPython.
"""


class Mechanics:
    """An ideal cabinet: a lock that opens throws its bank out at once, and a bank's contacts hold as it latches.

    `bounce_ms` is how long a presence switch bounces after each change.
    """

    def __init__(self, bounce_ms: float = 0) -> None:
        self.bounce_ms = bounce_ms

    def leave_ms(self) -> int:
        """Return how long a bank takes to leave when its lock has opened."""
        return 0

    def settle_ms(self) -> int:
        """Return how long the id of a bank that was pushed in does not answer yet."""
        return 0
