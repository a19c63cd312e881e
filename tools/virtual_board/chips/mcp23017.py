"""MCP23017: sixteen pins behind an I2C address (Microchip DS20001952).

Owns registers, their addressing in both bank layouts, and the level of every pin. The interrupt registers keep what is
written to them but raise nothing: the reference wiring leaves INTA and INTB open.
"""

from collections.abc import Callable

PORT_A, PORT_B = 0, 1
IODIR, IPOL, GPINTEN, DEFVAL, INTCON, IOCON, GPPU, INTF, INTCAP, GPIO, OLAT = range(11)
REGISTERS = 11
READ_ONLY = frozenset({INTF, INTCAP})
IOCON_BANK = 0x80
IOCON_SEQOP = 0x20

ReadLevel = Callable[[int], bool | None]
"""The level that the world puts on pin 0 to 15 (A0 is 0, B0 is 8); None where nothing drives it."""
ShowDrive = Callable[[int, bool | None], None]
"""Called with a pin and what the chip now drives it to; None is high impedance."""


class Mcp23017:
    """An expander whose pins the world may drive (`read_level`) and is told about (`show_drive`)."""

    def __init__(self, address: int, read_level: ReadLevel, show_drive: ShowDrive) -> None:
        self._address = address
        self._read_level = read_level
        self._show_drive = show_drive
        self._registers = [[0, 0] for _ in range(REGISTERS)]
        self._shown: list[bool | None] = [None] * 16
        self._held_in_reset = False
        self._pointer = 0
        self.reset()

    def answers(self, address: int) -> bool:
        """Tell whether the address is this chip's and its RESET pin is high."""
        return address == self._address and not self._held_in_reset

    def set_reset_pin(self, level: bool) -> None:
        """Put a level on the RESET pin: low resets the chip and keeps it deaf."""
        self._held_in_reset = not level
        if not level:
            self.reset()

    def reset(self) -> None:
        """Put every register to its value at power-on: all pins inputs, no pull-ups, latches low."""
        for register in range(REGISTERS):
            self._registers[register] = [0xFF, 0xFF] if register == IODIR else [0, 0]
        self._pointer = 0
        self._show_changes()

    lose_power = reset

    def write(self, data: bytes) -> None:
        """Set the address pointer from the first byte and registers from the rest."""
        self._pointer = data[0]
        for value in data[1:]:
            self._store(value)
            self._advance()
        if len(data) > 1:
            self._show_changes()

    def read(self, size: int) -> bytes:
        """Give registers from the address pointer on."""
        values = bytearray()
        for _ in range(size):
            values.append(self._fetch())
            self._advance()
        return bytes(values)

    def register(self, register: int, port: int) -> int:
        """Return what stands in a register, as a data sheet's table names it (`OLAT`, `PORT_B`)."""
        return self._registers[register][port]

    def drive(self, pin: int) -> bool | None:
        """Return what the chip drives a pin to, None when it is an input."""
        port, bit = pin >> 3, 1 << (pin & 7)
        if self._registers[IODIR][port] & bit:
            return None
        return bool(self._registers[OLAT][port] & bit)

    def _place(self) -> tuple[int, int] | None:
        if self._registers[IOCON][PORT_A] & IOCON_BANK:
            port, register = (self._pointer >> 4) & 1, self._pointer & 0x0F
        else:
            port, register = self._pointer & 1, self._pointer >> 1
        return (register, port) if register < REGISTERS else None

    def _store(self, value: int) -> None:
        place = self._place()
        if place is None:
            return
        register, port = place
        if register == IOCON:
            self._registers[IOCON] = [value, value]  # one register that both ports show
        elif register == GPIO:
            self._registers[OLAT][port] = value  # a write to the port goes to its latch
        elif register not in READ_ONLY:
            self._registers[register][port] = value

    def _fetch(self) -> int:
        place = self._place()
        if place is None:
            return 0
        register, port = place
        return self._levels(port) if register == GPIO else self._registers[register][port]

    def _advance(self) -> None:
        control = self._registers[IOCON][PORT_A]
        if control & IOCON_SEQOP:
            if not control & IOCON_BANK:
                self._pointer ^= 1  # byte mode toggles between the ports of one register
        elif control & IOCON_BANK:
            self._pointer = 0x10 * ((self._pointer >> 4) & 1) + ((self._pointer & 0x0F) + 1) % REGISTERS
        else:
            self._pointer = (self._pointer + 1) % (2 * REGISTERS)

    def _levels(self, port: int) -> int:
        value = 0
        for bit in range(8):
            if self._level(8 * port + bit):
                value |= 1 << bit
        return value ^ self._registers[IPOL][port]

    def _level(self, pin: int) -> bool:
        driven = self.drive(pin)
        if driven is not None:
            return driven
        outside = self._read_level(pin)
        if outside is not None:
            return outside
        return bool(self._registers[GPPU][pin >> 3] & (1 << (pin & 7)))  # an open pin without pull-up is taken as low

    def _show_changes(self) -> None:
        for pin in range(16):
            drive = self.drive(pin)
            if drive != self._shown[pin]:
                self._shown[pin] = drive
                self._show_drive(pin, drive)
