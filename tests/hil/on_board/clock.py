"""The clock chip, read and set by the firmware's own driver over the board's own bus."""

from firmware.boards import cabinet_s3
from firmware.drivers.ds3231 import Ds3231


def answers():
    """Tell whether there is a clock chip on the bus."""
    try:
        _chip().temperature_dc()
    except OSError:
        return False
    return True


def read():
    """Return UTC in milliseconds since 1970, None when the clock stood still; raises OSError without a chip."""
    return _chip().unix_ms()


def adjust(unix_ms):
    """Set the clock, to a wrong time too, and return what it reads then; raises OSError without a chip."""
    chip = _chip()
    chip.set(unix_ms)
    return chip.unix_ms()


def _chip():
    return Ds3231(cabinet_s3.bus())
