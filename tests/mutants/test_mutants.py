"""Each known bug is put into a copy of the tree, and what is named beside it must fail there.

A patch that no longer applies is a failure too: the code moved on, and the patch has to follow
(edit the code, `git diff > tests/mutants/NAME.patch`, undo the edit).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATCHES = Path(__file__).parent
COPIED = ("cloud", "firmware", "shared_protocol", "tests", "tools")
TIMEOUT_S = 60


class BySimulator(NamedTuple):
    """Found by the simulator, as a breach of one of these invariants, with one of these seeds at the latest."""

    invariants: tuple[str, ...]
    seeds: tuple[int, ...] = (1, 2, 3)


class ByTest(NamedTuple):
    """Found by this test."""

    test: str


MUTANTS: dict[str, BySimulator | ByTest] = {
    "ack_of_another_journal_believed": BySimulator(("INV-15",)),
    "batch_without_savepoints": ByTest(
        "tests/unit/cloud/storage/test_transactions.py::test_one_failing_item_undoes_itself_alone[sqlite]"
    ),
    "float_fee": BySimulator(("INV-22", "INV-23")),
    "missing_intent": BySimulator(("INV-8",)),
    "no_dedupe": BySimulator(("INV-7", "INV-13", "INV-14")),
    "no_owner_check": ByTest(
        "tests/unit/cloud/services/fleet/test_devices.py::test_anothers_order_looks_like_a_missing_one[sqlite]"
    ),
    "raw_tick_subtraction": ByTest(
        "tests/unit/firmware/adapters/board/test_small_adapters.py::test_uptime_never_wraps"
    ),
    "remove_then_rename": ByTest(
        "tests/unit/firmware/adapters/board/test_flash_power_cuts.py"
        "::test_a_replaced_file_is_the_old_or_the_new_wherever_the_power_goes"
    ),
    "unbounded_retry": BySimulator(("INV-7",)),
    "will_of_an_old_connection_believed": BySimulator(("INV-29",)),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of what a run needs of this tree."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "mutants"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        # The options of this run are not the copy's: they change what it prints.
        env=os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""},
        check=False,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
    )


def simulate(copy: Path, seed: int) -> subprocess.CompletedProcess[str]:
    options = ["--seed", str(seed), "--orders", "150", "--cabinets", "4", "--faults", "storm"]
    return run(copy, "-m", "tools.wattlend.cli", "sim", *options)


def infect(copy: Path, name: str) -> None:
    patch = PATCHES / f"{name}.patch"
    answer = subprocess.run(
        ["git", "apply", "--whitespace=nowarn", str(patch)],
        cwd=copy,
        env=os.environ | {"GIT_CEILING_DIRECTORIES": str(copy.parent)},  # not as a part of a repository around it
        check=False,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, f"{patch.name} does not apply any more, bring it up to date:\n{answer.stderr}"


def test_every_patch_has_its_row_and_every_row_its_patch():
    assert sorted(patch.stem for patch in PATCHES.glob("*.patch")) == sorted(MUTANTS)


@pytest.mark.parametrize("name", [name for name, finder in MUTANTS.items() if isinstance(finder, ByTest)])
def test_the_named_test_finds(name: str, copy: Path):
    finder = MUTANTS[name]
    assert isinstance(finder, ByTest)
    options = ["-m", "pytest", "-q", "-p", "no:cacheprovider", finder.test]
    healthy = run(copy, *options)
    assert healthy.returncode == 0, healthy.stdout
    infect(copy, name)
    ill = run(copy, *options)
    assert ill.returncode == 1, ill.stdout
    assert "AssertionError" in ill.stdout or "Failed: DID NOT RAISE" in ill.stdout, ill.stdout


@pytest.mark.parametrize("name", [name for name, finder in MUTANTS.items() if isinstance(finder, BySimulator)])
def test_the_simulator_finds(name: str, copy: Path):
    finder = MUTANTS[name]
    assert isinstance(finder, BySimulator)
    infect(copy, name)
    for seed in finder.seeds:
        answer = simulate(copy, seed)
        if answer.returncode:
            assert answer.returncode == 1, answer.stderr
            found = [line.split()[1].rstrip(":") for line in answer.stdout.splitlines() if line.startswith("VIOLATION")]
            assert set(found) & set(finder.invariants), answer.stdout + answer.stderr
            return
    pytest.fail(f"{name} stayed unfound with seeds {finder.seeds}")


def test_the_simulator_finds_nothing_in_the_tree_as_it_is(copy: Path):
    for seed in (1, 2, 3):
        answer = simulate(copy, seed)
        assert answer.returncode == 0, answer.stdout + answer.stderr
