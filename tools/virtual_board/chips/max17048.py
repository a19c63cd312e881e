"""MAX17048: fuel gauge of one lithium cell (Analog Devices 19-6171).

Owns the register map and number formats. How full the cell is comes from the world.
"""

from collections.abc import Callable

ADDRESS = 0x36
VCELL, SOC, MODE, VERSION, HIBRT, CONFIG, VALRT, CRATE, VRESET_ID, STATUS, COMMAND = (
    0x02, 0x04, 0x06, 0x08, 0x0A, 0x0C, 0x14, 0x16, 0x18, 0x1A, 0xFE,
)  # fmt: skip
AT_POWER_ON = {HIBRT: 0x8030, CONFIG: 0x971C, VALRT: 0x00FF, VRESET_ID: 0x9600, STATUS: 0x0100}
CHIP_VERSION = 0x0012
WRITABLE = frozenset({MODE, HIBRT, CONFIG, VALRT, VRESET_ID, STATUS, COMMAND})
POWER_ON_RESET = 0x5400
CELL_EMPTY_UV, CELL_FULL_UV = 3_300_000, 4_180_000
VCELL_STEP_UV = 78.125
SOC_STEPS_PER_PERCENT = 256


class Max17048:
    """A gauge; `charge_pct()` says how full the cell is, in percent with fractions."""

    def __init__(self, charge_pct: Callable[[], float]) -> None:
        self._charge_pct = charge_pct
        self._registers: dict[int, int] = {}
        self._pointer = 0
        self.lose_power()

    def answers(self, address: int) -> bool:
        """Tell whether the address is this chip's."""
        return address == ADDRESS

    def write(self, data: bytes) -> None:
        """Set the register pointer from the first byte and 16-bit registers, high byte first, from the rest."""
        self._pointer = data[0]
        for place in range(1, len(data) - 1, 2):
            self._store(self._pointer & 0xFE, data[place] << 8 | data[place + 1])
            self._pointer = (self._pointer + 2) & 0xFF

    def read(self, size: int) -> bytes:
        """Give registers, high byte first, from the register pointer on."""
        values = bytearray()
        for _ in range(size):
            value = self._fetch(self._pointer & 0xFE)
            values.append(value & 0xFF if self._pointer & 1 else value >> 8)
            self._pointer = (self._pointer + 1) & 0xFF
        return bytes(values)

    def lose_power(self) -> None:
        """Put every register to its value at power-on."""
        self._registers = dict(AT_POWER_ON)
        self._pointer = 0

    def _store(self, register: int, value: int) -> None:
        if register == COMMAND and value == POWER_ON_RESET:
            self.lose_power()
        elif register in WRITABLE:
            self._registers[register] = value

    def _fetch(self, register: int) -> int:
        if register == SOC:
            return round(self._charge_pct() * SOC_STEPS_PER_PERCENT) & 0xFFFF
        if register == VCELL:
            cell_uv = CELL_EMPTY_UV + (CELL_FULL_UV - CELL_EMPTY_UV) * self._charge_pct() / 100
            return round(cell_uv / VCELL_STEP_UV) & 0xFFFF
        if register == VERSION:
            return CHIP_VERSION
        return self._registers.get(register, 0)
