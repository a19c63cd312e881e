import io
import sys

import pytest

from tools.desk.flash.configuration import BOARDS
from tools.desk.flash.plan import Plan
from tools.desk.flash.progress import WIDTH, Progress
from tools.wiring.board import constants

PLAN = Plan(None, [], {"/b/two.mpy": "/a/two.mpy"}, {"/b/one.mpy": bytes(30), "/b/three.mpy": bytes(10)}, {}, None)


class OnTerminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, out: io.StringIO) -> str:
    monkeypatch.setattr(sys, "stdout", out)
    progress = Progress(PLAN)
    for path in ("/b/two.mpy", "/b/one.mpy", "/b/three.mpy"):
        progress.done(path)
    progress.end()
    return out.getvalue()


def test_a_terminal_shows_a_bar_that_fills_by_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    states = [state.rstrip() for state in shown(monkeypatch, OnTerminal()).split("\r")]
    assert states == [
        "",
        f"[{'-' * WIDTH}]   0 % /b/two.mpy",
        f"[{'#' * 22}{'-' * (WIDTH - 22)}]  75 % /b/one.mpy",
        f"[{'#' * WIDTH}] 100 % /b/three.mpy",
    ]


def test_elsewhere_each_file_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO()).splitlines() == [
        "  /b/two.mpy: already on the board",
        "  /b/one.mpy: copied (30 bytes)",
        "  /b/three.mpy: copied (10 bytes)",
    ]


def test_as_many_slots_are_taken_as_the_board_file_has() -> None:
    assert {"cabinet-s3": constants()["MAX_SLOTS"]} == BOARDS
