"""Errors that the cloud only logs: in a simulation none is expected, so each one ends the run.

Catches what `cloud` and asyncio say through `logging`, as long as it is open; warnings (refusals of hostile packets) pass.
"""

import logging

from tools.sim.judging.checkers.violation import Violation

_LOGGERS = ("cloud", "asyncio")


class Complaints(logging.Handler):
    """Holds the first error that was logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._first: str | None = None
        self._propagated = {name: logging.getLogger(name).propagate for name in _LOGGERS}
        for name in _LOGGERS:
            logging.getLogger(name).addHandler(self)
            logging.getLogger(name).propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first."""
        if self._first is None:
            error = record.exc_info[1] if record.exc_info else None
            self._first = f"{record.name}: {record.getMessage()}" + (f": {error!r}" if error is not None else "")

    def check(self) -> None:
        """Raise Violation if there was an error."""
        if self._first is not None:
            raise Violation("INV-33", self._first)

    def close(self) -> None:
        """Listen no longer."""
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(self)
            logging.getLogger(name).propagate = self._propagated[name]
        super().close()
