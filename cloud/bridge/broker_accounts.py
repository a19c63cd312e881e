"""Keeps a Mosquitto's password file in step with the devices in the database."""

import asyncio
import contextlib
import logging
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from cloud.bridge.mosquitto_files import CLOUD_USER, WATCH_USER, password_hash, password_lines, replace_file
from cloud.services.fleet.keys import broker_credentials
from cloud.services.ports.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AccountFiles:
    """The broker's password file, and the file in which it keeps its process id (`pid_file`)."""

    passwords: Path
    process_id: Path | None = None


class BrokerAccounts:
    """Writes the file and has the broker read it; the cloud's own account goes first. A watcher's is kept as it is."""

    def __init__(self, store: Store, files: AccountFiles, cloud_password: str) -> None:
        self._store = store
        self._files = files
        self._cloud_hash = password_hash(cloud_password)
        self._turn = asyncio.Lock()

    async def publish(self) -> None:
        """Bring the file up to date; a broker that does not run reads it when it starts. Raises StorageError, OSError."""
        async with self._turn:
            credentials = await self._store.read(broker_credentials)
            accounts = [(CLOUD_USER, self._cloud_hash)]
            accounts += await asyncio.to_thread(_watchers, self._files.passwords)
            accounts += [(credential.device_id, credential.password_hash) for credential in credentials]
            await asyncio.to_thread(replace_file, self._files.passwords, password_lines(accounts))
            self._reload()
            log.info("the broker knows %d devices", len(credentials))

    def _reload(self) -> None:
        process_id = _running_broker(self._files.process_id)
        if process_id is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGHUP)


def _watchers(passwords: Path) -> list[tuple[str, str]]:
    """Return the account of whoever watches, if an operator set a password for it in the file."""
    lines = passwords.read_text().splitlines() if passwords.exists() else []
    accounts = [line.partition(":") for line in lines]
    return [(user, hashed) for user, _, hashed in accounts if user == WATCH_USER]


def _running_broker(file: Path | None) -> int | None:
    """Return the process id in `file` if a Mosquitto runs under it: after a crash another program may have the number."""
    if file is None:
        return None
    try:
        process_id = int(file.read_text())
        command = Path(f"/proc/{process_id}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return process_id if b"mosquitto" in command else None
