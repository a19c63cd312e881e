"""One message taken apart byte by byte for docs/PROTOCOL.md: a LEND, sealed with keys that are no secret."""

from collections.abc import Iterator

from shared_protocol import cabinet as wire
from shared_protocol import cbor, envelope, fields, keys, topics
from shared_protocol.host.names import FIELDS

DEVICE_ID = "cabinet-0001"
KEY_VERSION = 1
ROOT = bytes(range(keys.KEY_BYTES))
BODY: dict[int, object] = {
    fields.TYPE: wire.LEND,
    fields.BOOT: 7,
    fields.COMMAND: bytes(range(0x10, 0x20)),
    fields.ORDER: bytes(range(0x20, 0x30)),
    fields.NOT_AFTER_UPTIME_MS: 3_605_000,
}

_HEX_COLUMNS = 48


def sealed() -> bytes:
    """Return the example's envelope."""
    key = keys.MacKey(keys.derive(ROOT, keys.DOWN))
    return envelope.seal(key, _protected(), topics.topic(DEVICE_ID, topics.COMMAND), cbor.encode(BODY))


def describe() -> str:
    """Return the example as a Markdown block: its inputs, then each run of bytes with what it means."""
    lines = [
        f"root key {ROOT.hex()}",
        f"subkey down {keys.derive(ROOT, keys.DOWN).hex()}",
        f"topic {topics.topic(DEVICE_ID, topics.COMMAND)}",
        "",
        *(f"{part.hex():{_HEX_COLUMNS}}  {meaning}".rstrip() for part, meaning in _parts(sealed())),
    ]
    return "```\n" + "\n".join(lines) + "\n```\n"


def _protected() -> bytes:
    return envelope.protected_header(envelope.key_id(DEVICE_ID, KEY_VERSION))


def _parts(data: bytes) -> Iterator[tuple[bytes, str]]:
    protected, payload = _protected(), cbor.encode(BODY)
    before_payload = data.index(payload)
    before_header = data.index(protected)
    after_header = before_header + len(protected)
    yield data[:2], "tag 17 (COSE_Mac0), array of 4"
    yield data[2:before_header], f"protected header, {len(protected)} bytes:"
    yield protected[:4], "  {1: 5, 4: ..} HMAC 256/256, key id:"
    yield protected[4:], f'  "{envelope.key_id(DEVICE_ID, KEY_VERSION).decode()}"'
    yield data[after_header : after_header + 1], "unprotected header: empty"
    yield data[after_header + 1 : before_payload], f"payload, {len(payload)} bytes:"
    yield payload[:1], f"  map of {len(BODY)}"
    for key in sorted(BODY):
        yield cbor.encode({key: BODY[key]})[1:], f"  {key} {FIELDS[key].name}"
    after_payload = before_payload + len(payload)
    yield data[after_payload : after_payload + 2], "tag, 32 bytes:"
    yield data[after_payload + 2 : after_payload + 18], ""
    yield data[after_payload + 18 :], ""
