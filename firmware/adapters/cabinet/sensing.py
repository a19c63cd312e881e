"""Reads all slots through expanders and muxes into one list that the core may look at. Judges nothing.

A pass gives way to other tasks after each slot, so that it never holds the loop longer than one slot takes (about 1 ms at
400 kHz). What goes wrong on the bus becomes None in the readings; nothing is raised.
"""

import asyncio
from errno import EIO, ENODEV

from firmware.adapters.cabinet.slot_bus import SLOTS_PER_CHIP

PRESENT = 0
BANK = 1
CHARGE_PCT = 2
CYCLES = 3


class Sensing:
    """`readings`: [present, bank, charge_pct, cycles] a slot, as signals.READINGS wants them; reused by each pass."""

    def __init__(self, slot_bus) -> None:
        self._bus = slot_bus
        self.readings: list = [[None, None, None, None] for _ in range(slot_bus.slot_count)]
        self._abandoned = False

    async def read(self, thorough: bool) -> bool:
        """Read all slots once; a thorough pass reads every gauge anew, others only those of banks that just came.

        Returns False when `abandon` was called meanwhile: then some readings are older than what made the caller ask.
        """
        self._abandoned = False
        for chip in range(len(self._bus.expanders)):
            self._read_presence(chip, thorough)
            await self._read_channels(chip, thorough)
            if self._abandoned:
                return False
        return True

    def abandon(self) -> None:
        """Let the pass that is under way end early and count for nothing."""
        self._abandoned = True

    def _slots(self, chip: int) -> range:
        first = chip * SLOTS_PER_CHIP
        return range(first, min(first + SLOTS_PER_CHIP, len(self.readings)))

    def _read_presence(self, chip: int, thorough: bool) -> None:
        expander = self._bus.expanders[chip]
        levels: int | None = None
        try:
            if thorough and not expander.is_configured():
                expander.configure()
            levels = expander.inputs()
        except OSError as error:
            self._recover(error)
        for slot in self._slots(chip):
            # The switch closes to ground.
            present = None if levels is None else not levels >> slot % SLOTS_PER_CHIP & 1
            self.readings[slot][PRESENT] = present

    async def _read_channels(self, chip: int, thorough: bool) -> None:
        mux = self._bus.muxes[chip]
        opened = False
        for slot in self._slots(chip):
            if self._select(mux, slot % SLOTS_PER_CHIP):
                opened = True
                self._read_bank(self.readings[slot], thorough)
            else:
                _forget(self.readings[slot], None)
            await asyncio.sleep_ms(0)
            if self._abandoned:
                break
        if opened:
            self._close(mux)

    def _select(self, mux, channel: int) -> bool:
        try:
            mux.select(channel)
        except OSError as error:
            self._recover(error)
            return False
        return True

    def _close(self, mux) -> None:
        try:
            mux.disable()
        except OSError:
            # Its bank would answer together with those behind the next mux, and ids would be mixtures.
            self._bus.reset()

    def _read_bank(self, reading: list, thorough: bool) -> None:
        known = reading[BANK]
        try:
            bank = self._bus.eeprom.bank(known)
        except OSError as error:
            _forget(reading, b"" if _is_silence(error) else None)
            self._recover(error)
            return
        reading[BANK] = bank
        if thorough or bank is not known or reading[CHARGE_PCT] is None or _is_doubtful(reading[CYCLES]):
            reading[CHARGE_PCT] = self._ask(self._bus.gauge.charge_pct)
            reading[CYCLES] = self._ask(self._bus.eeprom.cycles)

    def _ask(self, question) -> int | None:
        try:
            return question()
        except OSError as error:
            self._recover(error)
            return None

    def _recover(self, error: OSError) -> None:
        # A bank that was pulled half out can hold the bus down: only closing its channel by reset frees the others.
        if not _is_silence(error):
            self._bus.reset()


def _is_silence(error: OSError) -> bool:
    return error.errno in (ENODEV, EIO)


def _is_doubtful(cycles: int | None) -> bool:
    # Whose bank it is hangs on this: one garbled transfer must not decide it.
    return cycles is None or cycles < 0


def _forget(reading: list, bank) -> None:
    reading[BANK] = bank
    reading[CHARGE_PCT] = None
    reading[CYCLES] = None
