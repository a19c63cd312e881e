"""Accounts: registering, and showing one to its owner. Knows hashes of passwords, never a password."""

from dataclasses import dataclass

from cloud.domain.identifiers import can_be_name
from cloud.domain.people.refusals import EmailTaken, Unauthenticated
from cloud.domain.problems import InvalidRequest
from cloud.services.people.views import AccountView
from cloud.services.ports.rows.people import Account, Person
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

ACTIVE = "active"
MAX_EMAIL_CHARS = 254  # RFC 5321: a path is at most 256 octets, brackets included
MAX_NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class RegisterRequest:
    """A new person; `password_hash` was made by the caller, off the event loop (argon2id)."""

    email: str
    name: str
    password_hash: str


def register(unit: Unit, ports: Ports, request: RegisterRequest) -> AccountView:
    """Create an active account; raises InvalidRequest or EmailTaken."""
    email = normal_email(request.email)
    name = request.name.strip()
    if not can_be_name(name, MAX_NAME_CHARS):
        raise InvalidRequest(f"name has 1 to {MAX_NAME_CHARS} characters that can be shown")
    account = Account(ports.entropy.id(), ACTIVE, 0, 0, ports.clock.now_ms())
    unit.accounts.add(account)
    if not unit.accounts.add_person(Person(account.id, email, name, request.password_hash)):
        raise EmailTaken
    return AccountView(account.id, email, name, account.state, [])


def account_view(unit: Unit, account_id: str) -> AccountView:
    """Return the account as its owner sees it; raises Unauthenticated when it is gone."""
    account = unit.accounts.get(account_id)
    person = unit.accounts.person(account_id)
    if account is None or person is None:
        raise Unauthenticated
    organisations = unit.organisations.operated_by(account_id)
    return AccountView(account.id, person.email, person.name, account.state, organisations)


def normal_email(text: str) -> str:
    """Return the email as it is stored and compared; raises InvalidRequest for what cannot be one."""
    email = text.strip().lower()
    name, _, host = email.rpartition("@")
    odd = any(char.isspace() or not char.isprintable() for char in email)
    if not name or not host or odd or len(email) > MAX_EMAIL_CHARS:
        raise InvalidRequest("email is not an address")
    return email
