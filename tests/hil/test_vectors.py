"""What the chip makes of the wire and of the lend rules: the same as CPython, vector by vector."""

import time
from pathlib import Path

import pytest

from tests.hil.board import Board
from tests.hil.report import Figures
from tests.vectors import lines

FOLDER = str(Path(lines.__file__).resolve().parent)
WITHIN_S = 120


@pytest.mark.parametrize("file", sorted({row[0] for row in lines.SECTIONS}))
def test_vectors_come_out_the_same_on_the_chip(file: str, board: Board, figure: Figures) -> None:
    board.let_go()  # each on a heap of its own
    started_s = time.monotonic()
    found = board.ask(f"vectors.judge({file!r})", WITHIN_S)
    assert found["different"] == 0, found["shown"]
    assert found["tried"] == sum(name.startswith(f"{file}/") for name, _, _, _ in lines.cases(FOLDER))
    figure("tried", found["tried"], "vectors")
    figure("in", round(time.monotonic() - started_s, 2), "s")
