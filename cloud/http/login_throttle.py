"""How often a password may be tried: by one address for one account, by one address at all, and for one account by anybody.

Counts in a sliding window, in memory: not shared between processes and forgotten at a restart. It slows guessing down, the
strength of the hash does the rest. An attempt counts from its beginning, so that many at once are not more than many in turn.
"""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator

from cloud.domain.people.refusals import TooManyAttempts

WINDOW_S = 600.0
FAILURES_OF_PAIR = 8
FAILURES_OF_ADDRESS = 60
FAILURES_OF_ACCOUNT = 120  # by whatever number of addresses
REMEMBERED = 20_000  # keys; the oldest are forgotten first
IPV6_NETWORK_BITS = 64  # what one customer of a provider has to choose addresses from

Key = tuple[str, str]


class LoginThrottle:
    """Counts attempts that have not succeeded; `now_s` is monotonic seconds. Addresses of one IPv6 network are one.

    Where an account has signed in before, the attempts of others do not count: nobody can lock a person out of there.
    """

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._attempts: OrderedDict[Key, list[float]] = OrderedDict()
        self._places: OrderedDict[Key, None] = OrderedDict()

    def begin(self, account: str, address: str) -> None:
        """Count an attempt, or raise TooManyAttempts and count nothing; `account` "" is an attempt at no account of ours."""
        keys = list(self._limits(account, _place(address)))
        for key, allowed in keys:
            recent = self._recent(key)
            if len(recent) >= allowed:
                raise TooManyAttempts(math.ceil(WINDOW_S - (self._now_s() - recent[-allowed])))
        for key, allowed in keys:
            self._attempts[key] = [*self._recent(key), self._now_s()][-allowed:]
            self._attempts.move_to_end(key)
        _bound(self._attempts)

    def forget(self, account: str, address: str) -> None:
        """Take back an attempt that told nothing about the password."""
        for key, _ in self._limits(account, _place(address)):
            self._attempts[key] = self._recent(key)[:-1]
            if not self._attempts[key]:
                del self._attempts[key]

    def succeeded(self, account: str, address: str) -> None:
        """Take back this attempt and the failures of this account from this address; it is known there from now on."""
        place = _place(address)
        self.forget(account, address)
        self._attempts.pop((account, place), None)
        self._places[account, place] = None
        self._places.move_to_end((account, place))
        _bound(self._places)

    def _limits(self, account: str, place: str) -> Iterator[tuple[Key, int]]:
        yield ("", place), FAILURES_OF_ADDRESS
        if account:
            yield (account, place), FAILURES_OF_PAIR
        if account and (account, place) not in self._places:
            yield (account, ""), FAILURES_OF_ACCOUNT

    def _recent(self, key: Key) -> list[float]:
        since = self._now_s() - WINDOW_S
        return [at for at in self._attempts.get(key, ()) if at > since]


def _place(address: str) -> str:
    """Return what stands for `address`: the address itself, for IPv6 its network; "?" for none, which is no account's key."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address or "?"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), IPV6_NETWORK_BITS), strict=False))


def _bound(remembered: OrderedDict[Key, list[float]] | OrderedDict[Key, None]) -> None:
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)
