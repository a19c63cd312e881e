"""What all handlers share; built once by the composition root."""

from dataclasses import dataclass, field

from cloud.api.feed import Feed
from cloud.api.login_throttle import LoginThrottle
from cloud.api.metrics import Metrics
from cloud.api.passwords import Passwords
from cloud.api.provisioning import BoardBroker
from cloud.api.readiness import Readiness
from cloud.services.ports import Ports, Store


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
    secure: bool = False
    behind_proxy: bool = False
    documents: dict[str, bytes] = field(default_factory=dict)
