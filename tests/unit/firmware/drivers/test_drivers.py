"""Drivers against registers, by the data sheets that they name."""

from datetime import UTC, datetime

import pytest

from firmware.core.cabinet import signals
from firmware.drivers import ds3231, eeprom_24aa02e48, max17048
from firmware.drivers.ds3231 import Ds3231
from firmware.drivers.eeprom_24aa02e48 import Eeprom24aa02e48, build_wear_record
from firmware.drivers.max17048 import IMPLAUSIBLE_PCT, Max17048
from firmware.drivers.mcp23017 import Mcp23017
from firmware.drivers.tca9548a import Tca9548a
from tests.unit.firmware.fake_bus import FakeBus

IODIRA, IODIRB, GPPUB, GPIOB, OLATA = 0x00, 0x01, 0x0D, 0x13, 0x14
BANK = bytes.fromhex("0004a3112233")


def test_an_expander_is_off_before_its_pins_become_outputs() -> None:
    bus = FakeBus(0x20)
    bus.chips[0x20][OLATA] = 0xFF  # what a restart of the board leaves behind
    Mcp23017(bus, 0x20).configure()
    assert bus.chips[0x20][OLATA] == 0
    assert (bus.chips[0x20][IODIRA], bus.chips[0x20][IODIRB], bus.chips[0x20][GPPUB]) == (0, 0xFF, 0xFF)
    registers = [register for _, register, _ in bus.writes]
    assert registers.index(OLATA) < registers.index(IODIRA)


def test_an_expander_tells_that_it_was_reset_behind_our_back() -> None:
    bus = FakeBus(0x20)
    expander = Mcp23017(bus, 0x20)
    expander.configure()
    assert expander.is_configured()
    bus.chips[0x20][IODIRA] = 0xFF
    assert not expander.is_configured()


def test_an_expander_drives_and_reads() -> None:
    bus = FakeBus(0x21)
    bus.chips[0x21][GPIOB] = 0b1010_0101
    expander = Mcp23017(bus, 0x21)
    expander.drive(1 << 6)
    assert bus.chips[0x21][OLATA] == 0x40
    assert expander.inputs() == 0b1010_0101
    expander.release()
    assert bus.chips[0x21][OLATA] == 0


def test_a_mux_opens_one_channel_or_none() -> None:
    bus = FakeBus(0x73)
    mux = Tca9548a(bus, 0x73)
    mux.select(0)
    mux.select(7)
    mux.disable()
    assert bus.plain_writes == [(0x73, b"\x01"), (0x73, b"\x80"), (0x73, b"\x00")]


def test_a_bank_says_its_id_and_the_same_object_again() -> None:
    bus = FakeBus(eeprom_24aa02e48.ADDRESS)
    bus.chips[eeprom_24aa02e48.ADDRESS][0xFA:0x100] = BANK
    eeprom = Eeprom24aa02e48(bus)
    first = eeprom.bank()
    assert first == BANK
    assert eeprom.bank(first) is first
    assert eeprom.bank(b"") == BANK


@pytest.mark.parametrize("cycles", [0, 1, 255, 256, 65_535])
def test_a_wear_record_comes_back(cycles: int) -> None:
    bus = FakeBus(eeprom_24aa02e48.ADDRESS)
    bus.chips[eeprom_24aa02e48.ADDRESS][0:4] = build_wear_record(cycles)
    assert Eeprom24aa02e48(bus).cycles() == cycles


def test_a_wear_record_is_the_one_that_the_page_describes() -> None:
    assert build_wear_record(300) == bytes((0x57, 0x01, 0x2C, 0xE3))


