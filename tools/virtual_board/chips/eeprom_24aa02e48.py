"""24AA02E48: 256 bytes of EEPROM, whose upper half is factory-programmed with an EUI-48 (Microchip DS20002124).

Owns the address pointer, pages, write protection of the upper half and the write cycle. The lower half belongs to the
power bank that carries the chip and is handed in, so it goes where the bank goes.
"""

from collections.abc import Callable

FIRST_ADDRESS, LAST_ADDRESS = 0x50, 0x57  # the chip ignores the three low address bits
PAGE = 8
WRITABLE = 0x80
EUI_48_AT = 0xFA
WRITE_CYCLE_MS = 5


class Eeprom24aa02e48:
    """An id chip; `identity` is its EUI-48 and `memory` its 128 writable bytes, changed in place."""

    def __init__(self, identity: bytes, memory: bytearray, now_ms: Callable[[], float]) -> None:
        self._protected = b"\xff" * (EUI_48_AT - WRITABLE) + identity
        self._memory = memory
        self._now_ms = now_ms
        self._busy_until_ms = 0.0
        self._pointer = 0

    def answers(self, address: int) -> bool:
        """Tell whether the address is in the chip's range and no write cycle is under way."""
        return FIRST_ADDRESS <= address <= LAST_ADDRESS and self._now_ms() >= self._busy_until_ms

    def write(self, data: bytes) -> None:
        """Set the address pointer from the first byte; write the rest into its page, wrapping round at the page's end."""
        self._pointer = data[0]
        if len(data) == 1:
            return
        page = self._pointer & ~(PAGE - 1)
        for value in data[1:]:
            if self._pointer < WRITABLE:
                self._memory[self._pointer] = value
            self._pointer = page | ((self._pointer + 1) & (PAGE - 1))
        self._busy_until_ms = self._now_ms() + WRITE_CYCLE_MS

    def read(self, size: int) -> bytes:
        """Give bytes from the address pointer on; after the last comes the first."""
        whole = bytes(self._memory) + self._protected
        values = bytes(whole[(self._pointer + step) & 0xFF] for step in range(size))
        self._pointer = (self._pointer + size) & 0xFF
        return values

    def lose_power(self) -> None:
        """Reset the address pointer; what is stored stays."""
        self._pointer = 0
        self._busy_until_ms = 0.0
