"""Cabinet on an ESP32-S3 with up to 48 slots: expanders and muxes for eight slots each, on one I2C bus.

Pins avoid strapping (0, 3, 45, 46), USB (19, 20), flash and octal PSRAM (26 to 37): ESP32-S3 data sheet, table 2-4.
"""

import time

import machine

NAME = "cabinet-s3"
MAX_SLOTS = 48

SDA = 8
SCL = 9
# Leads to RESET of all expanders and muxes, with a pull-up. Each lock drive has a pull-down, so low means off.
PERIPHERAL_RESET = 10
STATUS_LED = 2
# A light of two colours for who brings a bank: green and red.
ACCEPTED_LED = 4
TAKE_BACK_LED = 5
I2C_HZ = 400_000

FIRST_EXPANDER = 0x20
FIRST_MUX = 0x70

# Solenoid latches of the reference wiring let go within 60 ms; the coil is rated for 1 s.
LOCK_PULSE_MS = 200
# Longer than the longest call that blocks: name lookup (lwIP gives up after 14 s at most) or a TLS handshake (4 s).
WATCHDOG_MS = 20_000
# A quarter of the smallest file system that we build for (2 MB), which the application shares.
JOURNAL_BYTES = 512 * 1024

_RESET_US = 20  # MCP23017: 1 us; TCA9548A: 6 ns


def reset_peripherals() -> None:
    """Reset expanders and muxes: all locks off, all channels closed."""
    line = machine.Pin(PERIPHERAL_RESET, machine.Pin.OUT, value=0)
    time.sleep_us(_RESET_US)
    line.value(1)
    time.sleep_us(_RESET_US)


def bus() -> machine.I2C:
    """Return the bus that all chips are on."""
    return machine.I2C(0, scl=machine.Pin(SCL), sda=machine.Pin(SDA), freq=I2C_HZ)


def light(pin: int) -> machine.Pin:
    """Return one of the lights, off: STATUS_LED (on while the cloud can be reached), ACCEPTED_LED or TAKE_BACK_LED."""
    return machine.Pin(pin, machine.Pin.OUT, value=0)
