"""A loop that hangs, under the firmware's own watchdog task and the chip's own watchdog."""

import asyncio
import time

import machine

from firmware.adapters.board.watchdog import CONTROL, LINK, SENSING, Watchdog

PERIOD_MS = 2_000
HEALTHY_MS = 3 * PERIOD_MS
EVERY_MS = 200


def run():
    """Be healthy for HEALTHY_MS, say so, and then hang for ever."""
    watchdog = Watchdog(machine.WDT(timeout=PERIOD_MS), PERIOD_MS)
    asyncio.run(_work(watchdog))


async def _work(watchdog):
    feeding = asyncio.create_task(watchdog.run())
    started = time.ticks_ms()
    while time.ticks_diff(time.ticks_ms(), started) < HEALTHY_MS:
        for task in (CONTROL, SENSING, LINK):
            watchdog.advanced(task)
        await asyncio.sleep_ms(EVERY_MS)
    print("stuck")
    while True:  # the feeding never has its turn again
        if feeding.done():
            return
