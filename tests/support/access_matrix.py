"""Who may reach what: the one rule, from a route's row alone, and one object for each kind of path parameter.

A row whose path names something that no maker makes is an error that says what to add. Knows nothing of single routes.
"""

import enum
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yarl import URL

from cloud.domain.fleet import sticker
from cloud.domain.fleet.cases import JOURNAL_GAP
from cloud.http.routes import Access, Owner, Route
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.casework.case_files import list_cases
from cloud.services.fleet.cases import open_case
from cloud.services.people.accounts import RegisterRequest, register
from cloud.services.people.members import SUSPENDED
from cloud.services.people.sessions import hash_of
from cloud.services.ports.rows.people import Session
from cloud.services.ports.store import Unit
from cloud.services.renting.eject import EjectRequest, eject
from cloud.services.renting.rent import RentRequest, rent

# Parts of a path that name no object: a number or a word that is the same for everybody.
WORDS = {"slot": "1", "slug": "no-bank"}


class Role(enum.Enum):
    """Who calls, seen from the object that is called for."""

    NOBODY = "nobody"
    FORGER = "somebody with a token that never was"
    REVOKED = "its member after signing out"
    EXPIRED = "its member after the session's time"
    STRANGER = "another member"
    MEMBER = "the member who owns it"
    SUSPENDED = "the member who owns it, suspended"
    OTHER_OPERATOR = "operator of another organisation"
    OPERATOR = "operator of its organisation"


class Fate(enum.Enum):
    """What becomes of a call."""

    SIGN_IN_FIRST = "must sign in first"
    FORBIDDEN = "is refused for what the account is"
    MISSING = "finds nothing there"
    REACHED = "reaches the use case"


SIGNED_IN = (Role.STRANGER, Role.MEMBER, Role.SUSPENDED, Role.OTHER_OPERATOR, Role.OPERATOR)
OWNERS = {
    Owner.ACCOUNT: (Role.MEMBER, Role.SUSPENDED),  # who is suspended looks and pays; only new rentals are refused
    Owner.ORGANISATION: (Role.OPERATOR,),
    Owner.PUBLIC: tuple(Role),
    Owner.NOBODY: tuple(Role),
}


def fate(route: Route, role: Role) -> Fate:
    """Return what must become of a call on `route` by `role`: the whole of our access rules."""
    if route.access is not Access.ANYONE and role not in SIGNED_IN:
        return Fate.SIGN_IN_FIRST
    if route.access is Access.OPERATOR and role not in (Role.OPERATOR, Role.OTHER_OPERATOR):
        return Fate.FORBIDDEN
    return Fate.REACHED if role in OWNERS[route.owner] else Fate.MISSING


class NoMaker(Exception):
    """A path names a kind of object that nobody makes; the message says what to add."""


@dataclass(frozen=True)
class Side:
    """An organisation with one object of each kind; `accounts` are who has to do with it, by role.

    `orders` are those of the accounts that own one. A role that is not there has nothing here.
    """

    accounts: Mapping[Role, str]
    objects: Mapping[str, str]
    orders: Mapping[Role, str]

    def objects_of(self, role: Role) -> dict[str, str]:
        """Return the objects that `role` calls for: an order of its own, if it has one."""
        return {**self.objects, "order_id": self.orders.get(role, self.orders[Role.MEMBER])}


def names(path: str) -> list[str]:
    """Return the parameters of a path."""
    return re.findall(r"{(\w+)", path)


def named_objects(path: str) -> list[str]:
    """Return those parameters of a path that name objects."""
    return [name for name in names(path) if name not in WORDS]


def fill(path: str, objects: Mapping[str, str]) -> str:
    """Return the path of these objects; raises NoMaker."""
    for name in named_objects(path):
        if name not in objects:
            raise NoMaker(f"{path}: make a {name} in tests/support/access_matrix.py (`make_side` and `missing`)")
    return re.sub(r"{(\w+)(:[^}]*)?}", lambda found: {**WORDS, **objects}[found[1]], path)


