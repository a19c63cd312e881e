"""A device's end of the wire: turns message bodies into sealed envelopes for a leaf, and back. One per key.

The cloud's end differs (it looks keys up by key id) and lives in the cloud.
"""

from shared_protocol import cbor, envelope, keys, topics
from shared_protocol.check import check, check_outgoing, check_size
from shared_protocol.errors import UNKNOWN_KEY, LocalError, RemoteError


class DeviceChannel:
    """Seals what goes up and opens what comes down, with the subkeys of one root key."""

    def __init__(self, device_id: str, key_version: int, root: bytes, rows: tuple) -> None:  # type: ignore[type-arg]
        """Take the device id, the version of its key (from 1), the root key (32 bytes) and the rows of its kind (check.py)."""
        self._rows = rows
        self.key_id = envelope.key_id(device_id, key_version)
        self._protected = envelope.protected_header(self.key_id)
        self._up = keys.MacKey(keys.derive(root, keys.UP))
        self._down = keys.MacKey(keys.derive(root, keys.DOWN))
        self._topics = {leaf: topics.topic(device_id, leaf) for leaf in topics.LEAVES}

    def topic(self, leaf: str) -> str:
        """Return this device's topic for `leaf`."""
        return self._topics[leaf]

    def seal(self, leaf: str, body: dict[int, object]) -> bytes:
        """Return the envelope of `body` for `leaf`; raises LocalError for what the table forbids."""
        check_outgoing(body, leaf, self._rows)
        payload = cbor.encode(body)
        try:
            check_size(payload)
        except RemoteError as error:
            raise LocalError(error.detail)  # noqa: B904 - see check.py
        return envelope.seal(self._up, self._protected, self._topics[leaf], payload)

    def open(self, leaf: str, data: bytes) -> dict[int, object]:
        """Return the authentic, checked message that came on `leaf`; raises RemoteError."""
        sealed = envelope.Envelope(data)
        if sealed.key_id != self.key_id:
            raise RemoteError(UNKNOWN_KEY, "sealed for another device or key version")
        payload = sealed.verify(self._down, self._topics[leaf])
        check_size(payload)
        body = cbor.decode(payload)
        check(body, leaf, self._rows)
        return body  # type: ignore[return-value]  # `check` refused everything but a map
