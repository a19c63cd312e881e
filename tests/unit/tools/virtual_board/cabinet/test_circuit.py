"""Chips wired to a cabinet: what the firmware's bus and pins reach, and what survives which reset."""

import ast
from pathlib import Path

import pytest

from tools.virtual_board.cabinet.device import BOUNCE_MS, CabinetDevice
from tools.virtual_board.cabinet.wiring import (
    BUS_GPIOS,
    FIRST_EXPANDER,
    FIRST_MUX,
    LIGHT_GPIOS,
    MOST_SLOTS,
    PERIPHERAL_RESET_GPIO,
)
from tools.virtual_board.chips.bus import NoAcknowledgeError
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.mainboard import Mainboard
from tools.world.bank import Bank
from tools.world.cabinet import UNLOCK_MS
from tools.world.clock import VirtualClock
from tools.world.errors import ImpossibleError

OUTPUTS_ON_A, PULL_UPS_ON_B, PORT_B, LATCH_A = b"\x00\x00", b"\x0d\xff", b"\x13", 0x14


class Bench:
    def __init__(self, slots: int) -> None:
        self.world = VirtualClock(1000)
        self.device = CabinetDevice(slots, (), {}, self.world)
        self.cabinet, self.circuit = self.device.cabinet, self.device.circuit
        self.mainboard = Mainboard(self.device, lambda: 1_770_000_000_000)

    def insert(self, slot: int) -> None:
        self.cabinet.insert(slot, Bank(bytes([0, 4, 0xA3, 0, 0, slot]), 60.0))
        self.world.advance(BOUNCE_MS)

    def drive(self, expander: int, mask: int) -> None:
        self.mainboard.bus.transfer(expander, OUTPUTS_ON_A, 0)
        self.mainboard.bus.transfer(expander, bytes([LATCH_A, mask]), 0)


@pytest.fixture
def bench() -> Bench:
    return Bench(12)


def test_a_bank_closes_its_switch_to_ground(bench: Bench) -> None:
    bench.mainboard.bus.transfer(0x21, PULL_UPS_ON_B, 0)
    assert bench.mainboard.bus.transfer(0x21, PORT_B, 1) == b"\xff"
    bench.insert(10)
    assert bench.mainboard.bus.transfer(0x21, PORT_B, 1) == b"\xfd"


def test_every_slot_of_a_full_cabinet_is_reached_by_its_own_lock_switch_and_channel() -> None:
    bench = Bench(MOST_SLOTS)
    for slot in range(1, MOST_SLOTS + 1):
        bench.insert(slot)
        chip, position = divmod(slot - 1, 8)
        bench.mainboard.bus.transfer(FIRST_MUX + chip, bytes([1 << position]), 0)
        assert bench.mainboard.bus.transfer(0x50, b"\xff", 1) == bytes([slot])
        bench.mainboard.bus.transfer(FIRST_MUX + chip, b"\x00", 0)
        bench.drive(FIRST_EXPANDER + chip, 1 << position)
        bench.world.advance(UNLOCK_MS)
        bench.drive(FIRST_EXPANDER + chip, 0)
    assert [(pulse.slot, pulse.ejected is not None) for pulse in bench.device.record.pulses] == [
        (slot, True) for slot in range(1, MOST_SLOTS + 1)
    ]


def test_the_expanders_keep_driving_over_a_reset_of_the_processor(bench: Bench) -> None:
    bench.drive(0x20, 0b1)
    bench.mainboard.reset_processor()
    assert bench.cabinet.slot(1).driven
    assert bench.mainboard.bus.transfer(0x20, bytes([LATCH_A]), 1) == b"\x01"


def test_a_power_cut_lets_go_of_every_lock_and_closes_every_channel(bench: Bench) -> None:
    bench.drive(0x20, 0b1)
    bench.mainboard.bus.transfer(0x70, b"\x01", 0)
    bench.mainboard.lose_power()
    assert not bench.cabinet.slot(1).driven
    assert bench.mainboard.bus.transfer(0x70, b"", 1) == b"\x00"


