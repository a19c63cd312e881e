"""Fills an empty database for a benchmark: cabinets, and people enough that nobody reaches the limit of open orders.

The limit itself stays as it is in production: every rental of a run is a person of its own, signed in beforehand.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from cloud.app import DatabaseOptions, make_ports
from cloud.services.bootstrap import BootstrapRequest, bootstrap
from cloud.services.fleet.provision import ProvisionRequest, provision_device
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up
from cloud.services.people.accounts import RegisterRequest, register
from cloud.services.people.sessions import Credentials, open_session
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Outcome, Ports
from cloud.storage.opening import open_store

BOARD = "cabinet-s3"
SLOT_COUNT = 48
NO_PASSWORD = "!"  # no argon2 hash: nobody signs in by password here  # noqa: S105
FUNDS_MINOR = 5_000  # covers the hold of a rental; nobody rents twice
BATCH = 200


@dataclass(frozen=True)
class Founded:
    """Configurations of the boards, and bearer tokens of the people."""

    cabinets: list[dict[str, Any]]
    tokens: tuple[str, ...]


async def found(database: DatabaseOptions, cabinets: int, people: int) -> Founded:
    """Create an organisation with so many cabinets and people; raises StorageError."""
    store = await open_store(database.url)
    ports = make_ports(database)
    try:
        boards = await store.write(lambda unit: _cabinets(unit, ports, cabinets))
        tokens: list[str] = []
        for first in range(0, people, BATCH):
            batch = range(first, min(first + BATCH, people))
            tokens += await store.write(partial(_people, ports, batch))
    finally:
        await store.close()
    return Founded(boards, tuple(tokens))


def _cabinets(unit: Unit, ports: Ports, count: int) -> list[dict[str, Any]]:
    owner = bootstrap(unit, ports, BootstrapRequest("Bench", "operator@bench.example", "Operator", NO_PASSWORD))
    request = ProvisionRequest(owner.account_id, owner.organisation_id, None, SLOT_COUNT, BOARD, "127.0.0.1", 1883)
    return [provision_device(unit, ports, request).configuration for _ in range(count)]


def _people(ports: Ports, numbers: range, unit: Unit) -> list[str]:
    return [_person(unit, ports, number) for number in numbers]


def _person(unit: Unit, ports: Ports, number: int) -> str:
    email = f"person{number}@bench.example"
    person = register(unit, ports, RegisterRequest(email, f"Person {number}", NO_PASSWORD))
    request = TopUpRequest(person.id, FUNDS_MINOR, ports.settings.currency, "funds")
    finish_top_up(unit, ports, start_top_up(unit, ports, request).id, Outcome(True))
    return open_session(unit, ports, Credentials(person.id, NO_PASSWORD)).token
