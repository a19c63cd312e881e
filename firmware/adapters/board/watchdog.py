"""Feeds the hardware watchdog, and only while control, sensing and the link's timing all advance (INV-6)."""

import asyncio

CONTROL = 1
SENSING = 2
LINK = 4
_ALL = CONTROL | SENSING | LINK

# Tasks may be this many times slower than the feeding before the dog bites.
FEEDS_PER_PERIOD = 8


class Watchdog:
    """Hand it machine.WDT, already running, and its period."""

    def __init__(self, timer, period_ms: int) -> None:
        self._timer = timer
        self._pause_ms = period_ms // FEEDS_PER_PERIOD
        self._advanced = 0

    def advanced(self, task: int) -> None:
        """Note that a task (CONTROL, SENSING or LINK) went once round."""
        self._advanced |= task

    async def run(self) -> None:
        """Feed for ever; a task of its own."""
        while True:
            if self._advanced == _ALL:
                self._advanced = 0
                self._timer.feed()
            await asyncio.sleep_ms(self._pause_ms)
