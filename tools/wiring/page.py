"""The tables of `docs/WIRING.md`."""

from collections.abc import Callable
from pathlib import Path

from firmware.adapters.cabinet.slot_bus import SLOTS_PER_CHIP
from firmware.boards.cabinet_s3_wiring import BANK_CONTACTS, BENCH_JUMPERS, EXPANDER_PINS, PINS
from firmware.drivers import ds3231, eeprom_24aa02e48, max17048
from shared_protocol.host.generated_page import renewed, table
from tools.wiring.board import REFERENCE_SLOTS, chips, constants
from tools.wiring.parts import Part, cabinet, charge_point

TARGET = Path(__file__).resolve().parents[2] / "docs" / "WIRING.md"


def generate(page: str) -> str:
    """Return `page` with every generated block made anew; raises KeyError for a block that nothing makes."""
    return renewed(page, BLOCKS)


def _pins() -> str:
    numbers = constants()
    rows = [(str(numbers[name]), f"`{name}`", *words) for name, *words in PINS]
    return table(("GPIO", "name", "signal", "leads to", "while the processor is in reset", "held by"), rows)


def _expander_pins() -> str:
    return table(("pins", "signal", "lead to", "after the chip's reset", "held by"), EXPANDER_PINS)


def _bank_contacts() -> str:
    return table(("contact", "carries", "mind"), BANK_CONTACTS)


def _slots() -> str:
    rows = [_slot(number) for number in range(1, REFERENCE_SLOTS + 1)]
    return table(("slot", "lock drive", "presence switch", "mux channel"), rows)


def _slot(number: int) -> tuple[str, ...]:
    chip, position = divmod(number - 1, SLOTS_PER_CHIP)
    numbers = constants()
    expander, mux = numbers["FIRST_EXPANDER"] + chip, numbers["FIRST_MUX"] + chip
    channel = f"0x{mux:02x} SD{position}/SC{position}"
    return str(number), f"0x{expander:02x} GPA{position}", f"0x{expander:02x} GPB{position}", channel


def _jumpers() -> str:
    rows = [(str(gpio), f"gate of slot {slot}'s MOSFET ({_slot(slot)[1]})") for gpio, slot in BENCH_JUMPERS]
    return table(("GPIO", "over 1 kΩ to"), rows)


def _addresses() -> str:
    numbers = constants()
    rows = []
    for chip in range(chips(numbers["MAX_SLOTS"])):
        first = chip * SLOTS_PER_CHIP + 1
        straps = ", ".join(f"A{bit} {'3.3 V' if chip >> bit & 1 else 'ground'}" for bit in (2, 1, 0))
        expander, mux = numbers["FIRST_EXPANDER"] + chip, numbers["FIRST_MUX"] + chip
        rows.append((f"{first} to {first + SLOTS_PER_CHIP - 1}", f"0x{expander:02x}", f"0x{mux:02x}", straps))
    return table(("slots", "MCP23017", "TCA9548A", "address pins of both"), rows) + "\n" + _fixed_addresses()


def _fixed_addresses() -> str:
    rows = [
        ("DS3231 clock", f"0x{ds3231.ADDRESS:02x}", "on the main bus"),
        ("24AA02E48 memory of a bank", f"0x{eeprom_24aa02e48.ADDRESS:02x}", "behind the slot's channel"),
        ("MAX17048 gauge of a bank", f"0x{max17048.ADDRESS:02x}", "behind the slot's channel"),
    ]
    return table(("chip", "address", "where"), rows)


def _cabinet_parts() -> str:
    return _bill(cabinet(REFERENCE_SLOTS))


def _charge_point_parts() -> str:
    return _bill(charge_point())


def _bill(parts: list[Part]) -> str:
    return table(("part", "count", "look for"), [(part.name, str(part.quantity), part.look_for) for part in parts])


BLOCKS: dict[str, Callable[[], str]] = {
    "pins": _pins,
    "expander_pins": _expander_pins,
    "slots": _slots,
    "bank_contacts": _bank_contacts,
    "jumpers": _jumpers,
    "addresses": _addresses,
    "cabinet_parts": _cabinet_parts,
    "charge_point_parts": _charge_point_parts,
}
