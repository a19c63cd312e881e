"""ESP32's `machine` on the Unix port: pins, I2C, watchdog, clock, timers and resets, carried out by the supervisor's models."""

from struct import pack

import virtual_calls as _calls
import virtual_facts as _facts
from umachine import PinBase as _PinBase
from umachine import Signal, idle
from virtual_link import call as _call
from virtual_link import run_interrupt as _run_interrupt

PWRON_RESET, HARD_RESET, WDT_RESET, DEEPSLEEP_RESET, SOFT_RESET = 1, 2, 3, 4, 5


def reset_cause():
    """Return why the board booted."""
    return _facts.reset_cause


def unique_id():
    """Return the six bytes that tell this chip from others."""
    return _facts.unique_id


def reset():
    """Reset the processor; nothing comes after."""
    _call(_calls.RESET, _calls.HARD_RESET)


def soft_reset():
    """End the program and start again with pins as they are."""
    raise SystemExit


def freq(hertz=None):
    """Return the processor's clock."""
    return 240000000


class Pin(_PinBase):
    """One of the processor's pins."""

    IN, OUT, OPEN_DRAIN = 1, 3, 7
    PULL_DOWN, PULL_UP = 1, 2
    _SHOWN = {}

    def __init__(self, number, mode=-1, pull=-1, *, value=None, drive=None, hold=None):
        self._number = number
        self._mode = self.IN
        self._pulled_up = False
        self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None, drive=None, hold=None):
        """Set mode, pull and, for an output, the level that it starts with."""
        if pull != -1:
            self._pulled_up = pull == self.PULL_UP
        if value is not None:
            self._SHOWN[self._number] = 1 if value else 0
        if mode == -1:
            return
        self._mode = mode
        if mode == self.IN:
            _call(_calls.GPIO_DRIVE, _calls.FLOATING, self._number)
        else:
            self._drive(self._SHOWN.get(self._number, 0))

    def value(self, level=None):
        """Return the level, or set it."""
        if level is None:
            return self._read()
        self._drive(1 if level else 0)
        return None

    __call__ = value

    def on(self):
        """Drive the pin high."""
        self._drive(1)

    def off(self):
        """Drive the pin low."""
        self._drive(0)

    def _drive(self, level):
        self._SHOWN[self._number] = level
        if self._mode == self.IN:
            return  # the latch is set, the pin stays an input
        released = self._mode == self.OPEN_DRAIN and level
        _call(_calls.GPIO_DRIVE, _calls.FLOATING if released else level, self._number)

    def _read(self):
        answer = bytearray(1)
        _call(_calls.GPIO_READ, 1 if self._pulled_up else 0, self._number, into=answer)
        return answer[0]


class I2C:
    """A bus to the supervisor's chips, whose registers have 8-bit numbers.

    A chip that does not answer raises OSError 19 (ENODEV), as on an ESP32.
    """

    def __init__(self, number=0, *, scl=None, sda=None, freq=400000, timeout=50000):
        self._number = number

    def scan(self):
        """Return the addresses that answer."""
        return [address for address in range(0x08, 0x78) if self._answers(address)]

    def readfrom_into(self, address, buffer, stop=True):
        """Fill `buffer` from a chip."""
        _call(_calls.I2C, self._number, address, into=buffer)

    def readfrom(self, address, size, stop=True):
        """Return bytes from a chip."""
        buffer = bytearray(size)
        self.readfrom_into(address, buffer)
        return bytes(buffer)

    def writeto(self, address, buffer, stop=True):
        """Write bytes to a chip; return how many it took."""
        _call(_calls.I2C, self._number, address, out=buffer)
        return len(buffer)

    def writevto(self, address, vector, stop=True):
        """Write several buffers in one go."""
        return self.writeto(address, b"".join(vector))

    def readfrom_mem_into(self, address, register, buffer):
        """Fill `buffer` from a chip's register on."""
        _call(_calls.I2C, self._number, address, register=register, into=buffer)

    def readfrom_mem(self, address, register, size):
        """Return bytes from a chip's register on."""
        buffer = bytearray(size)
        self.readfrom_mem_into(address, register, buffer)
        return bytes(buffer)

    def writeto_mem(self, address, register, buffer):
        """Write bytes to a chip's register on."""
        _call(_calls.I2C, self._number, address, register=register, out=buffer)

    def _answers(self, address):
        try:
            _call(_calls.I2C, self._number, address)
        except OSError:
            return False
        return True


class SoftI2C(I2C):
    """The same bus, as if clocked by software."""

    def __init__(self, scl, sda, *, freq=400000, timeout=50000):
        I2C.__init__(self, 0)


class WDT:
    """The watchdog: not fed for `timeout` ms, the supervisor kills the board. It cannot be stopped."""

    SHORTEST_MS = 1000

    def __init__(self, id=0, timeout=5000):
        if id != 0 or timeout < self.SHORTEST_MS:
            raise ValueError("WDT timeout too short")
        _call(_calls.WATCHDOG_START, out=pack("<I", timeout))

    def feed(self):
        """Put the bite off for another period."""
        _call(_calls.WATCHDOG_FEED)


class RTC:
    """The processor's own clock; it starts at 2000 with power and runs through resets."""

    def datetime(self, fields=None):
        """Return (year, month, day, weekday, hour, minute, second, microsecond), or set the time."""
        import time

        if fields is not None:
            seconds = time.mktime((fields[0], fields[1], fields[2], fields[4], fields[5], fields[6], 0, 0))
            time._set(seconds)
            _call(_calls.CLOCK_SET, out=pack("<q", seconds))
            return None
        now = time.gmtime()
        return (now[0], now[1], now[2], now[6], now[3], now[4], now[5], time.time_ns() // 1000 % 1000000)

    def init(self, fields):
        """Set the time."""
        self.datetime(fields)


class Timer:
    """A timer whose callback goes through the scheduler, as on an ESP32: it preempts Python code, never a call into C.

    A thread of the host measures the time and only calls `micropython.schedule`, so it is no stronger than the chip's.
    """

    ONE_SHOT, PERIODIC = 0, 1
    _STEP_MS = 5

    def __init__(self, number=0, **settings):
        self._run = 0
        self._callback = None
        if settings:
            self.init(**settings)

    def init(self, *, mode=PERIODIC, freq=-1, period=-1, callback=None, hard=False):
        """Start the timer anew."""
        import _thread

        if hard:
            raise ValueError("hard Timers are not implemented")
        period_ms = period if freq < 0 else max(1, int(1000 // freq))
        self._run += 1
        self._callback = callback
        _thread.start_new_thread(self._count, (self._run, period_ms, mode == self.PERIODIC))

    def deinit(self):
        """Stop the timer."""
        self._run += 1

    def _count(self, run, period_ms, again):
        import utime

        due = utime.ticks_add(utime.ticks_ms(), period_ms)
        while run == self._run:
            left = utime.ticks_diff(due, utime.ticks_ms())
            if left > 0:
                utime.sleep_ms(min(left, self._STEP_MS))
                continue
            self._schedule(run)
            if not again:
                return
            due = utime.ticks_add(due, period_ms)

    def _schedule(self, run):
        import micropython

        try:
            micropython.schedule(self._fire, run)
        except RuntimeError:
            return  # the queue is full, and the tick is lost, as on a board

    def _fire(self, run):
        if run == self._run and self._callback:
            _run_interrupt(self._callback, self)
