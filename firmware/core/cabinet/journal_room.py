"""How much of the journal a cabinet keeps free, and how long its records get. Opens the journal with that.

Loaded for the start alone.
"""

from firmware.core.cabinet.inventory import Inventory
from firmware.core.common.journal import Journal

# The longest head a segment can have: 48 banks, 48 faults, an open act that tried 48 slots.
HEAD_BYTES = 960
# Upper bounds of single records, framing included.
RETURN_BYTES = 96
REMOVAL_BYTES = 112
FAULT_BYTES = 80
INTENT_BYTES = 96
RESULT_BYTES = 208


def open_journal(storage, new_id: bytes, quota_bytes: int, slot_count: int) -> Journal:
    """Return the journal of a cabinet; see Journal for the arguments and errors."""
    return Journal(storage, new_id, quota_bytes, Inventory(), HEAD_BYTES, reserve_bytes(slot_count))


def reserve_bytes(slot_count: int) -> int:
    """Return what must stay free: per slot a return, a removal, a fault and an intent, and the result."""
    return slot_count * (RETURN_BYTES + REMOVAL_BYTES + FAULT_BYTES + INTENT_BYTES) + RESULT_BYTES
