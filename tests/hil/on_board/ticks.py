"""The chip's ticks where they wrap (2^30 ms, 12.4 days), and the firmware's uptime over that."""

import time

from firmware.adapters.board.uptime import Uptime

_HALF = 1 << 29
_SHOWN = 8
_DAY_MS = 86_400_000


def across_the_wrap(before_ms=250, after_ms=250):
    """Let `Uptime` run on real ticks that are shifted to wrap `before_ms` from now.

    Returns how often the ticks `wrapped`, how often uptime went `backwards`, and how many ms it was off at `worst`
    from what ticks_us measured.
    """
    shift = time.ticks_diff(time.ticks_add(0, -before_ms), time.ticks_ms())

    def shifted():
        return time.ticks_add(time.ticks_ms(), shift)

    uptime, started = Uptime(shifted, time.ticks_diff), time.ticks_us()
    wrapped = backwards = worst = last_ms = elapsed_ms = 0
    reading = shifted()
    while elapsed_ms < before_ms + after_ms:
        previous, reading = reading, shifted()
        wrapped += reading < previous
        now_ms = uptime.now_ms()
        elapsed_ms = time.ticks_diff(time.ticks_us(), started) // 1000
        backwards += now_ms < last_ms
        worst = max(worst, abs(now_ms - elapsed_ms))
        last_ms = now_ms
        time.sleep_ms(1)
    return {"wrapped": wrapped, "backwards": backwards, "worst_ms": worst, "elapsed_ms": elapsed_ms}


def distances():
    """Try ticks_add and ticks_diff up to half a period apart; return how many were `tried` and the `wrong` pairs."""
    tried, wrong = 0, []
    for base in (0, 1, _HALF - 1, _HALF, _HALF + 1, 2 * _HALF - 1, time.ticks_ms()):
        for apart in (0, 1, 1_000, _DAY_MS, _HALF - 1):
            for signed in (apart, -apart):
                tried += 1
                if time.ticks_diff(time.ticks_add(base, signed), base) != signed:
                    wrong.append([base, signed])
    return {"tried": tried, "wrong": wrong[:_SHOWN]}


def half_a_period_is_refused():
    """Tell whether ticks_add refuses what ticks_diff could not tell apart."""
    try:
        time.ticks_add(0, _HALF)
    except OverflowError:
        return True
    return False
