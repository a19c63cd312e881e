"""Two pictures: the six-slot cabinet as a whole, and one slot with its lock, switch and contacts."""

from pathlib import Path

from firmware.boards.cabinet_s3_wiring import PINS
from firmware.drivers import ds3231, eeprom_24aa02e48, max17048
from tools.wiring.board import REFERENCE_SLOTS, constants
from tools.wiring.drawing import ROW, Drawing

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"

_BUS = "#1f6feb"
_RESET = "#b3261e"
_SIGNAL = "#7a5af5"
_POWER = "#c77700"
_GROUND = "#51606f"
_LIGHT = "#1a7f37"


def pictures() -> dict[Path, str]:
    """Return each picture's text by its file."""
    return {FOLDER / "wiring-cabinet.svg": cabinet(), FOLDER / "wiring-slot.svg": slot()}


def cabinet() -> str:
    """Return the block diagram of a cabinet."""
    numbers = constants()
    out = Drawing(1000, 610, f"Wiring of a cabinet with {REFERENCE_SLOTS} slots")
    height = (len(PINS) + 2) * ROW
    out.box(30, 40, 210, height, "ESP32-S3", *(f"GPIO {numbers[name]}  {name}" for name, *_ in PINS))
    rows = {name: 40 + number * ROW - 4 for number, (name, *_) in enumerate(PINS, start=2)}
    _wire_bus(out, rows["SDA"], rows["SCL"])
    _wire_reset(out, rows["PERIPHERAL_RESET"])
    _wire_lights(out, rows["STATUS_LED"])
    out.box(440, 90, 220, 110, f"MCP23017 at 0x{numbers['FIRST_EXPANDER']:02x}", "SDA, SCL", "RESET",
            f"GPA0 to GPA{REFERENCE_SLOTS - 1}: lock drives", f"GPB0 to GPB{REFERENCE_SLOTS - 1}: switches")  # fmt: skip
    out.box(440, 230, 220, 90, f"TCA9548A at 0x{numbers['FIRST_MUX']:02x}", "SDA, SCL", "RESET",
            f"channels 0 to {REFERENCE_SLOTS - 1}")  # fmt: skip
    out.box(760, 40, 210, 70, f"DS3231 at 0x{ds3231.ADDRESS:02x}", "SDA, SCL", "battery CR2032")
    out.box(760, 230, 210, 90, "Supply 12 V", "locks, 1,000 µF beside them", "5 V converter for the ESP32-S3")
    _wire_slots(out)
    return out.svg()


def _wire_bus(out: Drawing, data_y: int, clock_y: int) -> None:
    # Of each line: where it leaves the processor, where it runs down and along the top, where it enters each chip.
    for y, x, top, far_x, expander_y, mux_y, clock_chip_y in (
        (data_y, 355, 14, 720, 122, 262, 74),
        (clock_y, 372, 26, 735, 130, 270, 86),
    ):
        out.wire(_BUS, (240, y), (x, y), (x, mux_y), (440, mux_y))
        out.wire(_BUS, (x, expander_y), (440, expander_y))
        out.wire(_BUS, (x, y), (x, top), (far_x, top), (far_x, clock_chip_y), (760, clock_chip_y))
        out.joint(_BUS, x, y)
        out.joint(_BUS, x, expander_y)
    out.text(385, 44, "I2C, 400 kHz; 2.2 kΩ each to 3.3 V")


def _wire_reset(out: Drawing, y: int) -> None:
    out.wire(_RESET, (240, y), (405, y), (405, 294), (440, 294))
    out.wire(_RESET, (405, 146), (440, 146))
    out.joint(_RESET, 405, 146)
    out.text(290, 318, "RESET: 10 kΩ to 3.3 V")


def _wire_lights(out: Drawing, first_y: int) -> None:
    for number, words in enumerate(("status", "accepted, green", "take it back, red")):
        y = first_y + number * ROW
        out.wire(_LIGHT, (240, y), (252, y))
        out.text(257, y + 4, words)


