"""Sessions: opaque tokens of which only the hash is kept. The caller verifies the password, because argon2 takes its time.

How to log in: `credentials` (read), verify off the event loop, `open_session` (write).
"""

import hashlib
from dataclasses import dataclass

from cloud.domain.people.refusals import Unauthenticated, WrongCredentials
from cloud.domain.problems import InvalidRequest
from cloud.services.people.accounts import normal_email
from cloud.services.ports.rows.people import Session
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports


@dataclass(frozen=True, slots=True)
class Credentials:
    """What to verify a password against."""

    account_id: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """The token is shown this once."""

    token: str
    account_id: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Who asks; `token_hash` names the session for `close_session`."""

    account_id: str
    token_hash: str
    expires_ms: int


def credentials(unit: Unit, email: str) -> Credentials | None:
    """Return what the password of `email` is verified against, or None. Verify a dummy then, so that both take as long."""
    try:
        person = unit.accounts.person_by_email(normal_email(email))
    except InvalidRequest:
        return None
    return None if person is None else Credentials(person.account_id, person.password_hash)


def open_session(unit: Unit, ports: Ports, verified: Credentials) -> OpenedSession:
    """Open a session for credentials that the caller verified; raises WrongCredentials if they changed meanwhile."""
    person = unit.accounts.person(verified.account_id)
    if person is None or person.password_hash != verified.password_hash:
        raise WrongCredentials
    token = ports.entropy.token()
    now_ms = ports.clock.now_ms()
    expires_ms = now_ms + ports.settings.session_ms
    unit.accounts.add_session(Session(hash_of(token), verified.account_id, now_ms, expires_ms, None))
    return OpenedSession(token, verified.account_id, expires_ms)


def authenticate(unit: Unit, ports: Ports, token: str) -> Authenticated:
    """Return who holds `token`; raises Unauthenticated when it is unknown, expired or revoked.

    Costs one point read: on a hot path call it inside the same work as the use case that follows.
    """
    session = unit.accounts.session(hash_of(token))
    if session is None or session.revoked_ms is not None or session.expires_ms <= ports.clock.now_ms():
        raise Unauthenticated
    return Authenticated(session.account_id, session.token_hash, session.expires_ms)


def close_session(unit: Unit, ports: Ports, token_hash: str) -> None:
    """Revoke the session; again changes nothing."""
    unit.accounts.revoke_session(token_hash, ports.clock.now_ms())


def hash_of(token: str) -> str:
    """Return what is stored of a token: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode(errors="backslashreplace")).hexdigest()
