"""The firmware on a board's heap: the gate of `wattlend size`."""

import pytest

from tools import firmware_image
from tools.size import main
from tools.size.budgets import HEAP_BYTES, MODULE_BYTES
from tools.size.trial import run


def test_no_module_outgrows_its_budget() -> None:
    sizes = {path: file.stat().st_size for path, file in firmware_image.build()}
    assert sizes.keys() == MODULE_BYTES.keys()
    assert not {path: size for path, size in sizes.items() if size > MODULE_BYTES[path]}


def test_a_cabinet_of_twelve_slots_works_in_96_kb() -> None:
    trial = run(12, HEAP_BYTES)
    assert trial.failure is None
    assert trial.lends == 4


def test_a_heap_that_is_too_small_breaks_the_gate(capsys: pytest.CaptureFixture[str]) -> None:
    trial = run(12, 64 * 1024)
    assert trial.failure is not None
    assert "MemoryError" in trial.failure


def test_a_module_that_is_too_large_breaks_the_gate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(MODULE_BYTES, "/a/firmware/core.mpy", 1_000)
    arguments = type("Arguments", (), {"modules_only": True})()
    assert main(arguments) == 1
    assert "too large: /a/firmware/core.mpy has" in capsys.readouterr().out
