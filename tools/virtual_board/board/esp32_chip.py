"""What of ESP32's `esp32` a cabinet's firmware asks: the chip's own temperature."""


def mcu_temperature():
    """Return the chip's temperature in degrees Celsius, as an idle one has it."""
    return 41
