"""Keys of a device: HMAC-SHA-256 (RFC 2104), HKDF (RFC 5869), and the separate subkeys that the wire uses.

Own code because MicroPython has hashlib but no hmac; a subkey for one purpose is worthless for another.
"""

import hashlib

KEY_BYTES = 32
UP = b"wattlend/1/up"
DOWN = b"wattlend/1/down"
CREDENTIAL = b"wattlend/1/credential"

_BLOCK = 64


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Return the 32-byte HMAC-SHA-256 of `message` under `key` (any length)."""
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    key = key + bytes(_BLOCK - len(key))
    inner = hashlib.sha256(bytes([byte ^ 0x36 for byte in key]))
    inner.update(message)
    outer = hashlib.sha256(bytes([byte ^ 0x5C for byte in key]))
    outer.update(inner.digest())
    return outer.digest()


class MacKey:
    """A subkey made ready: the two padded blocks are computed once, so that a tag costs two hashes."""

    def __init__(self, key: bytes) -> None:
        """Take a subkey of KEY_BYTES bytes."""
        if len(key) != KEY_BYTES:
            raise ValueError("a subkey has 32 bytes")
        padded = key + bytes(_BLOCK - KEY_BYTES)
        self._inner = bytes([byte ^ 0x36 for byte in padded])
        self._outer = bytes([byte ^ 0x5C for byte in padded])

    def tag(self, message: bytes, more: bytes = b"") -> bytes:
        """Return the 32-byte tag of `message` followed by `more`: two, so that a board need not join them."""
        inner = hashlib.sha256(self._inner)
        inner.update(message)
        inner.update(more)
        outer = hashlib.sha256(self._outer)
        outer.update(inner.digest())
        return outer.digest()


def derive(root: bytes, purpose: bytes) -> bytes:
    """Return the 32-byte subkey of `root` (32 bytes) for `purpose` (UP, DOWN or CREDENTIAL): HKDF, empty salt."""
    if len(root) != KEY_BYTES:
        raise ValueError("a device's root key has 32 bytes")
    pseudo_random_key = hmac_sha256(bytes(32), root)
    return hmac_sha256(pseudo_random_key, purpose + b"\x01")


def same(left: bytes, right: bytes) -> bool:
    """Tell whether two byte strings are equal, in time that depends on their length alone."""
    if len(left) != len(right):
        return False
    difference = 0
    for index in range(len(left)):
        difference |= left[index] ^ right[index]
    return difference == 0
