"""A kind of device is added by new files and a row: a bell is linked, runs on a virtual board, and has nothing of a cabinet."""

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from cloud.bridge.mosquitto_files import CLOUD_USER
from shared_protocol import fields, topics
from shared_protocol.host import whole_wire
from tests.micropython.board_bench import BoardBench
from tests.support.dummy_kind.shared_protocol import bell as wire
from tests.unit.tools.virtual_board.lamp import LAMP, LampDesign
from tools import firmware_image
from tools.firmware_image import link, modules
from tools.size.cloud_stand_in import CloudStandIn
from tools.size.trial import start_stand_in_broker
from tools.virtual_board.kinds import KINDS
from tools.virtual_board.specification import Specification
from tools.virtual_board.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]
OVERLAY = ROOT / "tests" / "support" / "dummy_kind"
ROW = firmware_image.Kind("firmware.app.bell", start_only=frozenset(), entries=frozenset())
CLOUD = CLOUD_USER
DEVICE_ID = "bell-0001"


class CloudOfBells(CloudStandIn):
    """Hears what only bells say; `rung` are those events."""

    def ring(self, times: int) -> None:
        self._send(topics.COMMAND, {fields.TYPE: wire.RING, fields.COMMAND: secrets.token_bytes(16), wire.TIMES: times})

    def _commit(self, kind: int, body: dict[int, Any]) -> None:
        if kind == wire.RUNG:
            self.results.append(body)
        super()._commit(kind, body)


@pytest.fixture
def kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Lay the files of the kind over a copy of the tree, and put its rows into the joining lists."""
    tree = tmp_path / "tree"
    for package in ("firmware", "shared_protocol"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
        for file in sorted((OVERLAY / package).rglob("*.py")):
            place = tree / file.relative_to(OVERLAY)
            assert not place.exists(), "a kind is added by new files"
            place.parent.mkdir(exist_ok=True)
            shutil.copy(file, place)
    monkeypatch.setattr(modules, "ROOT", tree)
    monkeypatch.setattr(firmware_image, "ROOT", tree)
    monkeypatch.setitem(firmware_image.KINDS, "bell", ROW)
    monkeypatch.setattr(whole_wire, "ROWS", (*whole_wire.ROWS, wire.ROWS[-1]))
    _forget()
    yield "bell"
    _forget()


def _forget() -> None:
    firmware_image.linker.cache_clear()
    firmware_image.linked.cache_clear()


def test_its_image_has_nothing_of_a_cabinet(kind: str) -> None:
    parts = firmware_image.linker(kind).part_of
    assert {"firmware.core.bell.machine", "firmware.core.common.journal", "firmware.app.board_loop"} <= set(parts)
    assert [name for name in parts if "cabinet" in name] == []
    assert [name for name in firmware_image.linker("cabinet").part_of if "bell" in name] == []


def test_no_number_of_a_kind_is_another_s() -> None:
    assert not set(wire.SPECS) & set(whole_wire.SPECS)
    assert not set(wire.TABLE) & set(whole_wire.TABLE)


async def test_it_boots_announces_itself_takes_a_command_and_tells_an_event(kind: str, tmp_path: Path) -> None:
    root, password = secrets.token_bytes(32), secrets.token_hex(16)
    with ExitStack() as stack:
        listener = start_stand_in_broker(tmp_path / "broker", stack, {CLOUD: password, DEVICE_ID: password})
        document = {
            "schema": 1,
            "kind": "bell",
            "board": "bell-board",
            "device_id": DEVICE_ID,
            "key": root.hex(),
            "key_version": 1,
            "broker": {"host": "127.0.0.1", "port": listener.port, "password": password},
        }
        files = {**firmware_image.contents(kind), "/configuration.json": json.dumps(document).encode()}
        specification = Specification("bell", tmp_path / "board", LampDesign(), files, bits=32)
        cloud = CloudOfBells(listener.host, listener.port, CLOUD, password, DEVICE_ID, root)
        async with Supervisor([specification], lambda name, line: None, {**KINDS, LAMP.name: LAMP}) as supervisor:
            bench = BoardBench(supervisor.boards["bell"])
            with cloud:
                await bench.until(cloud.is_online, "the bell is online")
                assert cloud.presence[wire.IS_BELL] is True
                cloud.ring(3)
                await bench.until(lambda: bool(cloud.results), "the bell rang")
                assert cloud.results[0][wire.TIMES] == 3
                await bench.until(lambda: any("ding ding ding" in line for line in bench.lines()), "it is heard")
                assert any("one bell, boot 1" in line for line in bench.lines())


def test_what_a_linker_makes_of_it_can_be_traced(kind: str) -> None:
    core = firmware_image.linked(kind)["firmware.core"]
    assert isinstance(core, link.Linked)
    assert "firmware/core/bell/machine.py" in core.names
