"""docs/WIRING.md and its pictures say what the board file says, and agree with the virtual board's wiring."""

import re
import xml.etree.ElementTree as ET

import pytest

from firmware.boards.cabinet_s3_wiring import BENCH_JUMPERS, PINS
from tools import firmware_image
from tools.virtual_board.cabinet.wiring import TAKEN_GPIOS, cabinet_wiring
from tools.wiring import board, page, parts
from tools.wiring.pictures import pictures

PAGE = page.TARGET.read_text(encoding="utf-8")


def test_the_page_is_what_the_code_says():
    assert page.generate(PAGE) == PAGE, "stale: python -m tools.wiring"


@pytest.mark.parametrize("file", pictures(), ids=lambda file: file.name)
def test_the_pictures_are_what_the_code_says(file):
    assert file.read_text(encoding="utf-8") == pictures()[file], "stale: python -m tools.wiring"
    assert f"pictures/{file.name}" in PAGE
    ET.fromstring(pictures()[file])  # noqa: S314 - our own drawing


def test_every_block_stands_on_the_page():
    assert sorted(re.findall(r"<!-- generated: (\w+) -->", PAGE)) == sorted(page.BLOCKS)


def test_every_pin_of_the_board_file_is_on_the_page_and_none_twice():
    assert {name for name, *_ in PINS} == board.gpios()
    numbers = [board.constants()[name] for name, *_ in PINS]
    assert len(set(numbers)) == len(numbers)


def test_no_pin_is_one_that_the_chip_needs_itself():
    taken = {0, 3, 45, 46, 19, 20, *range(26, 38)}
    assert [name for name, *_ in PINS if board.constants()[name] in taken] == []


def test_the_slots_are_wired_as_the_virtual_boards_are():
    wiring = cabinet_wiring(board.REFERENCE_SLOTS)
    expected = [
        f"| {number} | 0x{wiring.expanders[slot.expander]:02x} GPA{slot.lock_pin} "
        f"| 0x{wiring.expanders[slot.expander]:02x} GPB{slot.presence_pin - 8} "
        f"| 0x{wiring.muxes[slot.mux]:02x} SD{slot.channel}/SC{slot.channel} |"
        for number, slot in enumerate(wiring.slots, start=1)
    ]
    assert [line for line in expected if line not in PAGE] == []


def test_the_addresses_reach_the_largest_cabinet():
    assert "| 41 to 48 | 0x25 | 0x75 | A2 3.3 V, A1 ground, A0 3.3 V |" in PAGE


def test_a_changed_board_file_makes_the_page_stale(monkeypatch):
    moved = board.constants() | {"SDA": 17}
    monkeypatch.setattr(page, "constants", lambda: moved)
    assert page.generate(PAGE) != PAGE


def test_more_slots_need_more_parts():
    six, twelve = ({part.name: part.quantity for part in parts.cabinet(slots)} for slots in (6, 12))
    assert (six["MCP23017 expander"], twelve["MCP23017 expander"]) == (1, 2)
    assert (six["Flyback diode"], six["Resistor 10 kΩ"], six["Resistor 100 Ω"]) == (6, 7, 18)


def test_the_page_says_that_charge_points_have_no_firmware():
    assert "There is no firmware for charge points yet" in PAGE
    assert "charge-point" not in firmware_image.KINDS


def test_no_board_loads_the_words():
    assert [path for path, _ in firmware_image.build() if "wiring" in path] == []


def test_a_bench_jumper_takes_a_pin_that_is_free_and_no_two_take_the_same():
    gpios = [gpio for gpio, _ in BENCH_JUMPERS]
    assert [gpio for gpio in gpios if gpio in TAKEN_GPIOS] == []
    assert len(set(gpios)) == len(gpios)
    assert "| 13 | gate of slot 2's MOSFET (0x20 GPA1) |" in PAGE
