"""The cabinet's real image on the virtual board: it comes up in an ESP32's heap, finds its chips, and idles safely."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.micropython.board_bench import BoardBench
from tools.firmware_image import contents
from tools.virtual_board.cabinet.design import CabinetDesign
from tools.virtual_board.specification import Specification
from tools.virtual_board.supervisor import Supervisor

CONFIGURATION = {
    "schema": 1,
    "kind": "cabinet",
    "board": "cabinet-s3",
    "device_id": "cab-on-the-bench",
    "key": "00" * 32,
    "key_version": 1,
    "slots": 12,
    "broker": {"host": "127.0.0.1", "port": 9, "password": "nobody listens there"},
    "wifi": {"ssid": "home", "password": "secret-enough"},
}


def cabinet(folder: Path, configuration: dict[str, Any], bits: int) -> Supervisor:
    files = {**contents(), "/configuration.json": json.dumps(configuration).encode()}
    specification = Specification("bench", folder, CabinetDesign(12, banks=tuple(range(1, 13))), files, bits=bits)
    return Supervisor([specification], lambda name, line: None)


async def line_with(bench: BoardBench, words: str) -> str:
    await bench.until(lambda: any(words in line for line in bench.lines()), f"a line with {words!r}")
    return next(line for line in bench.lines() if words in line)


@pytest.mark.parametrize("bits", [64, 32])
async def test_a_cabinet_of_twelve_finds_all_its_chips_and_drives_no_lock(tmp_path: Path, bits: int) -> None:
    async with cabinet(tmp_path, CONFIGURATION, bits) as supervisor:
        bench = BoardBench(supervisor.boards["bench"])
        assert "12 slots, boot 1" in await line_with(bench, "ready:")
        await line_with(bench, "no link")  # it runs, and nobody listens
        assert not [line for line in bench.lines() if "no answer" in line or "Error:" in line]
        assert bench.record.pulses == []
        ports = [expander.register(0, 0) for expander in bench.device.circuit.expanders]
        assert ports == [0, 0]  # port A drives, every latch low
        bench.act("cut-power", for_s=0)
        assert "boot 2" in await line_with(bench, "boot 2")


async def test_a_wrong_configuration_is_named_and_the_locks_stay_idle(tmp_path: Path) -> None:
    async with cabinet(tmp_path, {**CONFIGURATION, "slots": 99}, 64) as supervisor:
        bench = BoardBench(supervisor.boards["bench"])
        said = await line_with(bench, "configuration:")
        assert "slots is 99, allowed: 1 to 48" in said
        await line_with(bench, "at its prompt")
        assert bench.record.pulses == []
        assert bench.act("show")["crashes"] == 0
