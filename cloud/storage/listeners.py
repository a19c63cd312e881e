"""Who is told after each commit. A listener that fails is logged, and holds up nobody."""

import logging
from collections.abc import Sequence

from cloud.services.ports.notes import Listener, Note

_LOG = logging.getLogger(__name__)


class Listeners:
    """The listeners of one store, in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def add(self, listener: Listener) -> None:
        """Have `listener` called with the notes of every later commit."""
        self._listeners.append(listener)

    def tell(self, notes: Sequence[Note]) -> None:
        """Hand `notes` to all."""
        for listener in self._listeners:
            try:
                listener(notes)
            except Exception:  # noqa: BLE001 - whatever it raises, the others are told
                _LOG.exception("a listener failed on the notes of a commit")
