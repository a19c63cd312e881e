"""When: the deadline of a command in the device's uptime, and the wall time of what a device measured.

A live report (uptime, and when it arrived) was under way for a while, so what is derived from it is early, never late.
"""

from shared_protocol import codes


def not_after_uptime_ms(live_uptime_ms: int, live_at_ms: int, now_ms: int, window_ms: int) -> int:
    """Return the uptime after which the device must not begin: its estimated uptime now, plus `window_ms`.

    A server clock that was set back adds nothing, which errs early.
    """
    return live_uptime_ms + max(0, now_ms - live_at_ms) + window_ms


def wall_ms(event: tuple[int, int, int | None, int], live: tuple[int, int, int], now_ms: int) -> int:
    """Return the best known UTC time of an event; never later than `now_ms`.

    `event` is (boot, uptime_ms, wall_ms or None, clock quality), `live` the last live report (boot, uptime_ms, arrived at).
    Best is the device's synchronised clock, then its boot's live report, then its clock chip, then the arrival.
    """
    boot, uptime_ms, device_wall_ms, quality = event
    live_boot, live_uptime_ms, live_at_ms = live
    if device_wall_ms is not None and quality == codes.CLOCK_SYNCED:
        best = device_wall_ms
    elif boot == live_boot:
        best = live_at_ms - live_uptime_ms + uptime_ms
    else:
        best = now_ms if device_wall_ms is None else device_wall_ms
    return min(best, now_ms)
