"""TCA9548A: one I2C bus switched to eight (Texas Instruments SCPS207).

Owns the control register. Several channels may be on at once, and then chips of one address answer together.
"""

from collections.abc import Iterator

from tools.virtual_board.chips.bus import Chip

CHANNELS = 8


class Tca9548a:
    """A switch with chips on its channels."""

    def __init__(self, address: int) -> None:
        self._address = address
        self._channels: list[list[Chip]] = [[] for _ in range(CHANNELS)]
        self._held_in_reset = False
        self.control = 0

    def attach(self, channel: int, chip: Chip) -> None:
        """Solder a chip to a channel."""
        self._channels[channel].append(chip)

    def answers(self, address: int) -> bool:
        """Tell whether the address is this chip's and its RESET pin is high."""
        return address == self._address and not self._held_in_reset

    def set_reset_pin(self, level: bool) -> None:
        """Put a level on the RESET pin: low switches every channel off and keeps the chip deaf."""
        self._held_in_reset = not level
        if not level:
            self.lose_power()

    def write(self, data: bytes) -> None:
        """Take the last byte as the control register: bit n joins channel n, from the STOP on."""
        self.control = data[-1]

    def read(self, size: int) -> bytes:
        """Give the control register, over and over."""
        return bytes([self.control]) * size

    def lose_power(self) -> None:
        """Switch every channel off."""
        self.control = 0

    def connected(self) -> Iterator[Chip]:
        """Yield the chips on the channels that are on."""
        for channel, chips in enumerate(self._channels):
            if self.control & (1 << channel):
                yield from chips
