"""Figures about the board itself, for the HEALTH input."""

import gc

from shared_protocol import fields

# The largest allocation the firmware ever makes is one message; more is not asked for, because on an ESP32 a larger
# probe would make the heap grow at the expense of TLS.
_PROBES = (8192, 4096, 2048, 1024, 512)


def figures(rssi_dbm, discarded: int) -> dict:
    """Return {field: value} of heap, radio and what the link threw away."""
    gc.collect()
    values = {
        fields.FREE_HEAP_BYTES: gc.mem_free(),
        fields.LARGEST_FREE_BLOCK_BYTES: largest_free_block(),
        fields.DISCARDED_COUNT: discarded,
    }
    if rssi_dbm is not None:
        values[fields.RSSI_DBM] = rssi_dbm
    return values


def largest_free_block() -> int:
    """Return the largest of a few sizes that can be had in one piece, so at most 8192; 0 when none can."""
    for size in _PROBES:
        try:
            bytearray(size)
        except MemoryError:
            continue
        return size
    return 0
