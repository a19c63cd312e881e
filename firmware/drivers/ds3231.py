"""DS3231: clock with its own battery and a thermometer.

Source: Analog Devices (Maxim) 19-5170 rev. 10, figure 1 and the text on OSF and temperature. It keeps UTC here.
"""

ADDRESS = 0x68

_SECONDS = 0x00  # seven registers, BCD; latched together when a transfer starts
_STATUS = 0x0F
_OSCILLATOR_STOPPED = 0x80
_TEMPERATURE = 0x11
_CENTURY = 0x80
_TWELVE_HOURS = 0x40
_AFTERNOON = 0x20

_DAY_S = 86_400
_FIRST_YEAR = 2000
_LAST_YEAR = 2199
# Days from 1970-01-01 to 0000-03-01 in the proleptic Gregorian calendar, where the count below begins.
_DAYS_TO_1970 = 719_468
_DAYS_IN_400_YEARS = 146_097


class Ds3231:
    """The clock on `bus`, which has the methods of machine.I2C."""

    def __init__(self, bus) -> None:
        self._bus = bus
        self._time = bytearray(7)
        self._pair = bytearray(2)
        self._one = bytearray(1)

    def unix_ms(self) -> int | None:
        """Return UTC in milliseconds since 1970, None when the clock stood still or holds no date; raises OSError."""
        if self._status() & _OSCILLATOR_STOPPED:
            return None
        self._bus.readfrom_mem_into(ADDRESS, _SECONDS, self._time)
        return parse_time(self._time)

    def set(self, unix_ms: int) -> None:
        """Set the clock to the second that `unix_ms` is in, and say that it is valid; raises OSError, ValueError."""
        build_time(unix_ms // 1000, self._time)
        self._bus.writeto_mem(ADDRESS, _SECONDS, self._time)
        self._one[0] = self._status() & ~_OSCILLATOR_STOPPED & 0xFF
        self._bus.writeto_mem(ADDRESS, _STATUS, self._one)

    def temperature_dc(self) -> int:
        """Return the temperature in tenths of a degree Celsius, rounded down; raises OSError."""
        self._bus.readfrom_mem_into(ADDRESS, _TEMPERATURE, self._pair)
        quarters = self._pair[0] << 2 | self._pair[1] >> 6
        if quarters >= 512:
            quarters -= 1024
        return quarters * 10 // 4

    def _status(self) -> int:
        self._bus.readfrom_mem_into(ADDRESS, _STATUS, self._one)
        return self._one[0]


def parse_time(registers) -> int | None:
    """Return the milliseconds since 1970 that seven time registers say, None for what is no date."""
    second, minute, _, _, day, month, year = [_from_bcd(value & mask) for value, mask in _masked(registers)]
    hour = _hour(registers[2])
    if second > 59 or minute > 59 or hour > 23 or not 1 <= day <= 31 or not 1 <= month <= 12 or year > 99:
        return None
    year += _FIRST_YEAR + (100 if registers[5] & _CENTURY else 0)
    return (_days(year, month, day) * _DAY_S + hour * 3600 + minute * 60 + second) * 1000


def build_time(unix_s: int, registers) -> None:
    """Fill the seven time `registers` with `unix_s` (24-hour form); raises ValueError outside 2000 to 2199."""
    days, second = divmod(unix_s, _DAY_S)
    year, month, day = _date(days)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError("a DS3231 holds 2000 to 2199")
    month_register = _to_bcd(month) | (_CENTURY if year >= _FIRST_YEAR + 100 else 0)
    weekday = (days + 3) % 7 + 1  # 1970-01-01 was a Thursday; 1 is Monday
    values = (second % 60, second // 60 % 60, second // 3600, weekday, day)
    for index, value in enumerate(values):
        registers[index] = _to_bcd(value)
    registers[5] = month_register
    registers[6] = _to_bcd(year % 100)


def _masked(registers) -> list:
    return list(zip(registers, (0x7F, 0x7F, 0x3F, 0x07, 0x3F, 0x1F, 0xFF)))


def _hour(register: int) -> int:
    if not register & _TWELVE_HOURS:
        return _from_bcd(register & 0x3F)
    return _from_bcd(register & 0x1F) % 12 + (12 if register & _AFTERNOON else 0)


def _from_bcd(value: int) -> int:
    return (value >> 4) * 10 + (value & 15) if value & 15 < 10 else 255


def _to_bcd(value: int) -> int:
    return value // 10 << 4 | value % 10


def _days(year: int, month: int, day: int) -> int:
    # Years that begin in March, so that a leap day is a year's last; 400 years are one full turn.
    if month <= 2:
        year -= 1
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    era, of_era = divmod(year, 400)
    return era * _DAYS_IN_400_YEARS + of_era * 365 + of_era // 4 - of_era // 100 + day_of_year - _DAYS_TO_1970


def _date(days: int) -> tuple:
    era, of_era = divmod(days + _DAYS_TO_1970, _DAYS_IN_400_YEARS)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    day_of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + era * 400 + (1 if month <= 2 else 0), month, day_of_year - (153 * shifted + 2) // 5 + 1
