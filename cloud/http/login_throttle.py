"""How often one address may try one account, and how often any: counts failures in a sliding window, in memory.

Not shared between processes and forgotten at a restart: it slows guessing down, the strength of the hash does the rest.
"""

import math
from collections import OrderedDict
from collections.abc import Callable

from cloud.domain.problems import TooManyAttempts

WINDOW_S = 600.0
FAILURES_OF_PAIR = 8
FAILURES_OF_ADDRESS = 60
REMEMBERED = 20_000  # keys; the oldest are forgotten first


class LoginThrottle:
    """Counts failed logins by (account, address) and by address; `now_s` is monotonic seconds."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def check(self, account: str, address: str) -> None:
        """Raise TooManyAttempts when this account from this address, or this address at all, failed too often."""
        for key, allowed in (((account, address), FAILURES_OF_PAIR), (("", address), FAILURES_OF_ADDRESS)):
            recent = self._recent(key)
            if len(recent) >= allowed:
                wait_s = math.ceil(WINDOW_S - (self._now_s() - recent[-allowed]))
                raise TooManyAttempts(wait_s)

    def failed(self, account: str, address: str) -> None:
        """Count one failure."""
        for key in ((account, address), ("", address)):
            self._failures[key] = [*self._recent(key), self._now_s()][-FAILURES_OF_ADDRESS:]
            self._failures.move_to_end(key)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """Forget the failures of this account from this address."""
        self._failures.pop((account, address), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = self._now_s() - WINDOW_S
        return [at for at in self._failures.get(key, ()) if at > since]
