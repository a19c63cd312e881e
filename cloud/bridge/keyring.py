"""Keys of devices, ready for use: loaded once, both versions while a rotation overlaps. Knows no topic and no message."""

import asyncio
import time
from collections.abc import Callable

from cloud.services.fleet.keys import RootKey, device_keys
from cloud.services.ports.store import Store
from cloud.services.ports.world import Ports
from shared_protocol import envelope, keys
from shared_protocol.errors import UNKNOWN_KEY, RemoteError

# How soon a device without a fitting key is looked up again: it may have been provisioned, or its key rotated, meanwhile.
LOOK_AGAIN_S = 2.0
MOST_STRANGERS = 10_000


class DeviceKey:
    """One version of one device's key: opens what comes up, seals what goes down."""

    def __init__(self, device_id: str, root: RootKey) -> None:
        identity = envelope.key_id(device_id, root.version)
        self.version = root.version
        self._protected = envelope.protected_header(identity)
        self._up = keys.MacKey(keys.derive(root.root, keys.UP))
        self._down = keys.MacKey(keys.derive(root.root, keys.DOWN))

    def verify(self, sealed: envelope.Envelope, topic: str) -> bytes:
        """Return the authentic payload; raises RemoteError(MAC)."""
        return sealed.verify(self._up, topic)

    def seal(self, topic: str, payload: bytes) -> bytes:
        """Return the envelope of `payload` for `topic`."""
        return envelope.seal(self._down, self._protected, topic, payload)


class DeviceKeys:
    """The keys of one device; what goes down is sealed with the version that the device last used itself."""

    def __init__(self, versions: dict[int, DeviceKey], newest: int) -> None:
        self._versions = versions
        self._current = newest

    def verify(self, version: int, sealed: envelope.Envelope, topic: str) -> bytes:
        """Return the authentic payload; raises RemoteError (UNKNOWN_KEY or MAC)."""
        key = self._versions.get(version)
        if key is None:
            raise RemoteError(UNKNOWN_KEY, f"no key version {version}")
        payload = key.verify(sealed, topic)
        self._current = version
        return payload

    def has(self, version: int) -> bool:
        """Tell whether `version` is held."""
        return version in self._versions

    def supersedes(self, version: int) -> bool:
        """Tell whether `version` is the newest of several: a device that used it needs no older one any more."""
        return len(self._versions) > 1 and version == max(self._versions)

    def keep_only(self, version: int) -> None:
        """Forget every other version."""
        self._versions = {version: self._versions[version]}
        self._current = version

    def seal(self, topic: str, payload: bytes) -> bytes:
        """Return the envelope of `payload` for `topic`."""
        return self._versions[self._current].seal(topic, payload)


class Keyring:
    """Holds the keys of every device that was heard of; asks the store for others."""

    def __init__(self, store: Store, ports: Ports, now_s: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._ports = ports
        self._now_s = now_s
        self._held: dict[str, DeviceKeys] = {}
        self._asked_s: dict[str, float] = {}
        self._loading: dict[str, asyncio.Task[DeviceKeys | None]] = {}

    def held(self, device_id: str) -> DeviceKeys | None:
        """Return the keys of a device if they are here."""
        return self._held.get(device_id)

    def is_worth_asking(self, device_id: str) -> bool:
        """Tell whether the store may know more than we do: a device is asked about at most every LOOK_AGAIN_S."""
        return self._now_s() - self._asked_s.get(device_id, -LOOK_AGAIN_S) >= LOOK_AGAIN_S

    async def load(self, device_id: str) -> DeviceKeys | None:
        """Return the keys of a device as the store has them now, None if it has none; raises StorageError, VaultError."""
        task = self._loading.get(device_id)
        if task is None:
            task = asyncio.ensure_future(self._load(device_id))
            self._loading[device_id] = task
            task.add_done_callback(lambda _: self._loading.pop(device_id, None))
        return await asyncio.shield(task)

    async def _load(self, device_id: str) -> DeviceKeys | None:
        if len(self._asked_s) >= MOST_STRANGERS:
            self._asked_s.clear()
        self._asked_s[device_id] = self._now_s()
        roots = await self._store.read(lambda unit: device_keys(unit, self._ports, device_id))
        if not roots:
            self._held.pop(device_id, None)
            return None
        versions = {root.version: DeviceKey(device_id, root) for root in roots}
        found = DeviceKeys(versions, roots[0].version)
        self._held[device_id] = found
        return found
