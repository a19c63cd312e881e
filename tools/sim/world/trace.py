"""What happened, line by line: a running hash of all of it, and the last lines for people.

The hash is how two runs are compared: same seed, same hash, or something is not deterministic.
"""

import hashlib
from collections import deque
from collections.abc import Callable

from tools.sim.world.timeline import Timeline

_KEPT_LINES = 200


class Trace:
    """Collects lines `<ms> <who> <what>`; `show` (if given) receives each as it comes."""

    def __init__(self, timeline: Timeline, show: Callable[[str], None] | None = None) -> None:
        self._timeline = timeline
        self._show = show
        self._hash = hashlib.sha256()
        self.lines: deque[str] = deque(maxlen=_KEPT_LINES)

    def note(self, who: str, what: str) -> None:
        """Add a line."""
        line = f"{self._timeline.now_ms:>9} {who:<12} {what}"
        self._hash.update(line.encode() + b"\n")
        self.lines.append(line)
        if self._show is not None:
            self._show(line)

    def hexdigest(self) -> str:
        """Return the hash of every line so far."""
        return self._hash.hexdigest()


def short(identity: bytes) -> str:
    """Return the last digits of an id, as the trace shows it: the first ones are the time."""
    return identity.hex()[-8:]
