"""The heap of a bare prompt: what the firmware would find before it loads anything.

Asking costs a little itself: this module, `answer` and the line they came in, about 2 KB on 32 bits.
"""

import gc

_STEP_BYTES = 256


def bare():
    """Return `free_bytes`, `used_bytes`, `largest_block_bytes`; and of the ESP-IDF's own heap, which TLS and Wi-Fi take.

    The probe may make an ESP32's heap grow; the next soft reset gives that back.
    """
    gc.collect()
    figures = {"free_bytes": gc.mem_free(), "used_bytes": gc.mem_alloc()}
    figures.update(_idf_heap())
    figures["largest_block_bytes"] = _largest_block(figures["free_bytes"])
    return figures


def _largest_block(most):
    low, high = 0, most // _STEP_BYTES + 1  # `low` steps can be had, `high` cannot
    while high - low > 1:
        middle = (low + high) // 2
        gc.collect()
        try:
            bytearray(middle * _STEP_BYTES)
            low = middle
        except MemoryError:
            high = middle
    return low * _STEP_BYTES


def _idf_heap():
    import esp32

    if not hasattr(esp32, "idf_heap_info"):  # a virtual board has the one heap
        return {}
    regions = esp32.idf_heap_info(esp32.HEAP_DATA)  # of each: total, free, largest free block, least free ever
    return {
        "idf_free_bytes": sum(region[1] for region in regions),
        "idf_largest_block_bytes": max(region[2] for region in regions),
    }
