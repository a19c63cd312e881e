"""What any board has around its processor, beside a device that leads one level to one pin."""

import json

import pytest

from tests.unit.tools.virtual_board.lamp import LampDevice
from tools.virtual_board.mainboard import Mainboard

NOW_MS = 1_770_000_000_000


def board() -> Mainboard:
    return Mainboard(LampDevice(), lambda: NOW_MS)


def test_clock_and_temperature_come_back_from_their_file() -> None:
    before, after = board(), board()
    before.celsius = 41.5
    before.clock.offset_ms, before.clock.stopped = 3_600_000, False
    after.restore(json.loads(json.dumps(before.to_json())))
    assert after.to_json() == before.to_json()
    assert after.snapshot()["clock_unix_ms"] == NOW_MS + 3_600_000


@pytest.mark.parametrize("celsius", ["warm", None, []])
def test_a_temperature_that_is_no_number_is_refused(celsius: object) -> None:
    with pytest.raises(TypeError):
        board().restore({**board().to_json(), "celsius": celsius})


def test_a_pin_that_nobody_drives_reads_what_the_device_leads_to_it_else_its_pull() -> None:
    mainboard = board()
    assert not mainboard.read_gpio(LampDevice.SWITCH, pull_up=True)
    assert mainboard.read_gpio(LampDevice.LAMP, pull_up=True)
    assert not mainboard.read_gpio(LampDevice.LAMP, pull_up=False)


def test_a_power_cut_lets_go_of_every_pin_and_reaches_the_device() -> None:
    lamp = LampDevice()
    mainboard = Mainboard(lamp, lambda: NOW_MS)
    mainboard.set_gpio(LampDevice.LAMP, True)
    assert lamp.lit
    mainboard.lose_power()
    assert not lamp.lit
    assert mainboard.gpio == {}
