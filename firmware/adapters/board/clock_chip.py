"""The clock chip as the core wants it: a time, a temperature, or None. A cabinet works without the chip."""


class ClockChip:
    """Asks a driver such as Ds3231, and swallows its silence."""

    def __init__(self, driver) -> None:
        self._driver = driver

    def unix_ms(self) -> int | None:
        """Return UTC in milliseconds, None without a chip or a valid time."""
        try:
            return self._driver.unix_ms()
        except OSError:
            return None

    def temperature_dc(self) -> int | None:
        """Return tenths of a degree Celsius, None without a chip."""
        try:
            return self._driver.temperature_dc()
        except OSError:
            return None

    def set(self, unix_ms: int) -> None:
        """Set the time, if there is a chip and it can hold it."""
        try:
            self._driver.set(unix_ms)
        except (OSError, ValueError):
            pass  # the core keeps the time itself until the next boot
