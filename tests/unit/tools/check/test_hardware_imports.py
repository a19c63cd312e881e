"""Hardware modules are imported at the edge of the firmware and nowhere else."""

import pytest

from tools.check.hardware_imports import check
from tools.check.sources import parse


@pytest.mark.parametrize("text", ["import machine", "from machine import Pin", "import network", "import esp32.nvs"])
@pytest.mark.parametrize(
    "path", ["firmware/core/cabinet/act.py", "firmware/drivers/mcp23017.py", "shared_protocol/cbor.py"]
)
def test_hardware_is_refused_inside(path, text):
    (finding,) = check(parse(path, text))
    assert "outside firmware/adapters" in finding.cause


@pytest.mark.parametrize(
    "path",
    [
        "firmware/adapters/cabinet/locks.py",
        "firmware/boards/s3.py",
        "firmware/app/cabinet.py",
        "tests/hil/on_board/pulse.py",
    ],
)
def test_hardware_is_free_at_the_edge(path):
    assert list(check(parse(path, "from machine import Pin\nimport network"))) == []


def test_other_imports_are_free_inside():
    assert list(check(parse("firmware/core/cabinet/act.py", "from firmware.core import slot\nimport struct"))) == []
