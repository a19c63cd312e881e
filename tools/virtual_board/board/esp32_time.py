"""ESP32's `time` on the Unix port: epoch 2000, whole seconds, ticks that wrap at 2**30 ms whatever the pointer size.

Ticks start where the supervisor says, so that a test sees them wrap without waiting twelve days.
"""

import utime as _native
import virtual_facts as _facts
from utime import sleep, sleep_ms, sleep_us

_TICKS_MASK = (1 << 30) - 1
_TICKS_HALF = 1 << 29
_SECONDS_1970_TO_2000 = 946684800

_ticks_shift = (_facts.ticks_at_boot_ms - _native.ticks_ms()) & _TICKS_MASK
_clock = [_facts.clock_at_boot_s - int(_native.time())]


def ticks_ms():
    """Return milliseconds since boot, modulo 2**30."""
    return (_native.ticks_ms() + _ticks_shift) & _TICKS_MASK


def ticks_us():
    """Return microseconds, modulo 2**30."""
    return (_native.ticks_us() + (_ticks_shift * 1000 & _TICKS_MASK)) & _TICKS_MASK


def ticks_cpu():
    """Return the finest ticks there are, modulo 2**30."""
    return ticks_us()


def ticks_add(ticks, delta):
    """Return ticks moved by `delta`; raises OverflowError where the sum would be ambiguous."""
    if not -_TICKS_HALF < delta < _TICKS_HALF:
        raise OverflowError("ticks interval overflow")
    return (ticks + delta) & _TICKS_MASK


def ticks_diff(end, start):
    """Return the signed distance between ticks."""
    return ((end - start + _TICKS_HALF) & _TICKS_MASK) - _TICKS_HALF


def time():
    """Return whole seconds since 2000, by the processor's own clock."""
    return int(_native.time()) + _clock[0]


def time_ns():
    """Return nanoseconds since 2000."""
    return _native.time_ns() + _clock[0] * 1000000000


def gmtime(seconds=None):
    """Return (year, month, day, hour, minute, second, weekday, day of year)."""
    return _native.gmtime((time() if seconds is None else int(seconds)) + _SECONDS_1970_TO_2000)[:8]


localtime = gmtime


def mktime(fields):
    """Return seconds since 2000; the host's zone plays no part."""
    days = _days_since_2000(fields[0], fields[1]) + fields[2] - 1
    return ((days * 24 + fields[3]) * 60 + fields[4]) * 60 + fields[5]


def _days_since_2000(year, month):
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    past = year - 1
    leap_days = past // 4 - past // 100 + past // 400 - 484  # 484 leap days lie before 2000-01-01
    in_year = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)[month - 1]
    leap = month > 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return (year - 2000) * 365 + leap_days + in_year + (1 if leap else 0)


def _set(seconds):
    _clock[0] = seconds - int(_native.time())
