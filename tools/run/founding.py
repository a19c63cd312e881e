"""Founds the town in an empty database: organisation, operator, user, stations, cabinets. Finds them there at later starts."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

from argon2 import PasswordHasher

from cloud.app import DatabaseOptions, make_ports
from cloud.bridge.broker_accounts import AccountFiles, BrokerAccounts
from cloud.domain.people.refusals import EmailTaken
from cloud.services.bootstrap import Bootstrapped, BootstrapRequest, bootstrap
from cloud.services.fleet.provision import ProvisionRequest, provision_device
from cloud.services.fleet.stations import CreateStationRequest, create_station
from cloud.services.money.wallet import TopUpRequest, finish_top_up, start_top_up
from cloud.services.people.accounts import RegisterRequest, register
from cloud.services.ports.store import StorageError, Store, Unit
from cloud.services.ports.world import Outcome, Ports
from cloud.storage.opening import open_store
from tools.errors import ToolError
from tools.run.state import Login, StateFolder
from tools.run.town import BOARD, BOARDS, TownBoard

T = TypeVar("T")
CABINETS = "cabinets.json"
WELCOME_MINOR = 5_000  # what the demo's user finds in the wallet


def found(state: StateFolder, database: DatabaseOptions) -> dict[str, dict[str, Any]]:
    """Return each board's configuration by its name, and bring the broker's password file up to date; raises ToolError."""
    try:
        return asyncio.run(_found(state, database))
    except StorageError as error:
        raise ToolError(str(error), "look after the database, then start again") from error


async def _found(state: StateFolder, database: DatabaseOptions) -> dict[str, dict[str, Any]]:
    store = await open_store(database.url)
    try:
        town = _Town(store, make_ports(database), state)
        configurations = await town.settle()
        accounts = BrokerAccounts(
            store, AccountFiles(state.broker.passwords), state.broker_password.read_text().strip()
        )
        await accounts.publish()
    finally:
        await store.close()
    return configurations


class _Town:
    def __init__(self, store: Store, ports: Ports, state: StateFolder) -> None:
        self._store = store
        self._ports = ports
        self._state = state

    async def settle(self) -> dict[str, dict[str, Any]]:
        known = self._state.read(CABINETS)
        logins = self._state.logins()
        owner = await self._organisation(logins["operator"], founded=bool(known))
        await self._user(logins["user"])
        for board in BOARDS:
            if not await self._exists(known.get(board.name, {}).get("device_id", "")):
                known[board.name] = await self._cabinet(owner, board)
                self._state.write(CABINETS, known)
        return known

    async def _organisation(self, login: Login, *, founded: bool) -> Bootstrapped:
        request = BootstrapRequest("Wattlend Town", login.email, "Olga Operator", PasswordHasher().hash(login.password))
        made = await self._write(lambda unit: bootstrap(unit, self._ports, request))
        if not made.created and not founded:
            raise ToolError(
                f"the database already has an operator, whose password is not in {self._state.path}",
                "use the state folder that it was founded from, or an empty database",
            )
        return made

    async def _user(self, login: Login) -> None:
        request = RegisterRequest(login.email, "Uma User", PasswordHasher().hash(login.password))

        def work(unit: Unit) -> None:
            account_id = register(unit, self._ports, request).id
            gift = TopUpRequest(account_id, WELCOME_MINOR, self._ports.settings.currency, "welcome")
            finish_top_up(unit, self._ports, start_top_up(unit, self._ports, gift).id, Outcome(True))

        with contextlib.suppress(EmailTaken):  # of an earlier start
            await self._write(work)

    async def _exists(self, device_id: str) -> bool:
        return await self._store.read(lambda unit: unit.devices.get(device_id)) is not None

    async def _cabinet(self, owner: Bootstrapped, board: TownBoard) -> dict[str, Any]:
        place = CreateStationRequest(
            owner.account_id, owner.organisation_id, board.station, board.latitude_udeg, board.longitude_udeg
        )

        def work(unit: Unit) -> dict[str, Any]:
            station = create_station(unit, self._ports, place)
            # The broker's address is filled in at every start, when its port is known.
            request = ProvisionRequest(
                owner.account_id, owner.organisation_id, station.id, board.slots, BOARD, "127.0.0.1", 1883
            )
            return provision_device(unit, self._ports, request).configuration

        return await self._write(work)

    async def _write(self, work: Callable[[Unit], T]) -> T:
        return await self._store.write(work)
