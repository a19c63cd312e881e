"""What the use cases need from the world: clock, randomness, key vault, payment gateway, settings.

Says how each behaves, and refuses to know how it is done: `cloud.system` does it, the simulator does it under a virtual clock.
"""

from dataclasses import dataclass, field
from typing import Protocol

from cloud.domain.money.refusals import PaymentUnavailable
from cloud.services.ports.catalogue import Catalogue


class Clock(Protocol):
    """Wall time of the server."""

    def now_ms(self) -> int:
        """Return UTC milliseconds since 1970."""


class Entropy(Protocol):
    """Everything that must not be guessed or must not collide."""

    def bytes(self, count: int) -> bytes:
        """Return `count` random bytes."""

    def token(self) -> str:
        """Return a secret of 256 bits as URL-safe text."""

    def id(self) -> str:
        """Return a new id: 32 hex digits, of a UUIDv7 so that neighbours in time are neighbours in an index."""


class KeyVault(Protocol):
    """Encrypts device keys at rest."""

    def seal(self, secret: bytes, context: str) -> bytes:
        """Return `secret` encrypted, bound to `context` (device and key version)."""

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return the secret; raises VaultError when master key, context or bytes are not those of sealing."""


class VaultError(Exception):
    """A sealed key cannot be opened: wrong master key, or the row was changed. The message names the context."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the payment gateway said of a payment; `detail` is why it failed, for the person."""

    succeeded: bool
    detail: str = ""


class GatewayUnavailable(PaymentUnavailable):
    """The gateway could not be reached or did not answer; ask again by the same payment id."""


class Gateway(Protocol):
    """Takes money from people's cards. Asked outside of any transaction."""

    accepts: bool
    """False where there is no gateway: then begin no payment."""

    async def charge(self, payment_id: str, amount_minor: int, currency: str) -> Outcome:
        """Charge once for this id, however often it is asked; raises GatewayUnavailable, and then nobody knows."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Windows and limits of the business; times in milliseconds."""

    lend_window_ms: int = 60_000  # how long a cabinet may still try after the request; 48 jammed locks take 50 s
    order_maximum_ms: int = 600_000  # after its window, an unanswered order goes into reconciliation this much later
    resend_ms: int = 2_000  # first interval of re-sending an unanswered command; it doubles
    resend_maximum_ms: int = 60_000
    open_orders: int = 3  # per account
    session_ms: int = 30 * 24 * 3_600_000
    parked_events: int = 64  # events of one device kept before their predecessors came
    currency: str = "EUR"  # of the tariff that a new organisation begins with
    vanished_ms: int = 24 * 3_600_000  # a cabinet that was offline for so long is looked after by a person


@dataclass(frozen=True, slots=True)
class Ports:
    """The bundle that is handed to use cases."""

    clock: Clock
    entropy: Entropy
    vault: KeyVault
    catalogue: Catalogue
    settings: Settings = field(default_factory=Settings)
