"""What to buy for a cabinet and for a charge point: part, how many, what to look for."""

from typing import NamedTuple

from firmware.adapters.cabinet.locks import TIMER_GRACE_MS
from tools.wiring.board import chips, constants


class Part(NamedTuple):
    """One row of a bill of materials."""

    name: str
    quantity: int
    look_for: str


def cabinet(slot_count: int) -> list[Part]:
    """Return the parts of a cabinet with `slot_count` slots, without housing, power banks and cables."""
    sets = chips(slot_count)
    longest_ms = constants()["LOCK_PULSE_MS"] + TIMER_GRACE_MS
    return [
        Part("ESP32-S3 board", 1, "8 MB flash; PSRAM is not needed, but octal PSRAM takes GPIO 33 to 37; native USB helps"),
        Part(
            "MCP23017 expander", sets, "I2C version (MCP23S17 is SPI); RESET on a pad of its own, not tied to 3.3 V"
        ),
        Part("TCA9548A mux", sets, "RESET on a pad of its own; board without pull-ups on the channels, or know their value"),
        Part("DS3231 clock", 1, "with battery holder; remove the charging resistor of ZS-042 boards for a CR2032"),
        Part(
            "Solenoid latch, 12 V", slot_count,
            f"lets go within 60 ms and bears 1 s; the firmware drives it for up to {longest_ms} ms, one lock at a time",
        ),
        Part(
            "N-MOSFET, logic level", slot_count, "fully on at a gate of 2.5 V; 30 V; twice the coil's current (AO3400A)"
        ),
        Part("Flyback diode", slot_count, "Schottky, 40 V, at least the coil's current: SS34; cathode to +12 V"),
        Part("Microswitch, normally open", slot_count, "closes when a bank is fully in; gold contacts: the current is tiny"),
        Part("Contact block, 4 spring contacts", slot_count, "ground longer than the others; rated for the bank's insertions"),
        Part("24AA02E48 memory", slot_count, "one in each bank, EUI-48 inside; not 24AA025E48, which has address pins"),
        Part("MAX17048 gauge", slot_count, "one in each bank, on its own cell; MAX17049 is for two cells"),
        Part("Resistor 10 kΩ", slot_count + 1, "pull-down at each gate, pull-up of the reset line"),
        Part("Resistor 100 Ω", 3 * slot_count, "gate, and SDA and SCL to the contacts of each slot"),
        Part("Resistor 4.7 kΩ", 2 * slot_count, "pull-ups of each mux channel"),
        Part("Resistor 2.2 kΩ", 2, "pull-ups of the main bus; fewer boards with own pull-ups, or remove theirs"),
        Part("LED with resistor 470 Ω", 3, "status, green for accepted, red for take it back"),
        Part("Capacitor 100 nF", 2 * sets + 1, "at each chip's supply"),
        Part("Capacitor 1,000 µF, 25 V", 1, "at the 12 V of the locks: a pulse must not pull the supply down"),
        Part("Supply 12 V", 1, "the current of one coil plus 0.5 A; with a step-down converter to 5 V for the board"),
    ]  # fmt: skip


def charge_point() -> list[Part]:
    """Return the parts of a charge point with one connector, as far as the design's reference hardware says."""
    return [
        Part("ESP32-S3 board", 1, "as for the cabinet; three UARTs are needed: meter, tag reader, scanner"),
        Part(
            "Relay or contactor with feedback contact", 1,
            "force-guided (mirror) contact, so that welding shows; rated above the connector's current; coil off without drive",
        ),
        Part("PZEM-004T v3 meter", 1, "v3 speaks Modbus RTU; 100 A version: current transformer outside; isolated UART"),
        Part("RDM6300 tag reader", 1, "125 kHz, 9600 baud, transmits at 5 V: divide it down to 3.3 V"),
        Part("DS18B20 thermometer", 1, "in a sleeve at the relay's terminals; 4.7 kΩ pull-up; beware of copies"),
        Part("GM65 scanner", 1, "UART, 3.3 V levels; set it to send the code and a line end"),
        Part("DS3231 clock", 1, "as for the cabinet"),
        Part("Driver and pull-down of the relay", 1, "as a lock's: MOSFET, flyback diode, 10 kΩ from the gate to ground"),
        Part("Residual current device and fuse", 1, "by the rules of the place; an electrician connects mains"),
    ]  # fmt: skip
