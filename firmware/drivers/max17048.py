"""MAX17048: fuel gauge of one lithium cell.

Source: Analog Devices (Maxim) 19-6171 rev. 7, table 2. Registers are 16 bits, big-endian: VCELL 0x02 (78.125 uV a step), SOC
0x04 (1/256 per cent a step).
"""

ADDRESS = 0x36

# What `charge_pct` gives when the gauge contradicts itself: no per cent at all, so that nobody takes it for a charge.
IMPLAUSIBLE_PCT = 255

_VCELL = 0x02  # SOC follows it, so one transfer reads both at the same moment

# A lithium cell at work is between these, in steps of 78.125 uV: 2.5 V and 4.5 V.
_LOWEST_CELL = 32_000
_HIGHEST_CELL = 57_600
# Below 3.0 V a cell is empty and above 4.1 V it is nearly full, whatever its chemistry and load.
_EMPTY_CELL = 38_400
_FULL_CELL = 52_480
_EMPTY_PCT = 30
_FULL_PCT = 30


class Max17048:
    """Whichever gauge answers on `bus`, which has the methods of machine.I2C."""

    def __init__(self, bus) -> None:
        self._bus = bus
        self._pair = bytearray(4)

    def charge_pct(self) -> int:
        """Return the state of charge in per cent, rounded, as the gauge gives it (0 to 255); raises OSError.

        IMPLAUSIBLE_PCT when the cell's voltage is that of no lithium cell or says the opposite.
        """
        self._bus.readfrom_mem_into(ADDRESS, _VCELL, self._pair)
        cell = self._pair[0] << 8 | self._pair[1]
        percent = min((self._pair[2] << 8 | self._pair[3]) + 128 >> 8, IMPLAUSIBLE_PCT)
        if not _LOWEST_CELL <= cell <= _HIGHEST_CELL:
            return IMPLAUSIBLE_PCT
        if (cell < _EMPTY_CELL and percent > _EMPTY_PCT) or (cell > _FULL_CELL and percent < _FULL_PCT):
            return IMPLAUSIBLE_PCT
        return percent
