"""Where receipts and keys come from: files, and the address of a cloud. Every error is a cause and a way out."""

import base64
import binascii
import json
import ssl
import urllib.request
from pathlib import Path
from typing import Any

from shared_protocol.host.receipt import MAX_RECEIPT_BYTES
from shared_protocol.keys import KEY_BYTES
from tools.errors import ToolError

KEYS_PATH = "/api/v1/receipt-keys"
TIMEOUT_S = 10
MAX_DOCUMENT_BYTES = 1 << 20

_AS_PUBLISHED = f"take what GET {KEYS_PATH} answers, unchanged"


def receipt_bytes(file: Path) -> bytes:
    """Return the signed bytes in `file`: as downloaded, or the API's JSON with its `cose`; raises ToolError."""
    data = _read(file)
    if not data.lstrip().startswith(b"{"):
        return data[: MAX_RECEIPT_BYTES + 1]
    try:
        return base64.b64decode(json.loads(data)["cose"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        raise ToolError(
            f"{file} is JSON without a receipt in `cose`", "take the whole answer of GET .../receipt"
        ) from error


def keys_of_file(file: Path) -> dict[str, bytes]:
    """Return key id -> public key out of a file with the published JSON; raises ToolError."""
    return _published(_read(file), str(file))


def keys_of_cloud(address: str, authority: Path | None) -> dict[str, bytes]:
    """Return the keys that the cloud at `address` publishes, over TLS trusting `authority` if given; raises ToolError."""
    if not address.startswith(("http://", "https://")):
        raise ToolError(f"--cloud is {address!r}", "write it as https://HOST[:PORT]")
    try:
        trust = ssl.create_default_context(cafile=authority) if address.startswith("https://") else None
        url = address.rstrip("/") + KEYS_PATH
        with urllib.request.urlopen(url, timeout=TIMEOUT_S, context=trust) as answer:  # noqa: S310 - http or https, as above
            return _published(answer.read(MAX_DOCUMENT_BYTES), address)
    except (OSError, ValueError) as error:
        raise ToolError(
            f"{address} does not hand out its keys: {error}", "see that the address is right, or give --keys FILE"
        ) from error


def device_keys(file: Path) -> dict[str, bytes]:
    """Return device id -> root key out of a JSON file {id: 64 hex digits}; raises ToolError."""
    try:
        document = json.loads(_read(file))
        keys = {str(device_id): bytes.fromhex(text) for device_id, text in document.items()}
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise ToolError(f"{file} holds no device keys: {error}", 'write {"device id": "64 hex digits"}') from error
    for device_id, key in keys.items():
        if len(key) != KEY_BYTES:
            raise ToolError(f"the key of {device_id} in {file} has {len(key)} bytes", f"a root key has {KEY_BYTES}")
    return keys


def _published(data: bytes, source: str) -> dict[str, bytes]:
    try:
        rows: list[Any] = json.loads(data)
        return {row["key_id"]: base64.b64decode(row["public_key"], validate=True) for row in rows}
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        raise ToolError(f"{source} holds no published receipt keys", _AS_PUBLISHED) from error


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_DOCUMENT_BYTES)
    except OSError as error:
        raise ToolError(f"{file} cannot be read: {error.strerror}", "name a readable file") from error