def _wire_slots(out: Drawing) -> None:
    top, width = 450, 150
    buses = ((_SIGNAL, 375, "lock drives and switches, two wires a slot"),
             (_BUS, 400, "SDA, SCL of each slot's channel"), (_POWER, 425, "+12 V"))  # fmt: skip
    out.wire(_SIGNAL, (660, 160), (700, 160), (700, 375))
    out.wire(_BUS, (550, 320), (550, 400))
    out.wire(_POWER, (865, 320), (865, 425))
    for offset, (colour, y, words) in enumerate(buses):
        last = 30 + (REFERENCE_SLOTS - 1) * (width + 8) + 30 + offset * 45
        out.wire(colour, (60 + offset * 45, y), (last, y))
        out.text(64 + offset * 45, y - 7, words)
    for index in range(REFERENCE_SLOTS):
        x = 30 + index * (width + 8)
        for offset, (colour, y, _words) in enumerate(buses):
            at = x + 30 + offset * 45
            out.wire(colour, (at, y), (at, top))
            out.joint(colour, at, y)
        out.box(x, top, width, 136, f"slot {index + 1}", f"lock GPA{index}", f"switch GPB{index}", f"channel {index}",
                f"memory 0x{eeprom_24aa02e48.ADDRESS:02x}", f"gauge 0x{max17048.ADDRESS:02x}")  # fmt: skip


def slot() -> str:
    """Return the circuit of the first slot."""
    out = Drawing(1000, 470, "Wiring of one slot: lock drive, presence switch, contacts to the bank")
    _draw_lock(out)
    _draw_switch(out)
    _draw_contacts(out)
    return out.svg()


def _draw_lock(out: Drawing) -> None:
    out.box(30, 90, 120, 50, "GPA0", "expander")
    out.box(200, 90, 90, 50, "100 Ω")
    out.box(400, 80, 130, 70, "N-MOSFET", "gate, drain,", "source")
    out.box(330, 180, 90, 50, "10 kΩ", "pull-down")
    out.box(620, 30, 140, 50, "Solenoid", "latch, 12 V")
    out.box(810, 30, 150, 50, "Diode", "cathode to +12 V")
    out.wire(_SIGNAL, (150, 115), (200, 115))
    out.wire(_SIGNAL, (290, 115), (400, 115))
    out.wire(_SIGNAL, (375, 115), (375, 180))
    out.joint(_SIGNAL, 375, 115)
    out.wire(_SIGNAL, (530, 115), (885, 115), (885, 80))
    out.wire(_SIGNAL, (690, 80), (690, 115))
    out.joint(_SIGNAL, 690, 115)
    out.wire(_POWER, (560, 14), (885, 14), (885, 30))
    out.wire(_POWER, (690, 14), (690, 30))
    out.joint(_POWER, 690, 14)
    out.text(520, 18, "+12 V")
    out.wire(_GROUND, (465, 150), (465, 250))
    out.wire(_GROUND, (375, 230), (375, 250))
    out.wire(_GROUND, (340, 250), (620, 250))
    out.text(626, 254, "ground")


def _draw_switch(out: Drawing) -> None:
    out.box(30, 190, 120, 50, "GPB0", "100 kΩ inside, up")
    out.box(200, 190, 90, 50, "Switch", "bank: closed")
    out.wire(_SIGNAL, (150, 215), (200, 215))
    out.wire(_GROUND, (245, 240), (245, 250), (340, 250))


def _draw_contacts(out: Drawing) -> None:
    out.box(30, 310, 150, 110, "TCA9548A", "SD0", "SC0")
    out.box(250, 310, 160, 110, "Pull-ups", "4.7 kΩ SD0 to 3.3 V", "4.7 kΩ SC0 to 3.3 V")
    out.box(480, 310, 160, 110, "Contacts", "SDA, 100 Ω, ESD", "SCL, 100 Ω, ESD", "3.3 V, fused", "ground, longest")
    out.box(760, 300, 200, 60, f"24AA02E48 at 0x{eeprom_24aa02e48.ADDRESS:02x}", "in the bank")
    out.box(760, 385, 200, 60, f"MAX17048 at 0x{max17048.ADDRESS:02x}", "in the bank, on its cell")
    for y in (346, 366):
        for start, end in ((180, 250), (410, 480), (640, 700)):
            out.wire(_BUS, (start, y), (end, y))
    out.wire(_BUS, (700, 346), (700, 335), (760, 335))
    out.wire(_BUS, (700, 366), (715, 366), (715, 350), (760, 350))
    out.wire(_BUS, (700, 346), (700, 420), (760, 420))
    out.wire(_BUS, (715, 366), (715, 435), (760, 435))
    for x, y in ((700, 346), (715, 366)):
        out.joint(_BUS, x, y)
