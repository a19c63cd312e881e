"""MCP23017: sixteen inputs and outputs on I2C. Here port A drives, port B listens with pull-ups.

Source: Microchip DS20001952C, tables 3-1 and 3-5. Register addresses are those of IOCON.BANK = 0, the state after reset.
The chip keeps its outputs while the board restarts: whoever starts must call `release` or `configure` first.
"""

_IODIRA = 0x00  # 1 = input; 0xFF after reset
_IODIRB = 0x01
_GPPUA = 0x0C  # 1 = pull-up of 100 kOhm
_GPPUB = 0x0D
_GPIOB = 0x13
_OLATA = 0x14
# IOCON when BANK is 1. When BANK is 0 this is GPINTENB, whose reset value is 0 too: writing 0 is right in both.
_IOCON_IN_BANK_1 = 0x05
_IOCON = 0x0A

_ALL_ZERO = b"\x00"
_ALL_ONE = b"\xff"


class Mcp23017:
    """One expander at `address` (0x20 to 0x27) on `bus`, which has the methods of machine.I2C."""

    def __init__(self, bus, address: int) -> None:
        self._bus = bus
        self.address = address
        self._level = bytearray(1)  # of `drive` alone: `release` may interrupt anything and shares no buffer with it
        self._read = bytearray(1)

    def configure(self) -> None:
        """Port A to outputs that are low, port B to inputs with pull-ups; raises OSError."""
        self._write(_IOCON_IN_BANK_1, _ALL_ZERO)
        self._write(_IOCON, _ALL_ZERO)
        self._write(_OLATA, _ALL_ZERO)
        self._write(_IODIRA, _ALL_ZERO)
        self._write(_GPPUA, _ALL_ZERO)
        self._write(_IODIRB, _ALL_ONE)
        self._write(_GPPUB, _ALL_ONE)

    def is_configured(self) -> bool:
        """Tell whether the chip still is as `configure` left it; a brown-out of its own resets it silently."""
        return self._value(_IODIRA) == 0 and self._value(_GPPUB) == 0xFF

    def drive(self, mask: int) -> None:
        """Put the bits of `mask` on port A; raises OSError."""
        self._level[0] = mask
        self._write(_OLATA, self._level)

    def release(self) -> None:
        """All of port A low; raises OSError. Allocates nothing, so that a timer may call it at any moment."""
        self._bus.writeto_mem(self.address, _OLATA, _ALL_ZERO)

    def inputs(self) -> int:
        """Return the levels of port B as eight bits; raises OSError."""
        return self._value(_GPIOB)

    def _value(self, register: int) -> int:
        self._bus.readfrom_mem_into(self.address, register, self._read)
        return self._read[0]

    def _write(self, register: int, data) -> None:
        self._bus.writeto_mem(self.address, register, data)
