"""COSE_Mac0 (RFC 9052, section 6.2) around every message: HMAC 256/256, the topic as external_aad.

The protected header carries algorithm and key id (device id and key version); the unprotected one is empty. Because the
topic is under the MAC, a message for one device, leaf or direction is worthless on any other.
"""

from shared_protocol import cbor, topics
from shared_protocol.errors import ENVELOPE, LIMIT, MAC, RemoteError
from shared_protocol.keys import MacKey, same
from shared_protocol.limits import MAX_ENVELOPE_BYTES, MAX_KEY_VERSION

_TAG_MAC0 = 0xD1  # CBOR tag 17
_ARRAY_OF_4 = 0x84
_EMPTY_MAP = 0xA0
_HEADER_ALGORITHM = 1
_HEADER_KEY_ID = 4
_HMAC_256_256 = 5
_TAG_BYTES = 32


def key_id(device_id: str, version: int) -> bytes:
    """Return the key id of a device's key `version` (1 to MAX_KEY_VERSION)."""
    return (device_id + "/" + str(version)).encode()


def parse_key_id(data: bytes) -> tuple[str, int]:
    """Return (device id, key version); raises RemoteError(ENVELOPE) for anything that `key_id` cannot have made."""
    try:
        device_id, version_text = str(data, "utf-8").split("/")
        version = int(version_text)
    except (ValueError, UnicodeError):
        raise RemoteError(ENVELOPE, "not a key id")  # noqa: B904 - see check.check_outgoing
    canonical = 0 < version <= MAX_KEY_VERSION and version_text == str(version)
    if not canonical or not topics.is_device_id(device_id):
        raise RemoteError(ENVELOPE, "not a key id")
    return device_id, version


def protected_header(identity: bytes) -> bytes:
    """Return the encoded protected header for a key id; made once per key, it never changes."""
    return cbor.encode({_HEADER_ALGORITHM: _HMAC_256_256, _HEADER_KEY_ID: identity})


def seal(key: MacKey, protected: bytes, topic: str, payload: bytes) -> bytes:
    """Return the envelope of `payload` (an encoded message) for `topic`, tagged with `key`."""
    out = bytearray((_TAG_MAC0, _ARRAY_OF_4))
    _put_bytes(out, protected)
    out.append(_EMPTY_MAP)
    _put_bytes(out, payload)
    _put_bytes(out, key.tag(_mac_head(protected, topic.encode(), payload), payload))
    return bytes(out)


class Envelope:
    """An envelope that was parsed but not yet believed: `key_id` says whose key to try."""

    def __init__(self, data: bytes) -> None:
        """Parse `data`; raises RemoteError (ENVELOPE, MALFORMED, PROFILE or LIMIT)."""
        if len(data) > MAX_ENVELOPE_BYTES:
            raise RemoteError(LIMIT, "envelope too long")
        if len(data) < 2 or data[0] != _TAG_MAC0 or data[1] != _ARRAY_OF_4:
            raise RemoteError(ENVELOPE, "not a tagged COSE_Mac0")
        decoder = cbor.Decoder(data)
        decoder.at = 2
        self.protected = decoder.string(2)
        if decoder.head() != (5, 0):
            raise RemoteError(ENVELOPE, "the unprotected header must be empty")
        self._payload = decoder.string(2)
        self._tag = decoder.string(2)
        decoder.finish()
        if len(self._tag) != _TAG_BYTES:
            raise RemoteError(ENVELOPE, "the tag has 32 bytes")
        self.key_id = _key_id_of(self.protected)

    def verify(self, key: MacKey, topic: str) -> bytes:
        """Return the payload; raises RemoteError(MAC) unless `key` made the tag for `topic`."""
        expected = key.tag(_mac_head(self.protected, topic.encode(), self._payload), self._payload)
        if not same(expected, self._tag):
            raise RemoteError(MAC, "the authentication tag does not fit")
        return self._payload


def _key_id_of(protected: bytes) -> bytes:
    header = cbor.decode(protected)
    if not isinstance(header, dict) or len(header) != 2 or header.get(_HEADER_ALGORITHM) != _HMAC_256_256:
        raise RemoteError(ENVELOPE, "the algorithm is HMAC 256/256, beside a key id, and nothing else")
    identity = header.get(_HEADER_KEY_ID)
    if not isinstance(identity, bytes):
        raise RemoteError(ENVELOPE, "the key id is a byte string")
    return identity


def _put_bytes(out: bytearray, data: bytes) -> None:
    cbor.put_head(out, 2, len(data))
    out.extend(data)


def _mac_head(protected: bytes, external: bytes, payload: bytes) -> bytes:
    """Return the MAC_structure of RFC 9052, section 6.3, up to the bytes of the payload."""
    out = bytearray(b"\x84\x64MAC0")
    _put_bytes(out, protected)
    _put_bytes(out, external)
    cbor.put_head(out, 2, len(payload))
    return bytes(out)
