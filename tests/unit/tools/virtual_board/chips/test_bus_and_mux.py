"""The I2C bus and TCA9548A (SCPS207): who answers, and what happens when two do."""

import pytest

from tools.virtual_board.chips.bus import Bus, NoAcknowledgeError
from tools.virtual_board.chips.socketed import Socketed
from tools.virtual_board.chips.tca9548a import Tca9548a


class Memory:
    """A chip at 0x50 that stores the last byte written and reads it for ever."""

    def __init__(self, value: int) -> None:
        self.value = value

    def answers(self, address: int) -> bool:
        return address == 0x50

    def write(self, data: bytes) -> None:
        self.value = data[-1]

    def read(self, size: int) -> bytes:
        return bytes([self.value]) * size

    def lose_power(self) -> None:
        self.value = 0


def bus_with(*memories: Memory) -> tuple[Bus, Tca9548a]:
    bus, mux = Bus(), Tca9548a(0x70)
    bus.attach_switch(mux)
    for channel, memory in enumerate(memories):
        mux.attach(channel, memory)
    return bus, mux


def test_nobody_answers_behind_a_closed_channel() -> None:
    bus, _ = bus_with(Memory(1))
    with pytest.raises(NoAcknowledgeError):
        bus.transfer(0x50, b"", 1)


def test_an_open_channel_joins_its_chip_and_no_other() -> None:
    bus, _ = bus_with(Memory(1), Memory(2))
    bus.transfer(0x70, b"\x02", 0)
    assert bus.transfer(0x50, b"", 2) == b"\x02\x02"
    assert bus.transfer(0x70, b"", 1) == b"\x02"


def test_two_open_channels_answer_together_and_low_bits_win() -> None:
    first, second = Memory(0b1100), Memory(0b1010)
    bus, _ = bus_with(first, second)
    bus.transfer(0x70, b"\x03", 0)
    assert bus.transfer(0x50, b"", 1) == bytes([0b1000])
    bus.transfer(0x50, b"\x09", 0)
    assert (first.value, second.value) == (9, 9)


def test_only_the_last_byte_of_a_write_sets_the_channels() -> None:
    bus, mux = bus_with(Memory(1))
    bus.transfer(0x70, b"\xff\x01", 0)
    assert mux.control == 1


@pytest.mark.parametrize("how", ["power", "reset"])
def test_power_loss_and_reset_close_every_channel(how: str) -> None:
    bus, mux = bus_with(Memory(1))
    bus.transfer(0x70, b"\x01", 0)
    if how == "power":
        mux.lose_power()
    else:
        mux.set_reset_pin(False)
        assert not mux.answers(0x70)
        mux.set_reset_pin(True)
    assert bus.transfer(0x70, b"", 1) == b"\x00"


def test_an_empty_socket_answers_to_nothing() -> None:
    plugged: list[Memory] = []
    bus = Bus()
    bus.attach(Socketed(lambda: plugged[0] if plugged else None))
    with pytest.raises(NoAcknowledgeError):
        bus.transfer(0x50, b"\x01", 0)
    plugged.append(Memory(7))
    assert bus.transfer(0x50, b"", 1) == b"\x07"


def test_a_scan_asks_without_bytes_and_changes_nothing() -> None:
    bus, mux = bus_with(Memory(1))
    assert bus.transfer(0x70, b"", 0) == b""
    assert mux.control == 0
