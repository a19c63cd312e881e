"""Loopback jumpers of each board: wires on the bench from a lock's drive to a free pin, by which the chip sees its own pulses.

Owns which wires there may be. Whether one is there, the board finds out (`on_board/pulse.py`).
"""

from typing import NamedTuple

from firmware.boards import cabinet_s3_wiring


class Loopback(NamedTuple):
    """A wire from the lock drive of `slot` to `gpio`."""

    slot: int
    gpio: int


LOOPBACKS: dict[str, tuple[Loopback, ...]] = {
    "cabinet-s3": tuple(Loopback(slot, gpio) for gpio, slot in cabinet_s3_wiring.BENCH_JUMPERS),
}


def town_jumpers(board: str, slots: int) -> dict[str, int]:
    """Return what a town of virtual boards calls `jumpers`, so that a cabinet of so many slots has all its wires."""
    return {str(loopback.gpio): loopback.slot for loopback in LOOPBACKS.get(board, ()) if loopback.slot <= slots}
