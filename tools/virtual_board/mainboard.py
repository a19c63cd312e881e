"""What any board has around its processor: pins, one I2C bus, a clock chip, and the temperature about them.

Owns which of them lose what at a reset and at a power cut. Knows no process, and of a kind only its `Device`.
"""

from collections.abc import Callable
from typing import Any

from tools.virtual_board.chips.bus import Bus
from tools.virtual_board.chips.ds3231 import Ds3231
from tools.virtual_board.device import Device

ROOM_CELSIUS = 24.0


class Mainboard:
    """The levels on the processor's pins, and the bus with the clock and the device's chips on it."""

    def __init__(self, device: Device, host_unix_ms: Callable[[], int]) -> None:
        self._device = device
        self.celsius = ROOM_CELSIUS
        self.clock = Ds3231(host_unix_ms, lambda: self.celsius)
        self.gpio: dict[int, bool] = {}
        self.bus = Bus()
        self.bus.attach(self.clock)
        device.attach(self.bus)

    def set_gpio(self, pin: int, level: bool | None) -> None:
        """Let the processor drive a pin, or let go of it with None: the board's resistors then hold it."""
        if level is None:
            self.gpio.pop(pin, None)
        else:
            self.gpio[pin] = level
        self._device.pin_driven(pin, level)

    def read_gpio(self, pin: int, pull_up: bool) -> bool:
        """Return the level on a pin: what the processor drives, what the device leads to it, or where its pull leads."""
        if pin in self.gpio:
            return self.gpio[pin]
        led = self._device.pin_level(pin)
        return pull_up if led is None else led

    def reset_processor(self) -> None:
        """Let all pins float, as a chip reset does; the chips around the processor notice nothing else."""
        for pin in list(self.gpio):
            self.set_gpio(pin, None)

    def lose_power(self) -> None:
        """Put everything without a battery to its state at power-on."""
        self.reset_processor()
        self.clock.lose_power()
        self._device.lose_power()

    def snapshot(self) -> dict[str, Any]:
        """Return pins, clock and temperature as plain data."""
        return {
            "celsius": self.celsius,
            "gpio": {str(pin): level for pin, level in sorted(self.gpio.items())},
            "clock_unix_ms": self.clock.unix_ms(),
            "clock_stopped": self.clock.stopped,
        }

    def to_json(self) -> dict[str, Any]:
        """Return what a second start needs to find the same clock and temperature."""
        return {
            "celsius": self.celsius,
            "clock_offset_ms": self.clock.offset_ms,
            "clock_stopped": self.clock.stopped,
        }

    def restore(self, stored: dict[str, Any]) -> None:
        """Put clock and temperature back as `to_json` described them; raises KeyError, ValueError or TypeError."""
        celsius = stored["celsius"]
        if not isinstance(celsius, int | float):
            raise TypeError("celsius is no number")
        self.celsius = float(celsius)
        self.clock.offset_ms = int(stored["clock_offset_ms"])
        self.clock.stopped = bool(stored["clock_stopped"])
