"""Root keys of devices, out of a file: what is needed to say whether a MAC is good. Never shows one.

Two forms are taken: {"cabinet-0001": "64 hex digits", "cabinet-0002/3": ...} (with or without a key version), and a
board's own `configuration.json`.
"""

import json
from pathlib import Path
from typing import Any

from shared_protocol.envelope import parse_key_id
from shared_protocol.errors import RemoteError
from shared_protocol.keys import KEY_BYTES
from shared_protocol.topics import is_device_id
from tools.errors import ToolError

ANY_VERSION = 0
_WAY_OUT = 'write {"DEVICE ID": "64 hex digits", ...}, or give a board\'s configuration.json'


class KeyFile:
    """`keys`: (device id, key version or ANY_VERSION) -> root key."""

    def __init__(self, keys: dict[tuple[str, int], bytes]) -> None:
        self.keys = keys

    def key(self, device_id: str, version: int) -> bytes | None:
        """Return the root key of that version, None if the file has none."""
        return self.keys.get((device_id, version)) or self.keys.get((device_id, ANY_VERSION))

    def versions(self, device_id: str) -> list[int]:
        """Return the versions that the file has of a device's key."""
        return sorted(version for owner, version in self.keys if owner == device_id)


def read_key_file(path: Path) -> KeyFile:
    """Return the keys in the file at `path`; raises ToolError that says what is wrong, and shows no key."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ToolError(
            f"cannot read the key file {path}: {error.strerror}", "name a file that you may read", 2
        ) from error
    except ValueError as error:
        raise ToolError(f"the key file {path} is not JSON", _WAY_OUT, 2) from error
    if not isinstance(document, dict) or not document:
        raise ToolError(f"the key file {path} holds no keys", _WAY_OUT, 2)
    if "device_id" in document:
        document = {f"{document['device_id']}/{document.get('key_version', 1)}": document.get("key")}
    return KeyFile(dict(_entry(path, name, value) for name, value in document.items()))


def _entry(path: Path, name: str, value: Any) -> tuple[tuple[str, int], bytes]:
    owner = _owner(name)
    if owner is None:
        raise ToolError(f"the key file {path} names {name!r:.60}, which is no device id", _WAY_OUT, 2)
    try:
        key = bytes.fromhex(value)
    except (TypeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ToolError(f"the key file {path} has no key of 64 hex digits for {name}", _WAY_OUT, 2)
    return owner, key


def _owner(name: str) -> tuple[str, int] | None:
    if is_device_id(name):
        return name, ANY_VERSION
    try:
        return parse_key_id(name.encode(errors="replace"))
    except RemoteError:
        return None