def test_the_reset_line_lets_go_of_every_lock_and_makes_the_chips_deaf_while_it_is_low(bench: Bench) -> None:
    bench.drive(0x21, 0b1000)
    assert bench.cabinet.slot(12).driven
    bench.mainboard.set_gpio(PERIPHERAL_RESET_GPIO, False)
    assert not bench.cabinet.slot(12).driven
    with pytest.raises(NoAcknowledgeError):
        bench.mainboard.bus.transfer(0x21, PORT_B, 1)
    bench.mainboard.set_gpio(PERIPHERAL_RESET_GPIO, None)  # the pull-up takes over
    assert bench.mainboard.bus.transfer(0x21, bytes([LATCH_A]), 1) == b"\x00"


def test_a_bank_that_is_not_there_answers_to_nothing(bench: Bench) -> None:
    bench.insert(1)
    bench.mainboard.bus.transfer(0x70, b"\x02", 0)
    for address in (0x50, 0x36):
        with pytest.raises(NoAcknowledgeError):
            bench.mainboard.bus.transfer(address, b"\x00", 1)


def test_a_lonely_pin_reads_where_its_pull_leads(bench: Bench) -> None:
    assert bench.mainboard.read_gpio(4, pull_up=True)
    assert not bench.mainboard.read_gpio(4, pull_up=False)
    bench.mainboard.set_gpio(4, True)
    assert bench.mainboard.read_gpio(4, pull_up=False)


def test_a_jumper_shows_a_pin_what_the_expander_drives_a_lock_to(bench: Bench) -> None:
    bench.circuit.lay_jumper(12, 10)
    assert not bench.mainboard.read_gpio(12, pull_up=True)  # the expander floats after its reset; the pull-down holds
    assert bench.mainboard.read_gpio(13, pull_up=True)
    bench.drive(0x21, 0b10)
    assert bench.mainboard.read_gpio(12, pull_up=False)
    bench.drive(0x21, 0b01)  # the lock beside it
    assert not bench.mainboard.read_gpio(12, pull_up=True)


def test_a_jumper_stays_over_a_power_cut_until_it_is_taken_off(bench: Bench) -> None:
    bench.circuit.lay_jumper(12, 1)
    bench.drive(0x20, 0b1)
    bench.mainboard.lose_power()
    assert not bench.mainboard.read_gpio(12, pull_up=True)
    bench.circuit.take_jumper(12)
    assert bench.mainboard.read_gpio(12, pull_up=True)


def test_a_pin_that_drives_moves_no_lock_through_its_jumper(bench: Bench) -> None:
    bench.circuit.lay_jumper(12, 1)
    bench.mainboard.set_gpio(12, True)
    assert bench.mainboard.read_gpio(12, pull_up=False)
    assert not bench.cabinet.slot(1).driven


@pytest.mark.parametrize(
    ("pin", "slot", "words"),
    [
        (PERIPHERAL_RESET_GPIO, 1, "GPIO 10 is taken on this board; free are 1, 6, 7, 11, 12, 13,"),
        (27, 1, "GPIO 27 is taken"),
        (12, 2, "GPIO 12 has a jumper from slot 1; unjumper 12"),
        (13, 13, "there is no slot 13"),
    ],
)
def test_a_jumper_that_cannot_be_is_refused(bench: Bench, pin: int, slot: int, words: str) -> None:
    bench.circuit.lay_jumper(12, 1)
    with pytest.raises((ActionRefusedError, ImpossibleError), match=words):
        bench.circuit.lay_jumper(pin, slot)
    assert bench.circuit.jumpers == {12: 1}


def test_the_models_are_wired_as_the_reference_board_says() -> None:
    source = Path(__file__).parents[5] / "firmware" / "boards" / "cabinet_s3.py"
    constants = {
        target.id: node.value.value
        for node in ast.parse(source.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert constants["FIRST_EXPANDER"] == FIRST_EXPANDER
    assert constants["FIRST_MUX"] == FIRST_MUX
    assert constants["MAX_SLOTS"] == MOST_SLOTS
    assert constants["PERIPHERAL_RESET"] == PERIPHERAL_RESET_GPIO
    assert (constants["SDA"], constants["SCL"]) == BUS_GPIOS
    assert {name.removesuffix("_LED").lower(): constants[name] for name in constants if "_LED" in name} == LIGHT_GPIOS
    assert constants["LOCK_PULSE_MS"] > UNLOCK_MS
