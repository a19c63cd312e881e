"""DS3231 by its data sheet (19-5170), and as the firmware's driver reads it."""

from datetime import UTC, datetime

import pytest

from firmware.drivers.ds3231 import Ds3231 as Driver
from tests.unit.tools.virtual_board.chips.bus_master import BusMaster
from tools.virtual_board.chips.bus import Bus
from tools.virtual_board.chips.ds3231 import Ds3231


def unix_ms(*fields: int) -> int:
    return round(datetime(*fields, tzinfo=UTC).timestamp() * 1000)


class Room:
    def __init__(self) -> None:
        self.ms = unix_ms(2026, 2, 28, 23, 59, 58)
        self.celsius = 24.25
        self.chip = Ds3231(lambda: self.ms, lambda: self.celsius)

    def driver(self) -> Driver:
        bus = Bus()
        bus.attach(self.chip)
        return Driver(BusMaster(bus))


@pytest.fixture
def room() -> Room:
    return Room()


def test_time_is_in_bcd_with_monday_as_day_one(room: Room) -> None:
    room.chip.write(b"\x00")
    assert room.chip.read(7) == bytes.fromhex("58 59 23 06 28 02 26".replace(" ", ""))


def test_the_clock_runs_over_a_month_end(room: Room) -> None:
    room.ms += 3000
    room.chip.write(b"\x00")
    assert room.chip.read(7) == bytes.fromhex("01000007010326")


def test_the_century_bit_marks_2100(room: Room) -> None:
    room.ms = unix_ms(2100, 3, 1)
    room.chip.write(b"\x05")
    assert room.chip.read(2) == bytes.fromhex("8300")


def test_writing_the_time_sets_it_and_it_runs_on(room: Room) -> None:
    room.chip.write(bytes.fromhex("00 30 15 08 04 20 08 27".replace(" ", "")))
    assert room.chip.unix_ms() == unix_ms(2027, 8, 20, 8, 15, 30)
    room.ms += 60_000
    assert room.chip.unix_ms() == unix_ms(2027, 8, 20, 8, 16, 30)


@pytest.mark.parametrize(("hours", "hour"), [(0x23, 23), (0x52, 0), (0x72, 12), (0x71, 23), (0x41, 1)])
def test_hours_may_be_written_as_12_or_24(room: Room, hours: int, hour: int) -> None:
    room.chip.write(bytes([0x02, hours]))
    assert datetime.fromtimestamp(room.chip.unix_ms() / 1000, UTC).hour == hour


@pytest.mark.parametrize(("celsius", "registers"), [(24.25, "1840"), (-10.5, "f580"), (85.0, "5500")])
def test_temperature_is_in_quarters_of_a_degree(room: Room, celsius: float, registers: str) -> None:
    room.celsius = celsius
    room.chip.write(b"\x11")
    assert room.chip.read(2) == bytes.fromhex(registers)


def test_the_stop_flag_can_be_cleared_and_never_set(room: Room) -> None:
    room.chip.forget_time()
    room.chip.write(b"\x0f")
    assert room.chip.read(1)[0] & 0x80
    room.chip.write(b"\x0f\x00")
    assert not room.chip.stopped
    room.chip.write(b"\x0f\x80")
    assert not room.chip.stopped


def test_temperature_registers_cannot_be_written(room: Room) -> None:
    room.chip.write(b"\x11\x00\x00")
    room.chip.write(b"\x11")
    assert room.chip.read(2) == bytes.fromhex("1840")


def test_the_battery_carries_the_time_over_a_power_cut(room: Room) -> None:
    room.chip.set_unix_ms(unix_ms(2030, 1, 1))
    room.chip.lose_power()
    room.ms += 3_600_000
    assert room.chip.unix_ms() == unix_ms(2030, 1, 1, 1)


def test_the_firmware_reads_and_sets_it(room: Room) -> None:
    driver = room.driver()
    assert driver.unix_ms() == room.ms
    assert driver.temperature_dc() in (242, 243)
    driver.set(unix_ms(2031, 12, 31, 23, 59, 59))
    assert room.chip.unix_ms() // 1000 * 1000 == unix_ms(2031, 12, 31, 23, 59, 59)


def test_the_firmware_believes_no_clock_that_stood_still(room: Room) -> None:
    room.chip.forget_time()
    driver = room.driver()
    assert driver.unix_ms() is None
    driver.set(unix_ms(2026, 5, 5))
    assert driver.unix_ms() == unix_ms(2026, 5, 5)
