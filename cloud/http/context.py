"""What all handlers share, and where boards find the broker; built once by the composition root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from cloud.http.feed import Feed
from cloud.http.login_throttle import LoginThrottle
from cloud.http.metrics import Metrics
from cloud.http.passwords import Passwords
from cloud.http.readiness import Readiness
from cloud.services.ports.store import Store
from cloud.services.ports.world import Gateway, Ports


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


@dataclass(frozen=True)
class Context:
    """Dependencies of handlers.

    `secure` says that we are reached by TLS, so cookies must not leave it; `behind_proxy` that a proxy of ours is the only
    one who can reach us, so what it says of its clients' addresses is true.
    """

    store: Store
    ports: Ports
    feed: Feed
    passwords: Passwords
    throttle: LoginThrottle
    metrics: Metrics
    readiness: Readiness
    board_broker: BoardBroker
    gateway: Gateway
    secure: bool = False
    behind_proxy: bool = False
    documents: dict[str, bytes] = field(default_factory=dict)