@pytest.mark.parametrize("bit", range(32))
def test_any_flipped_bit_makes_the_cycles_unknown(bit: int) -> None:
    bus = FakeBus(eeprom_24aa02e48.ADDRESS)
    record = bytearray(build_wear_record(777))
    record[bit // 8] ^= 1 << bit % 8
    bus.chips[eeprom_24aa02e48.ADDRESS][0:4] = record
    assert Eeprom24aa02e48(bus).cycles() == (signals.UNMARKED if bit < 8 else signals.DAMAGED)


@pytest.mark.parametrize("blank", [b"\xff" * 4, b"\x00" * 4])
def test_a_blank_memory_has_no_mark(blank: bytes) -> None:
    bus = FakeBus(eeprom_24aa02e48.ADDRESS)
    bus.chips[eeprom_24aa02e48.ADDRESS][0:4] = blank
    assert Eeprom24aa02e48(bus).cycles() == signals.UNMARKED


def gauge_says(cell_mv: int, soc: int) -> int:
    bus = FakeBus(max17048.ADDRESS)
    bus.chips[max17048.ADDRESS][2:6] = (cell_mv * 1000 * 1000 // 78_125).to_bytes(2, "big") + soc.to_bytes(2, "big")
    return Max17048(bus).charge_pct()


@pytest.mark.parametrize(
    ("soc", "percent"), [(0, 0), (127, 0), (128, 1), (50 * 256, 50), (99 * 256 + 200, 100), (101 * 256, 101)]
)
def test_a_gauge_rounds_its_state_of_charge(soc: int, percent: int) -> None:
    assert gauge_says(3_800, soc) == percent


@pytest.mark.parametrize(
    ("cell_mv", "percent"), [(0, 50), (2_400, 5), (4_600, 95), (2_900, 80), (4_150, 10), (3_800, 255)]
)
def test_a_gauge_that_contradicts_itself_is_no_charge(cell_mv: int, percent: int) -> None:
    assert gauge_says(cell_mv, percent * 256) == IMPLAUSIBLE_PCT


MOMENTS = [
    datetime(2000, 1, 1, tzinfo=UTC),
    datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC),
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(2100, 2, 28, 23, 59, 59, tzinfo=UTC),
    datetime(2100, 3, 1, tzinfo=UTC),
    datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_clock_keeps_the_moment_that_it_is_set_to(moment: datetime) -> None:
    bus = FakeBus(ds3231.ADDRESS)
    bus.chips[ds3231.ADDRESS][0x0F] = 0x88  # stopped, and the 32 kHz output on
    clock = Ds3231(bus)
    assert clock.unix_ms() is None
    unix_ms = int(moment.timestamp()) * 1000
    clock.set(unix_ms + 999)
    registers = bus.chips[ds3231.ADDRESS]
    assert registers[0x0F] == 0x08
    assert f"{registers[2]:02x}:{registers[1]:02x}:{registers[0]:02x}" == moment.strftime("%H:%M:%S")
    assert registers[3] == moment.isoweekday()
    assert f"{registers[4]:02x}.{registers[5] & 0x1F:02x}.{registers[6]:02x}" == moment.strftime("%d.%m.%y")
    assert clock.unix_ms() == unix_ms


def test_every_day_of_two_centuries_comes_back() -> None:
    registers = bytearray(7)
    for day in range(10_957, 84_006):
        ds3231.build_time(day * 86_400, registers)
        assert ds3231.parse_time(registers) == day * 86_400_000


@pytest.mark.parametrize(("hours", "expected"), [(0x52, 0), (0x41, 1), (0x51, 11), (0x72, 12), (0x61, 13), (0x71, 23)])
def test_a_clock_that_somebody_left_in_twelve_hours_is_understood(hours: int, expected: int) -> None:
    registers = bytearray((0, 0, hours, 1, 1, 1, 0x26))
    parsed = ds3231.parse_time(registers)
    assert parsed is not None
    assert datetime.fromtimestamp(parsed / 1000, UTC).hour == expected


@pytest.mark.parametrize(
    "registers",
    [
        (0x60, 0, 0, 1, 1, 1, 0),
        (0, 0x7A, 0, 1, 1, 1, 0),
        (0, 0, 0x24, 1, 1, 1, 0),
        (0, 0, 0, 1, 0, 1, 0),
        (0, 0, 0, 1, 1, 0, 0),
        (0, 0, 0, 1, 1, 0x13, 0),
        (0, 0, 0, 1, 0x32, 1, 0),
        (0, 0, 0, 1, 1, 1, 0xA0),
        (0xFF,) * 7,
    ],
)
def test_what_is_no_date_is_no_time(registers: tuple[int, ...]) -> None:
    assert ds3231.parse_time(bytearray(registers)) is None


@pytest.mark.parametrize("unix_s", [946_684_799, 7_258_118_400, -1])
def test_a_time_that_the_chip_cannot_hold_is_refused(unix_s: int) -> None:
    with pytest.raises(ValueError, match="2000 to 2199"):
        ds3231.build_time(unix_s, bytearray(7))


@pytest.mark.parametrize(
    ("high", "low", "deci_celsius"), [(25, 0x40, 252), (0, 0, 0), (0xFF, 0xC0, -3), (0xE2, 0x00, -300), (85, 0, 850)]
)
def test_a_temperature_is_in_tenths_of_a_degree(high: int, low: int, deci_celsius: int) -> None:
    bus = FakeBus(ds3231.ADDRESS)
    bus.chips[ds3231.ADDRESS][0x11:0x13] = bytes((high, low))
    assert Ds3231(bus).temperature_dc() == deci_celsius


def test_a_silent_chip_is_an_error_for_who_asks() -> None:
    bus = FakeBus()
    for ask in (
        Mcp23017(bus, 0x20).configure,
        Mcp23017(bus, 0x20).inputs,
        Mcp23017(bus, 0x20).release,
        Tca9548a(bus, 0x70).disable,
        Eeprom24aa02e48(bus).bank,
        Eeprom24aa02e48(bus).cycles,
        Max17048(bus).charge_pct,
        Ds3231(bus).unix_ms,
        Ds3231(bus).temperature_dc,
    ):
        with pytest.raises(OSError, match="19"):
            ask()
