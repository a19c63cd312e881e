"""MCP23017 by its data sheet (DS20001952C): tables 3-1, 3-3 and sections 3.5.1 to 3.5.11."""

import pytest

from tools.virtual_board.chips.mcp23017 import GPIO, IODIR, OLAT, PORT_A, PORT_B, Mcp23017

IODIRA, IODIRB, IPOLA, IOCON, GPPUA, GPPUB, GPIOA, GPIOB, OLATA, OLATB = (
    0,
    1,
    2,
    0x0A,
    0x0C,
    0x0D,
    0x12,
    0x13,
    0x14,
    0x15,
)


class Pins:
    def __init__(self) -> None:
        self.outside: dict[int, bool] = {}
        self.driven: dict[int, bool | None] = {}
        self.chip = Mcp23017(0x20, self.outside.get, self.driven.__setitem__)

    def read(self, register: int) -> int:
        self.chip.write(bytes([register]))
        return self.chip.read(1)[0]


@pytest.fixture
def pins() -> Pins:
    return Pins()


def test_at_power_on_every_pin_is_an_input_and_all_else_is_zero(pins: Pins) -> None:
    pins.chip.write(b"\x00")
    assert pins.chip.read(22) == b"\xff\xff" + bytes(20)


def test_it_answers_to_its_own_address_alone(pins: Pins) -> None:
    assert pins.chip.answers(0x20)
    assert not pins.chip.answers(0x21)


def test_a_latch_drives_its_pin_only_once_the_pin_is_an_output(pins: Pins) -> None:
    pins.chip.write(bytes([OLATA, 0b100]))
    assert pins.driven == {}
    pins.chip.write(bytes([IODIRA, 0b1111_0011]))
    assert pins.driven == {2: True, 3: False}
    pins.chip.write(bytes([IODIRA, 0xFF]))
    assert pins.driven == {2: None, 3: None}


def test_writing_a_port_writes_its_latch(pins: Pins) -> None:
    pins.chip.write(bytes([GPIOB, 0x5A]))
    assert pins.read(OLATB) == 0x5A
    assert pins.read(GPIOB) == 0  # inputs without pull-up and without anything outside


def test_an_open_input_reads_high_only_with_its_pull_up(pins: Pins) -> None:
    pins.chip.write(bytes([GPPUA, 0b11]))
    pins.outside[0] = False
    assert pins.read(GPIOA) == 0b10


def test_polarity_inverts_what_a_port_reads_and_not_what_it_drives(pins: Pins) -> None:
    pins.chip.write(bytes([IPOLA, 0x0F]))
    pins.chip.write(bytes([OLATA, 0x01]))
    pins.chip.write(bytes([IODIRA, 0x00]))
    assert pins.read(GPIOA) == 0x0E
    assert pins.read(OLATA) == 0x01
    assert pins.driven[0] is True


def test_the_pointer_runs_through_all_registers_and_round(pins: Pins) -> None:
    pins.chip.write(bytes([OLATB, 0xAA, 0x00]))  # the second byte lands in IODIRA
    assert pins.chip.register(OLAT, PORT_B) == 0xAA
    assert pins.chip.register(IODIR, PORT_A) == 0x00


def test_byte_mode_toggles_between_the_ports_of_a_register(pins: Pins) -> None:
    pins.chip.write(bytes([IOCON, 0x20]))
    pins.chip.write(bytes([OLATA, 1, 2, 3]))
    assert (pins.chip.register(OLAT, PORT_A), pins.chip.register(OLAT, PORT_B)) == (3, 2)


def test_bank_mode_splits_the_ports_and_leads_back_from_address_5(pins: Pins) -> None:
    pins.chip.write(bytes([IOCON, 0x80]))
    pins.chip.write(bytes([0x1A, 0x77]))  # OLATB of bank 1
    pins.chip.write(bytes([0x05, 0x00]))  # IOCON of bank 1
    assert pins.read(OLATB) == 0x77


def test_interrupt_flags_cannot_be_written(pins: Pins) -> None:
    pins.chip.write(bytes([0x0E, 0xFF, 0xFF, 0xFF, 0xFF]))
    pins.chip.write(b"\x0e")
    assert pins.chip.read(4) == bytes(4)


def test_the_reset_pin_lets_go_of_every_output_and_makes_the_chip_deaf(pins: Pins) -> None:
    pins.chip.write(bytes([OLATA, 0xFF]))
    pins.chip.write(bytes([IODIRA, 0x00]))
    pins.chip.set_reset_pin(False)
    assert set(pins.driven.values()) == {None}
    assert not pins.chip.answers(0x20)
    pins.chip.set_reset_pin(True)
    assert pins.chip.answers(0x20)
    assert pins.read(OLATA) == 0


def test_a_power_cut_is_a_reset(pins: Pins) -> None:
    pins.chip.write(bytes([OLATA, 0xFF]))
    pins.chip.write(bytes([IODIRA, 0x00]))
    pins.chip.lose_power()
    assert pins.chip.drive(0) is None
    assert pins.chip.register(GPIO, PORT_A) == 0
