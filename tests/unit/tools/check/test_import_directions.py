"""The contracts of pyproject.toml catch an import that goes the wrong way."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
WRONG_WAYS = {
    "shared_protocol.topics": "cloud",
    "firmware.core.cabinet.act": "cloud",
    "firmware.app.cabinet": "shared_protocol.host.codec",
    "firmware.drivers.ds3231": "firmware.adapters.board.wifi",
    "firmware.core.cabinet.slot": "firmware.drivers.ds3231",
    "firmware.core.common.clock": "time",
    "firmware.core.common.journal": "os",
    "cloud.app": "tools",
    "cloud.domain.orders.order": "cloud.services.renting.rent",
    "cloud.domain.delivery.presence": "time",
    "cloud.domain.delivery.journal": "sqlalchemy",
    "cloud.services.renting.rent": "cloud.storage.schema.orders",
    "cloud.services.people.sessions": "secrets",
    "cloud.api.renting.rentals": "cloud.bridge.router",
    "cloud.http.call": "cloud.api.renting.rentals",
    "cloud.web.renting.rentals": "cloud.api.renting.rentals",
    "cloud.services.people.accounts": "cloud.http.call",
    "tools.sim": "tests",
    "firmware.core.common.delivery": "firmware.core.cabinet.act",
    "firmware.adapters.board.flash": "firmware.adapters.cabinet.locks",
    "cloud.domain.money.ledger": "cloud.domain.orders.order",
    "cloud.services.money.wallet": "cloud.services.orders.steps",
    "cloud.services.orders.steps": "cloud.services.renting.rent",
    "cloud.services.fleet.presence": "cloud.services.products",
    "cloud.storage.engine.sqlite": "cloud.storage.schema.orders",
    "cloud.api.money.wallet": "cloud.api.renting.rentals",
    "cloud.web.fleet.stations": "cloud.web.casework.cases",
    "tools.world.cabinet": "tools.sim",
    "tools.virtual_board.assembly": "tools.virtual_board.cabinet.kind",
}
NAMED_BY_CONTRACTS = {"firmware.app.board_loop", "firmware.app.start", "firmware.boards.cabinet_s3"}
NOT_OURS = {"os", "secrets", "sqlalchemy", "time"}
RIGHT_WAYS = {
    "shared_protocol.host.codec": "shared_protocol.topics",
    "firmware.app.cabinet": "firmware.adapters.board.wifi",
    "firmware.adapters.board.wifi": "time",
    "cloud.app": "cloud.storage.schema.orders",
    "cloud.services.renting.rent": "cloud.domain.orders.order",
    "tools.sim": "firmware.core.cabinet.act",
    "tools.virtual_board.cabinet.kind": "tools.world.cabinet",
}


@pytest.fixture
def house(tmp_path):
    """Return a function that lays out empty modules and one import among them, and runs the contracts over it."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    def check(importer, imported):
        for module in {
            *WRONG_WAYS,
            *WRONG_WAYS.values(),
            *RIGHT_WAYS,
            *RIGHT_WAYS.values(),
            *NAMED_BY_CONTRACTS,
        } - NOT_OURS:
            lay_out(tmp_path, module)
        file = tmp_path / importer.replace(".", "/")
        file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
        file.write_text(f"import {imported}\n")
        program = Path(sys.executable).with_name("lint-imports")
        return subprocess.run(
            [program, "--no-cache"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return check


def lay_out(root, module):
    *packages, last = module.split(".")
    for depth in range(1, len(packages) + 1):
        folder = root.joinpath(*packages[:depth])
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    if packages:
        root.joinpath(*packages, f"{last}.py").touch()


@pytest.mark.parametrize(("importer", "imported"), WRONG_WAYS.items())
def test_wrong_way_breaks_a_contract(house, importer, imported):
    answer = house(importer, imported)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "BROKEN" in answer.stdout
    assert importer in answer.stdout


@pytest.mark.parametrize(("importer", "imported"), RIGHT_WAYS.items())
def test_right_way_breaks_none(house, importer, imported):
    answer = house(importer, imported)
    assert answer.returncode == 0, answer.stdout + answer.stderr
