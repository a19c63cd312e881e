"""A field is numbered in one place: with another number there, and no other file touched, both sides still agree (CARD-3)."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.compiled import ROOT, compile_package
from tests.support.micropython import run_script

SCRIPT = Path(__file__).with_name("two_ends.py")
SENT = "7 1234567890123 5 abcdef"


class Side:
    """Both interpreters with one state of shared_protocol: CPython with its source, MicroPython with its compiled files."""

    def __init__(self, source, folder):
        self._source = source
        self._compiled = compile_package("shared_protocol", folder, root=source)

    def in_cloud(self, *arguments):
        answer = subprocess.run(
            [sys.executable, SCRIPT, *arguments],
            env={"PYTHONPATH": str(self._source)},
            capture_output=True,
            text=True,
            check=False,
        )
        return answer.stdout.strip() or answer.stderr.splitlines()[-1]

    def on_board(self, *arguments):
        return run_script(32, SCRIPT, *arguments, path=self._compiled)[-1]


@pytest.fixture(scope="module")
def today(tmp_path_factory):
    return Side(ROOT, tmp_path_factory.mktemp("today"))


@pytest.mark.parametrize(
    ("module", "field", "number"),
    [("cabinet", "SLOT", 212), ("fields", "BOOT", 213), ("cabinet", "SLOTS", 214), ("fields", "TYPE", 215)],
)
def test_a_new_number_reaches_both_sides(module, field, number, today, tmp_path):
    renumbered = Side(_renumber(tmp_path / "source", module, field, number), tmp_path / "compiled")
    from_board, from_cloud = renumbered.on_board("seal"), renumbered.in_cloud("seal")
    assert from_board == from_cloud != today.on_board("seal")
    assert renumbered.in_cloud("open", from_board) == SENT
    assert renumbered.on_board("open", from_cloud) == SENT


def test_a_side_that_missed_the_change_does_not_understand(today, tmp_path):
    renumbered = Side(_renumber(tmp_path / "source", "cabinet", "SLOT", 212), tmp_path / "compiled")
    assert "RemoteError: field 12 is missing" in today.in_cloud("open", renumbered.on_board("seal"))
    assert today.in_cloud("open", today.on_board("seal")) == SENT


def _renumber(folder, module, field, number):
    """Copy shared_protocol into `folder` and give `field` another number in its module, and there alone."""
    shutil.copytree(ROOT / "shared_protocol", folder / "shared_protocol", ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "shared_protocol" / f"{module}.py"
    text, count = re.subn(rf"^{field} = \d+$", f"{field} = {number}", file.read_text(), flags=re.MULTILINE)
    assert count == 1
    file.write_text(text)
    return folder