def raw(path: str) -> URL:
    """Return `path` as it is to be sent, however odd."""
    return URL(path, encoded=True)


def missing() -> dict[str, str]:
    """Return ids as ours are made, of objects that do not exist."""
    unused = secrets.token_hex(16)
    kinds = (
        "order_id",
        "case_id",
        "station_id",
        "account_id",
        "organisation_id",
        "command_id",
        "payment_id",
        "tariff_id",
    )
    device_id = "cab-" + secrets.token_hex(8)
    return {**dict.fromkeys(kinds, unused), "device_id": device_id, "cabinet_id": device_id, "sticker": sticker.make(0)}


async def make_side(api: Any) -> Side:
    """Make an organisation with all that it can have, and two customers with a power bank each; one is suspended then."""
    name = secrets.token_hex(6)
    request = BootstrapRequest(f"Organisation {name}", f"operator-{name}@example.org", "Operator", "no hash")
    made = await api.store.write(lambda unit: bootstrap(unit, api.ports, request))
    cabinet = await api.cabinet(online=False, organisation=made)
    banks = {3: secrets.token_bytes(6), 4: secrets.token_bytes(6)}
    await cabinet.come_online(banks)
    accounts = {Role.MEMBER: await person(api), Role.SUSPENDED: await person(api), Role.OPERATOR: made.account_id}
    orders = {
        role: await _lent_order(api, accounts[role], cabinet, slot, bank)
        for role, (slot, bank) in zip((Role.MEMBER, Role.SUSPENDED), banks.items(), strict=True)
    }
    await api.store.write(lambda unit: unit.accounts.set_state(accounts[Role.SUSPENDED], SUSPENDED))
    device = await api.store.read(lambda unit: unit.devices.get(cabinet.id))
    objects = {
        "account_id": accounts[Role.MEMBER],
        "cabinet_id": cabinet.id,
        "case_id": await _case(api, made.account_id, made.organisation_id, cabinet.id),
        "command_id": await _command(api, made.account_id, cabinet.id),
        "device_id": cabinet.id,
        "organisation_id": made.organisation_id,
        "station_id": device.station_id,
        "sticker": device.sticker,
    }
    return Side(accounts, objects, orders)


async def person(api: Any) -> str:
    """Register somebody who has money; returns the account's id."""
    request = RegisterRequest(f"person-{secrets.token_hex(6)}@example.org", "Person", "no hash")
    account = await api.store.write(lambda unit: register(unit, api.ports, request))
    await api.fund(account.id, 20_000)
    return str(account.id)


async def session(api: Any, account_id: str, role: Role = Role.MEMBER) -> str:
    """Open a session for the account, already over for the roles that say so; returns its token."""
    token, now_ms = api.ports.entropy.token(), api.ports.clock.now_ms()
    expires_ms = now_ms - 1 if role is Role.EXPIRED else now_ms + 3_600_000
    revoked_ms = now_ms if role is Role.REVOKED else None
    row = Session(hash_of(token), account_id, now_ms - 60_000, expires_ms, revoked_ms)
    await api.store.write(lambda unit: unit.accounts.add_session(row))
    return str(token)


async def _lent_order(api: Any, account_id: str, cabinet: Any, slot: int, bank: bytes) -> str:
    request = RentRequest(account_id, cabinet.id, secrets.token_hex(8))
    result = await api.store.write(lambda unit: rent(unit, api.ports, request))
    await cabinet.say_event(cabinet.script.lent(await cabinet.lends.get(), slot, bank))
    return str(result.order.id)


async def _case(api: Any, operator_id: str, organisation_id: str, device_id: str) -> str:
    def work(unit: Unit) -> str:
        open_case(unit, api.ports, organisation_id, JOURNAL_GAP, {}, device_id=device_id)
        return list_cases(unit, operator_id)[0].id

    return str(await api.store.write(work))


async def _command(api: Any, operator_id: str, device_id: str) -> str:
    request = EjectRequest(operator_id, device_id, 1, secrets.token_hex(8), "a test")
    command = await api.store.write(lambda unit: eject(unit, api.ports, request))
    return str(command.id)
