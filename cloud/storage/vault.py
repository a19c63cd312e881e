"""Device keys at rest: AES-256-GCM under one master key, each bound to the row that it stands in."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloud.services.ports.world import VaultError

MASTER_KEY_BYTES = 32

_NONCE_BYTES = 12  # NIST SP 800-38D, section 8.2.2: random nonces are good for 2**32 keys


class MasterKeyVault:
    """services.ports.KeyVault; sealed = nonce, ciphertext, tag."""

    def __init__(self, master_key: bytes) -> None:
        """Take the master key (32 bytes), which stands outside the database."""
        if len(master_key) != MASTER_KEY_BYTES:
            raise VaultError(f"the master key has {MASTER_KEY_BYTES} bytes, this one has {len(master_key)}")
        self._cipher = AESGCM(master_key)

    def seal(self, secret: bytes, context: str) -> bytes:
        """Return `secret` encrypted under a fresh nonce, bound to `context`."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return the secret; raises VaultError."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultError(f"{context} cannot be opened: this is not the master key it was sealed with") from error
