"""The mission's fixtures: one stack for each test process, and as many cabinets as a test asks for."""

import functools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.stack import Program, Stack, running_stack
from tests.support.waiting import until
from tools.virtual_board.rig.control import Rig

MakeCabinet = Callable[..., "Cabinet"]


class Cabinet:
    """A provisioned cabinet on a virtual board: its id in the cloud, and a hand on its world."""

    def __init__(self, stack: Stack, folder: Path, slots: int, banks: str, bits: int) -> None:
        configuration = stack.provision(slots)
        self.id: str = configuration["device_id"]
        self._stack = stack
        file = folder / f"{self.id}.json"
        file.write_text(json.dumps(configuration))
        options = ["--slots", str(slots), "--banks", banks, "--bits", str(bits), "--configuration", str(file)]
        self.program = Program(folder, self.id, "virtual-board", "--state", str(folder), "--name", self.id, *options)
        self.program.start(self.id)
        self.rig = Rig(folder / "boards" / self.id / "control.sock")
        until(f"{self.id} is online", lambda: self.detail()["device"]["online"], 30)
        until("its slots are known", lambda: len(self.detail()["slots"]) == slots and self._settled(), 30)

    def detail(self) -> Any:
        """Return all that the operator sees of it."""
        return self._stack.operator.call("GET", f"/devices/{self.id}").document

    def slot(self, number: int) -> Any:
        """Return one slot as last reported."""
        return next(slot for slot in self.detail()["slots"] if slot["slot"] == number)

    def events(self) -> Any:
        """Return what it journaled, as the cloud has it."""
        return self._stack.operator.call("GET", f"/devices/{self.id}/events").document

    def online_since_boot(self, boot: int) -> bool:
        """Tell whether the cloud knows it to be online in boot number `boot` or later, with a live report."""
        device = self.detail()["device"]
        return bool(device["online"] and device["boot"] >= boot)

    def configure(self, lend_rule: list[str], minimum_charge_pct: int = 20) -> None:
        """Set its configuration and wait until it has taken it."""
        body = {
            "lend_rule": lend_rule,
            "minimum_charge_pct": minimum_charge_pct,
            "maximum_temperature_dc": 600,
            "disabled_slots": [],
        }
        answer = self._stack.operator.call("PUT", f"/devices/{self.id}/configuration", body)
        assert answer.status == 202, answer.document
        version = answer.document["version"]
        until("the configuration is taken", lambda: self.detail()["device"]["reported_version"] == version)

    def set_charge(self, slot: int, percent: int) -> None:
        """Let the bank in `slot` have this charge, whatever it had."""
        now = next(one for one in self.rig.world()["slots"] if one["slot"] == slot)["charge_pct"]
        self.rig.act("charge" if percent > now else "drain", slot=slot, percent=percent)

    def _settled(self) -> bool:
        return not any(slot["state"] == "settling" for slot in self.detail()["slots"])


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack that this process's tests share."""
    with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
def make_cabinet_of(tmp_path: Path) -> Iterator[MakeCabinet]:
    """Makes cabinets of any stack that end with the test: `make_cabinet_of(stack, slots=12, banks="all", bits=64)`."""
    made: list[Cabinet] = []

    def make(stack: Stack, slots: int, banks: str, bits: int = 64) -> Cabinet:
        made.append(Cabinet(stack, tmp_path, slots, banks, bits))
        return made[-1]

    yield make
    for cabinet in made:
        cabinet.rig.close()
        cabinet.program.end()


@pytest.fixture
def make_cabinet(stack: Stack, make_cabinet_of: MakeCabinet) -> MakeCabinet:
    """Makes cabinets of the shared stack: `make_cabinet(slots=12, banks="all", bits=64)`."""
    return functools.partial(make_cabinet_of, stack)
