"""TCA9548A: a switch from one I2C bus to eight. Every channel that is open shares the bus with those of other switches.

Source: Texas Instruments SCPS207G, section 8.6: one control register without an address, a bit a channel, 0 after reset.
"""

CHANNELS = 8

_NONE_OPEN = b"\x00"


class Tca9548a:
    """One switch at `address` (0x70 to 0x77) on `bus`, which has the methods of machine.I2C."""

    def __init__(self, bus, address: int) -> None:
        self._bus = bus
        self.address = address
        self._open = [bytes((1 << channel,)) for channel in range(CHANNELS)]

    def select(self, channel: int) -> None:
        """Open `channel` (0 to 7) and no other; raises OSError."""
        self._bus.writeto(self.address, self._open[channel])

    def disable(self) -> None:
        """Close all channels; raises OSError, and then one may still be open."""
        self._bus.writeto(self.address, _NONE_OPEN)
