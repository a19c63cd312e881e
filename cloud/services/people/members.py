"""People as operators meet them: suspending one who rents from them, and reinstating. Running rentals go on."""

from dataclasses import dataclass

import msgspec

from cloud.domain.identifiers import can_be_id, can_be_name
from cloud.domain.problems import InvalidRequest, NotFound
from cloud.services.people.accounts import ACTIVE
from cloud.services.people.operators import record
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

SUSPENDED = "suspended"
STATES = (ACTIVE, SUSPENDED)
MAX_REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class SetStateRequest:
    """Who decides about whom, and why; `state` is "active" or "suspended"."""

    actor_id: str
    account_id: str
    state: str
    reason: str


class AccountState(msgspec.Struct, frozen=True):
    """Whether an account may rent."""

    id: str
    state: str


def set_account_state(unit: Unit, ports: Ports, request: SetStateRequest) -> AccountState:
    """Suspend or reinstate an account that has rented from the actor's organisation; again changes nothing.

    Raises NotFound (never a customer there, or none at all) or InvalidRequest. What runs goes on, and returns are taken.
    """
    if request.state not in STATES:
        raise InvalidRequest(f"state is one of {', '.join(STATES)}")
    if not can_be_name(request.reason, MAX_REASON_CHARS):
        raise InvalidRequest(f"reason has 1 to {MAX_REASON_CHARS} characters that can be shown")
    organisation_id = _customer_of(unit, request.actor_id, request.account_id)
    account = None if organisation_id is None else unit.accounts.get(request.account_id)
    if account is None:
        raise NotFound(f"no account {request.account_id}")
    if account.state != request.state:
        unit.accounts.set_state(account.id, request.state)
        action = f"account.{'suspend' if request.state == SUSPENDED else 'reinstate'}"
        record(unit, ports, organisation_id, request.actor_id, action, account.id, request.reason)
    return AccountState(account.id, request.state)


def customer(unit: Unit, actor_id: str, account_id: str) -> AccountState:
    """Return an account that has rented from the actor's organisation; raises NotFound."""
    account = None if _customer_of(unit, actor_id, account_id) is None else unit.accounts.get(account_id)
    if account is None:
        raise NotFound(f"no account {account_id}")
    return AccountState(account.id, account.state)


def _customer_of(unit: Unit, actor_id: str, account_id: str) -> str | None:
    if not can_be_id(account_id):
        return None
    operated = unit.organisations.operated_by(actor_id)
    return next((each for each in operated if unit.orders.rented_from(account_id, each)), None)
