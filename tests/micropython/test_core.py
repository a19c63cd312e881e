"""The cabinet core on MicroPython: does there what it does here, and is sparing with the heap."""

import shutil
from pathlib import Path

import pytest

from tests.micropython import core_day
from tests.support.compiled import ROOT, compile_firmware, compile_package
from tests.support.micropython import run_script

HERE = Path(__file__).resolve().parent
STARTS_MS = (1_000, (1 << 30) - 4_000, (1 << 31) - 4_000, 1 << 40)
# A board senses ten times a second: garbage of quiet readings is what makes its heap fall to pieces.
GARBAGE_BYTES = 150


@pytest.fixture(scope="module")
def compiled_path(tmp_path_factory):
    target = compile_firmware(tmp_path_factory.mktemp("mpy"))
    compile_package("tools/world", target)
    support = target / "tests" / "support"
    support.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "support" / "bench_cabinet.py", support)
    return target


@pytest.mark.parametrize("bits", [64, 32])
def test_a_day_goes_the_same_way_on_micropython(bits, compiled_path):
    expected = [line for start_ms in STARTS_MS for line in core_day.day(start_ms)]
    assert run_script(bits, HERE / "core_day.py", path=compiled_path) == expected


@pytest.mark.parametrize("slot_count", [12, 48])
def test_quiet_readings_leave_hardly_any_garbage(slot_count, compiled_path):
    printed = run_script(32, HERE / "core_memory.py", str(slot_count), path=compiled_path, heap="1M")
    next_seq, kept, garbage = (int(figure) for figure in printed[0].split())
    print(f"{slot_count} slots: {kept} bytes kept, {garbage // 100} bytes of garbage for one reading of all slots")
    assert next_seq == 3  # booted, lent
    assert garbage // 100 < GARBAGE_BYTES
