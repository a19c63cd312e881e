"""The chips in a power bank: 24AA02E48 (DS20002124) and MAX17048 (19-6171), read by the firmware's own drivers as well."""

import pytest

from firmware.drivers.eeprom_24aa02e48 import UNMARKED
from firmware.drivers.eeprom_24aa02e48 import Eeprom24aa02e48 as IdDriver
from firmware.drivers.max17048 import Max17048 as GaugeDriver
from tests.unit.tools.virtual_board.chips.bus_master import BusMaster
from tools.virtual_board.chips.bus import Bus
from tools.virtual_board.chips.eeprom_24aa02e48 import WRITE_CYCLE_MS, Eeprom24aa02e48
from tools.virtual_board.chips.max17048 import Max17048
from tools.world.bank import Bank
from tools.world.clock import VirtualClock

IDENTITY = bytes.fromhex("0004a3123456")


@pytest.fixture
def world() -> VirtualClock:
    return VirtualClock(1000)


@pytest.fixture
def memory() -> bytearray:
    return bytearray(b"\xff" * 128)


@pytest.fixture
def id_chip(world: VirtualClock, memory: bytearray) -> Eeprom24aa02e48:
    return Eeprom24aa02e48(IDENTITY, memory, world.now_ms)


def test_the_eui_48_stands_at_the_end_of_the_upper_half(id_chip: Eeprom24aa02e48) -> None:
    id_chip.write(b"\xfa")
    assert id_chip.read(6) == IDENTITY
    assert id_chip.read(1) == b"\xff"  # the pointer wrapped to the lower half


def test_the_three_low_address_bits_mean_nothing(id_chip: Eeprom24aa02e48) -> None:
    assert [address for address in range(128) if id_chip.answers(address)] == list(range(0x50, 0x58))


def test_the_lower_half_is_written_and_belongs_to_the_bank(
    id_chip: Eeprom24aa02e48, memory: bytearray, world: VirtualClock
) -> None:
    id_chip.write(b"\x10\x01\x02\x03")
    world.advance(WRITE_CYCLE_MS)
    id_chip.write(b"\x10")
    assert id_chip.read(4) == b"\x01\x02\x03\xff"
    assert memory[0x10:0x13] == b"\x01\x02\x03"


def test_the_upper_half_is_write_protected(id_chip: Eeprom24aa02e48, world: VirtualClock) -> None:
    id_chip.write(b"\xfa" + bytes(6))
    world.advance(WRITE_CYCLE_MS)
    id_chip.write(b"\xfa")
    assert id_chip.read(6) == IDENTITY


def test_a_write_wraps_within_its_page_of_eight(id_chip: Eeprom24aa02e48, memory: bytearray) -> None:
    id_chip.write(bytes([0x0E]) + bytes(range(1, 5)))
    assert memory[0x08:0x10] == bytes([3, 4]) + b"\xff" * 4 + bytes([1, 2])


def test_it_does_not_answer_during_its_write_cycle(id_chip: Eeprom24aa02e48, world: VirtualClock) -> None:
    id_chip.write(b"\x00\x01")
    assert not id_chip.answers(0x50)
    world.advance(WRITE_CYCLE_MS)
    assert id_chip.answers(0x50)


def test_setting_the_pointer_starts_no_write_cycle(id_chip: Eeprom24aa02e48) -> None:
    id_chip.write(b"\x00")
    assert id_chip.answers(0x50)


def test_the_firmware_reads_id_and_cycles_of_a_bank(world: VirtualClock) -> None:
    bank = Bank(IDENTITY, 50.0)
    bus = Bus()
    bus.attach(Eeprom24aa02e48(bank.identity, bank.memory, world.now_ms))
    driver = IdDriver(BusMaster(bus))
    assert driver.bank() == IDENTITY
    assert bank.foreign
    assert driver.cycles() == UNMARKED
    bank.set_cycles(312)
    assert driver.cycles() == 312
    assert not bank.foreign


@pytest.mark.parametrize(("charge_pct", "register"), [(0.0, b"\x00\x00"), (50.5, b"\x32\x80"), (100.0, b"\x64\x00")])
def test_the_gauge_counts_256ths_of_a_percent(charge_pct: float, register: bytes) -> None:
    gauge = Max17048(lambda: charge_pct)
    gauge.write(b"\x04")
    assert gauge.read(2) == register


def test_the_gauge_gives_cell_voltage_in_steps_of_78_uv() -> None:
    gauge = Max17048(lambda: 100.0)
    gauge.write(b"\x02")
    assert int.from_bytes(gauge.read(2), "big") * 78.125 == pytest.approx(4_180_000, abs=80)


def test_the_gauge_keeps_settings_until_its_power_on_reset() -> None:
    gauge = Max17048(lambda: 1.0)
    gauge.write(b"\x0c\x12\x34")
    gauge.write(b"\x0c")
    assert gauge.read(2) == b"\x12\x34"
    gauge.write(b"\xfe\x54\x00")
    gauge.write(b"\x0c")
    assert gauge.read(2) == b"\x97\x1c"


@pytest.mark.parametrize("charge_pct", [0, 17, 99, 100])
def test_the_firmware_reads_the_charge(charge_pct: int) -> None:
    bus = Bus()
    bus.attach(Max17048(lambda: charge_pct))
    assert GaugeDriver(BusMaster(bus)).charge_pct() == charge_pct


def test_an_implausible_gauge_shows_the_firmware_more_than_full() -> None:
    bus = Bus()
    bus.attach(Max17048(lambda: 255.0))
    assert GaugeDriver(BusMaster(bus)).charge_pct() == 255
