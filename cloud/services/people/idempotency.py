"""The key under which a request is asked for: what it may look like, and what it led to the first time.

Keys are kept for each account and route. What a request is about its hash tells; what it made only its service knows.
"""

from collections.abc import Callable
from typing import TypeVar

from cloud.domain.identifiers import can_be_name
from cloud.domain.problems import IdempotencyMismatch, InvalidRequest
from cloud.services.ports.store import Unit

MAX_KEY_CHARS = 255

T = TypeVar("T")


def check_key(key: str) -> None:
    """Refuse what cannot be a key, with InvalidRequest."""
    if not can_be_name(key, MAX_KEY_CHARS):
        raise InvalidRequest(f"Idempotency-Key has 1 to {MAX_KEY_CHARS} characters that can be shown")


def earlier(unit: Unit, claim: tuple[str, str, str], body_hash: str, find: Callable[[str], T | None]) -> T:
    """Return what `find` says the first request of a claimed key (account, route, key) made.

    Raises IdempotencyMismatch where that was another request than this one.
    """
    stored_hash, made_id = unit.idempotency.claimed(*claim)
    made = find(made_id)
    if stored_hash != body_hash or made is None:
        raise IdempotencyMismatch("use a new Idempotency-Key for a new request")
    return made
