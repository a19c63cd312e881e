"""The keys that sign receipts: made at first use, sealed in the database, replaced on request, published for good.

A private half is opened once and kept in memory: a settlement must not wait for the vault each time.
"""

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.services.money.views import ReceiptKeyView
from cloud.services.people.operators import record
from cloud.services.ports.rows.money import ReceiptKey
from cloud.services.ports.store import Unit
from cloud.services.ports.world import KeyVault, Ports
from shared_protocol.host.receipt import ALGORITHM_NAME

_SECRET_BYTES = 32
_OPENED_AT_MOST = 16  # one is in use; a process that serves many databases is a test


def signing_key(unit: Unit, ports: Ports) -> tuple[str, Ed25519PrivateKey]:
    """Return (id, private key) of the key in use; makes the first one. Raises VaultError under another master key."""
    rows = unit.bills.keys()
    row = next((key for key in rows if key.retired_ms is None), None) or _make(unit, ports)
    return row.id, _opened(ports.vault, row.id, row.sealed_key)  # type: ignore[arg-type]  # vaults are told apart by identity


def replace_key(unit: Unit, ports: Ports, actor: str, reason: str) -> str:
    """Retire the key in use and make another, whose id is returned. What the old one signed is verified as before."""
    unit.bills.retire_keys(ports.clock.now_ms())
    key_id = _make(unit, ports).id
    record(unit, ports, None, actor, "receipt-key.replace", key_id, reason)
    return key_id


def public_keys(unit: Unit) -> list[ReceiptKeyView]:
    """Return every key that ever signed receipts, the newest first."""
    rows = unit.bills.keys()
    return [ReceiptKeyView(row.id, ALGORITHM_NAME, row.public_key, row.created_ms, row.retired_ms) for row in rows]


def _make(unit: Unit, ports: Ports) -> ReceiptKey:
    key_id, secret = ports.entropy.id(), ports.entropy.bytes(_SECRET_BYTES)
    public_key = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    row = ReceiptKey(key_id, public_key, ports.vault.seal(secret, _context(key_id)), ports.clock.now_ms(), None)
    unit.bills.add_key(row)
    return row


@lru_cache(_OPENED_AT_MOST)
def _opened(vault: KeyVault, key_id: str, sealed_key: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(vault.open(sealed_key, _context(key_id)))


def _context(key_id: str) -> str:
    return f"receipt key {key_id}"
