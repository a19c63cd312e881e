"""Banks pushed into the real image's cabinet on the virtual board, offline: lights, lines, and the one lock that moves."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.micropython.board_bench import BoardBench
from tests.micropython.test_cabinet_boots import CONFIGURATION, line_with
from tools.firmware_image import contents
from tools.virtual_board.cabinet.design import CabinetDesign
from tools.virtual_board.cabinet.picture import picture
from tools.virtual_board.specification import Specification
from tools.virtual_board.supervisor import Supervisor


@pytest.fixture(params=[64, 32])
async def bench(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[BoardBench]:
    files = {**contents(), "/configuration.json": json.dumps({**CONFIGURATION, "slots": 4}).encode()}
    specification = Specification("bench", tmp_path, CabinetDesign(4, banks=(1,)), files, bits=request.param)
    async with Supervisor([specification], lambda name, line: None) as supervisor:
        bench = BoardBench(supervisor.boards["bench"])
        await line_with(bench, "no link")
        yield bench


def light(bench: BoardBench, name: str) -> bool:
    lit: bool = bench.act("show")["lights"][name]
    return lit


async def test_a_bank_of_ours_is_accepted_and_shown_for_three_seconds(bench: BoardBench) -> None:
    bench.act("insert", slot=4, bank="foreign")
    await line_with(bench, "take-back: bank taken from slot 4")  # so what stood there at the start is known by now
    bench.act("insert", slot=3)
    await line_with(bench, "return: slot 3 accepted")
    await bench.until(lambda: light(bench, "accepted"), "the green light")
    assert not light(bench, "take_back")
    await bench.until(lambda: not light(bench, "accepted"), "the light out again")
    assert [pulse.slot for pulse in bench.record.pulses] == [4]


async def test_a_foreign_bank_is_offered_back_with_one_pulse(bench: BoardBench) -> None:
    told = bench.act("insert", slot=2, bank="foreign")
    assert told["cycles"] is None
    await line_with(bench, "return: slot 2 please take it back")
    await bench.until(lambda: light(bench, "take_back"), "the red light")
    assert "light: take back" in picture(bench.act("show"))
    await line_with(bench, "take-back: bank taken from slot 2")
    assert [(pulse.slot, pulse.ejected) for pulse in bench.record.pulses] == [(2, told["bank"])]


async def test_a_foreign_bank_that_stays_is_pulsed_once_over_a_reboot(bench: BoardBench) -> None:
    bench.act("jam", slot=2)
    bench.act("insert", slot=2, bank="foreign")
    await line_with(bench, "take-back: outcome 2")
    assert "foreign" in picture(bench.act("show"))
    bench.act("reset")
    await line_with(bench, "boot 2")
    bench.act("insert", slot=3)  # what comes after is judged after
    await line_with(bench, "return: slot 3 accepted")
    assert len(bench.record.pulses) == 1
