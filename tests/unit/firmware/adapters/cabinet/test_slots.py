"""Locks and sensing over a bus of registers."""

import asyncio
from errno import EIO, ENODEV, ETIMEDOUT

import pytest

from firmware.adapters.cabinet.locks import TIMER_GRACE_MS, Locks
from firmware.adapters.cabinet.sensing import Sensing
from firmware.adapters.cabinet.slot_bus import SlotBus
from firmware.drivers.eeprom_24aa02e48 import build_wear_record
from tests.unit.firmware.fake_bus import FakeBus

EEPROM, GAUGE = 0x50, 0x36
GPIOB, OLATA = 0x13, 0x14


class SlotChips(FakeBus):
    """A bus on which each mux channel leads to the chips of one bank."""

    def __init__(self, slots: int) -> None:
        chips = (slots + 7) // 8
        super().__init__(*range(0x20, 0x20 + chips), *range(0x70, 0x70 + chips))
        self.open: dict[int, int] = {}
        self.banks: dict[int, dict[int, bytearray]] = {}
        self.stuck: set[int] = set()
        self.conflicts = 0
        for expander in range(chips):
            self.chips[0x20 + expander][GPIOB] = 0xFF

    def insert(self, slot: int, identity: bytes, percent: int, cycles: int) -> None:
        eeprom, gauge = bytearray(b"\xff" * 256), bytearray(256)
        eeprom[0:4] = build_wear_record(cycles)
        eeprom[0xFA:0x100] = identity
        gauge[2:6] = (48_640).to_bytes(2, "big") + (percent * 256).to_bytes(2, "big")
        self.banks[slot] = {EEPROM: eeprom, GAUGE: gauge}
        self.chips[0x20 + (slot - 1) // 8][GPIOB] &= ~(1 << (slot - 1) % 8)

    def reset(self) -> None:
        self.open.clear()
        self.broken.clear()
        for address in self.chips:
            if address < 0x28:
                self.chips[address][OLATA] = 0

    def writeto(self, address: int, data: bytes) -> None:
        super().writeto(address, data)
        self.open[address] = data[0]

    def _chip(self, address: int) -> bytearray:
        if address not in (EEPROM, GAUGE):
            return super()._chip(address)
        channels = [
            (mux - 0x70) * 8 + bit + 1 for mux, mask in self.open.items() for bit in range(8) if mask >> bit & 1
        ]
        self.conflicts += len(channels) > 1
        if any(slot in self.stuck for slot in channels):
            raise OSError(ETIMEDOUT, "held down")
        found = [self.banks[slot][address] for slot in channels if slot in self.banks]
        if not found:
            raise OSError(ENODEV, "nobody answers")
        return found[0]


@pytest.fixture(autouse=True)
def sleep_ms(monkeypatch: pytest.MonkeyPatch) -> None:
    async def give_way(_pause_ms: int) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(asyncio, "sleep_ms", give_way, raising=False)


def slot_bus(chips: SlotChips, slots: int) -> SlotBus:
    return SlotBus(chips, slots, 0x20, 0x70, chips.reset)


def identity(slot: int) -> bytes:
    return b"\x00\x04\xa3\x00\x00" + bytes([slot])


@pytest.mark.parametrize("slots", [1, 8, 9, 12, 48])
async def test_every_slot_is_read_through_its_own_mux(slots: int) -> None:
    chips = SlotChips(slots)
    for slot in range(1, slots + 1, 2):
        chips.insert(slot, identity(slot), slot, slot * 10)
    sensing = Sensing(slot_bus(chips, slots))
    assert await sensing.read(thorough=True)
    for slot in range(1, slots + 1):
        full = [True, identity(slot), slot, slot * 10]
        assert sensing.readings[slot - 1] == (full if slot % 2 else [False, b"", None, None])
    assert chips.conflicts == 0
    assert not any(chips.open.values()), "every channel is closed again"


async def test_a_calm_pass_reads_gauges_of_new_banks_only() -> None:
    chips = SlotChips(2)
    chips.insert(1, identity(1), 50, 7)
    sensing = Sensing(slot_bus(chips, 2))
    await sensing.read(thorough=False)
    assert sensing.readings[0] == [True, identity(1), 50, 7]
    chips.insert(1, identity(1), 60, 8)
    await sensing.read(thorough=False)
    assert sensing.readings[0] == [True, identity(1), 50, 7]
    await sensing.read(thorough=True)
    assert sensing.readings[0] == [True, identity(1), 60, 8]
    chips.insert(1, identity(9), 70, 9)
    await sensing.read(thorough=False)
    assert sensing.readings[0] == [True, identity(9), 70, 9]


async def test_a_silent_expander_hides_the_switches_of_its_slots_alone() -> None:
    chips = SlotChips(12)
    chips.insert(1, identity(1), 50, 7)
    chips.insert(9, identity(9), 50, 7)
    del chips.chips[0x20]
    sensing = Sensing(slot_bus(chips, 12))
    await sensing.read(thorough=True)
    assert sensing.readings[0] == [None, identity(1), 50, 7]
    assert sensing.readings[8] == [True, identity(9), 50, 7]


async def test_a_silent_mux_makes_its_banks_unknown_not_gone() -> None:
    chips = SlotChips(12)
    chips.insert(1, identity(1), 50, 7)
    chips.insert(9, identity(9), 50, 7)
    sensing = Sensing(slot_bus(chips, 12))
    await sensing.read(thorough=True)
    del chips.chips[0x70]
    await sensing.read(thorough=True)
    assert sensing.readings[0] == [True, None, None, None]
    assert sensing.readings[8] == [True, identity(9), 50, 7]


async def test_a_mux_that_cannot_be_closed_does_not_mix_banks() -> None:
    chips = SlotChips(16)
    for slot in (8, 9):
        chips.insert(slot, identity(slot), 50, 7)
    bus = slot_bus(chips, 16)
    close = bus.muxes[0].disable
    bus.muxes[0].disable = lambda: (_ for _ in ()).throw(OSError(EIO, "no answer"))  # type: ignore[method-assign]
    sensing = Sensing(bus)
    await sensing.read(thorough=True)
    assert chips.conflicts == 0
    assert [reading[1] for reading in sensing.readings[7:9]] == [identity(8), identity(9)]
    close()


async def test_a_bank_that_holds_the_bus_down_costs_its_own_slot_alone() -> None:
    chips = SlotChips(8)
    for slot in (1, 2, 3):
        chips.insert(slot, identity(slot), 50, 7)
    chips.stuck.add(2)
    sensing = Sensing(slot_bus(chips, 8))
    await sensing.read(thorough=True)
    assert [reading[1] for reading in sensing.readings[:3]] == [identity(1), None, identity(3)]


async def test_a_pass_that_was_abandoned_counts_for_nothing() -> None:
    chips = SlotChips(8)
    sensing = Sensing(slot_bus(chips, 8))
    reading = asyncio.create_task(sensing.read(thorough=True))
    await asyncio.sleep(0)
    sensing.abandon()
    assert not await reading
    assert not any(chips.open.values())
    assert await sensing.read(thorough=True)


class Timer:
    ONE_SHOT = 0

    def __init__(self) -> None:
        self.armed: dict[str, object] = {}

    def init(self, **settings: object) -> None:
        self.armed = settings

    def deinit(self) -> None:
        self.armed = {}

    def fire(self) -> None:
        callback = self.armed["callback"]
        assert callable(callback)
        callback(self)


def locks_over(chips: SlotChips, slots: int) -> tuple[Locks, Timer]:
    timer = Timer()
    bus = slot_bus(chips, slots)
    bus.reset()
    return Locks(bus, 200, timer, Timer.ONE_SHOT), timer


def test_a_pulse_drives_one_lock_for_its_time() -> None:
    chips = SlotChips(12)
    locks, timer = locks_over(chips, 12)
    assert locks.pulse(10, now_ms=1_000)
    assert (chips.chips[0x20][OLATA], chips.chips[0x21][OLATA]) == (0, 2)
    assert locks.end_ms() == 1_200
    assert timer.armed["period"] == 200 + TIMER_GRACE_MS
    locks.tick(1_199)
    assert chips.chips[0x21][OLATA] == 2
    locks.tick(1_200)
    assert chips.chips[0x21][OLATA] == 0
    assert locks.end_ms() is None
    assert timer.armed == {}


def test_the_timer_ends_a_pulse_that_the_loop_forgot() -> None:
    chips = SlotChips(8)
    locks, timer = locks_over(chips, 8)
    locks.pulse(3, now_ms=0)
    timer.fire()
    assert chips.chips[0x20][OLATA] == 0
    assert locks.end_ms() is None


def test_a_second_pulse_ends_the_first() -> None:
    chips = SlotChips(12)
    locks, _ = locks_over(chips, 12)
    locks.pulse(1, now_ms=0)
    locks.pulse(12, now_ms=50)
    assert (chips.chips[0x20][OLATA], chips.chips[0x21][OLATA]) == (0, 8)


def test_a_lock_that_the_bus_cannot_switch_off_is_reset() -> None:
    chips = SlotChips(8)
    locks, _ = locks_over(chips, 8)
    locks.pulse(1, now_ms=0)
    chips.broken[0x20] = ETIMEDOUT
    locks.tick(200)
    assert chips.chips[0x20][OLATA] == 0
    assert locks.end_ms() is None


def test_no_pulse_without_its_expander() -> None:
    chips = SlotChips(8)
    locks, timer = locks_over(chips, 8)
    del chips.chips[0x20]
    assert not locks.pulse(1, now_ms=0)
    assert locks.end_ms() is None
    assert timer.armed == {}


def test_an_expander_that_lost_its_settings_gets_them_back_before_a_pulse() -> None:
    chips = SlotChips(8)
    locks, _ = locks_over(chips, 8)
    chips.chips[0x20][0x00] = 0xFF  # as after a brown-out of its own
    assert locks.pulse(1, now_ms=0)
    assert chips.chips[0x20][0x00] == 0
    assert chips.chips[0x20][OLATA] == 1


def test_silent_chips_are_named() -> None:
    chips = SlotChips(16)
    del chips.chips[0x21], chips.chips[0x70]
    assert slot_bus(chips, 16).silent_chips() == ["expander 0x21", "mux 0x70"]
