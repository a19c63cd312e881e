"""Where new boards will find the broker, and whom to tell when there is a new account for it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


async def _nobody() -> None:
    """The operator of the broker takes over the accounts by another way."""


@dataclass(frozen=True)
class BoardBroker:
    """The broker's address as boards see it; `accounts_changed` has the broker learn of a new device."""

    host: str
    port: int
    tls: bool = False
    ca_file: str | None = None
    accounts_changed: Callable[[], Awaitable[None]] = _nobody
