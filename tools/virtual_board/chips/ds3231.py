"""DS3231: battery-backed clock with a thermometer (Analog Devices 19-5170).

Owns registers 00h to 12h, BCD and the oscillator-stop flag. Alarms keep what is written to them but raise nothing. Runs
against a clock of the host that is handed in; the distance to it is what survives a power cut, as the battery would.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

ADDRESS = 0x68
REGISTERS = 0x13
CONTROL, STATUS, TEMPERATURE = 0x0E, 0x0F, 0x11
CONTROL_AT_FIRST_POWER = 0x1C
OSCILLATOR_STOPPED = 0x80
CENTURY = 0x80
HOURS_12, HOURS_PM = 0x40, 0x20
FIRST_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class Ds3231:
    """A clock chip; `host_unix_ms()` is the time it counts by, `celsius()` what surrounds it."""

    def __init__(self, host_unix_ms: Callable[[], int], celsius: Callable[[], float]) -> None:
        self._host_unix_ms = host_unix_ms
        self._celsius = celsius
        self._registers = bytearray(REGISTERS)
        self._registers[CONTROL] = CONTROL_AT_FIRST_POWER
        self._pointer = 0
        self.offset_ms = 0

    def answers(self, address: int) -> bool:
        """Tell whether the address is this chip's."""
        return address == ADDRESS

    def unix_ms(self) -> int:
        """Return the time that the chip shows."""
        return self._host_unix_ms() + self.offset_ms

    def set_unix_ms(self, unix_ms: int) -> None:
        """Set the time."""
        self.offset_ms = unix_ms - self._host_unix_ms()

    @property
    def stopped(self) -> bool:
        """The oscillator-stop flag: the time cannot be trusted."""
        return bool(self._registers[STATUS] & OSCILLATOR_STOPPED)

    @stopped.setter
    def stopped(self, value: bool) -> None:
        self._registers[STATUS] = OSCILLATOR_STOPPED if value else 0

    def forget_time(self) -> None:
        """Be as with a new battery: first of January 2000, and the oscillator-stop flag up."""
        self.set_unix_ms(round(FIRST_TIME.timestamp() * 1000))
        self.stopped = True

    def write(self, data: bytes) -> None:
        """Set the register pointer from the first byte and registers from the rest."""
        self._pointer = data[0] % REGISTERS
        time_registers = bytearray(_time_registers(self.unix_ms()))
        touched = False
        for value in data[1:]:
            if self._pointer < len(time_registers):
                time_registers[self._pointer] = value
                touched = True
            else:
                self._store(self._pointer, value)
            self._pointer = (self._pointer + 1) % REGISTERS
        if touched:
            self.set_unix_ms(_unix_ms(time_registers))

    def read(self, size: int) -> bytes:
        """Give registers from the register pointer on; the time is copied once, at START, so it is of one moment."""
        values = bytearray()
        time_registers = _time_registers(self.unix_ms())
        for _ in range(size):
            of_time = self._pointer < len(time_registers)
            values.append(time_registers[self._pointer] if of_time else self._fetch(self._pointer))
            self._pointer = (self._pointer + 1) % REGISTERS
        return bytes(values)

    def lose_power(self) -> None:
        """Run on from the battery; only the register pointer is lost."""
        self._pointer = 0

    def _store(self, register: int, value: int) -> None:
        if register == STATUS:
            kept = self._registers[STATUS] & value & 0x83  # flags are cleared by writing zero, never set
            self._registers[STATUS] = kept | (value & 0x08)
        elif register < TEMPERATURE:
            self._registers[register] = value

    def _fetch(self, register: int) -> int:
        quarters = round(self._celsius() * 4) & 0x3FF
        if register == TEMPERATURE:
            return quarters >> 2
        if register == TEMPERATURE + 1:
            return (quarters & 3) << 6
        return self._registers[register]


def _time_registers(unix_ms: int) -> bytes:
    moment = datetime.fromtimestamp(unix_ms / 1000, UTC)
    century = CENTURY if moment.year >= 2100 else 0
    fields = (
        moment.second,
        moment.minute,
        moment.hour,
        moment.isoweekday(),
        moment.day,
        moment.month,
        moment.year % 100,
    )
    registers = bytearray(value // 10 << 4 | value % 10 for value in fields)
    registers[5] |= century
    return bytes(registers)


def _unix_ms(registers: bytearray) -> int:
    """Return the time in `registers`; a date that no calendar has runs over into the next month, as in a counter."""
    second, minute, day, year = (_from_bcd(registers[place]) for place in (0, 1, 4, 6))
    month = min(max(_from_bcd(registers[5] & ~CENTURY), 1), 12)
    start = datetime(2000 + year + (100 if registers[5] & CENTURY else 0), month, 1, tzinfo=UTC)
    moment = start + timedelta(days=max(day, 1) - 1, hours=_hours(registers[2]), minutes=minute, seconds=second)
    return round(moment.timestamp() * 1000)


def _hours(register: int) -> int:
    if register & HOURS_12:
        return _from_bcd(register & 0x1F) % 12 + (12 if register & HOURS_PM else 0)
    return _from_bcd(register)


def _from_bcd(value: int) -> int:
    return (value >> 4) * 10 + (value & 0x0F)
