"""Who a board is, set aside and put back, with the power cut before each change of its flash."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

from tests.hil.on_board import borrow

OWN = {"configuration.json": "own", "data/journal-00000001": "own", "data/boot": "own", "main.py": "starter"}
BENCH = {
    "configuration.json": "bench",
    "data/journal-00000001": "bench",
    "data/more": "bench",
    "hil/answer.mpy": "bench",
}
CHANGES = ("mkdir", "rename", "remove", "rmdir")
MOST_CHANGES = 40
LIST_OF_NAMES = 3
"""Changes until the list of what there was stands on the flash."""


class PowerCut(Exception):
    """The board restarts here."""


class Flash:
    """A board's file system in a folder; stands in for `os` and `open` of the script. `left` changes can still be made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.left = MOST_CHANGES

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*paths: str) -> Any:
            if name in CHANGES:
                self._count()
            return getattr(os, name)(*map(self._place, paths))

        return call

    def open(self, path: str, mode: str = "r") -> Any:
        if mode == "w":
            self._count()
        return Path(self._place(path)).open(mode)

    def files(self) -> dict[str, str]:
        return {
            str(file.relative_to(self.folder)): file.read_text() for file in self.folder.rglob("*") if file.is_file()
        }

    def put(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)

    def _place(self, path: str) -> str:
        return str(self.folder) + path

    def _count(self) -> None:
        if not self.left:
            raise PowerCut
        self.left -= 1


@pytest.fixture
def flash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flash:
    made = Flash(tmp_path / "flash")
    monkeypatch.setattr(borrow, "os", made)
    monkeypatch.setattr(borrow, "open", made.open, raising=False)
    return made


def tried_with_cuts(flash: Flash, own: dict[str, str], before: Callable[[], None], act: Callable[[], object]) -> int:
    """Cut `act` short behind 0, 1, 2... changes, each time on a board of `before`, and give it back; return how often."""
    changes = 0
    while True:
        shutil.rmtree(flash.folder, ignore_errors=True)
        flash.left = MOST_CHANGES
        before()
        flash.left = changes
        try:
            act()
        except PowerCut:
            flash.left = MOST_CHANGES
            assert is_of_one_identity(flash.files())
            borrow.give_back()
            assert flash.files() == own
            changes += 1
        else:
            return changes


def be_borrowed(flash: Flash, own: dict[str, str]) -> None:
    flash.put(own)
    borrow.borrow()
    flash.put(BENCH)


def is_of_one_identity(files: dict[str, str]) -> bool:
    """Tell whether a board that started now would speak out of its own journal only, or not at all."""
    identity = files.get("configuration.json")
    return identity is None or all(text == identity for name, text in files.items() if name.startswith("data/"))


@pytest.mark.parametrize("own", [OWN, {"main.py": "starter"}, {"main.py": "starter", "configuration.json": "own"}])
class TestPowerCuts:
    def test_a_cut_while_it_is_borrowed_costs_nothing(self, flash: Flash, own: dict[str, str]) -> None:
        assert tried_with_cuts(flash, own, lambda: flash.put(own), borrow.borrow) >= LIST_OF_NAMES

    def test_a_cut_while_it_is_given_back_costs_nothing(self, flash: Flash, own: dict[str, str]) -> None:
        assert tried_with_cuts(flash, own, lambda: be_borrowed(flash, own), borrow.give_back) >= len(BENCH)

    def test_what_an_earlier_run_left_is_given_back_before_it_is_borrowed_again(
        self, flash: Flash, own: dict[str, str]
    ) -> None:
        be_borrowed(flash, own)
        borrow.borrow()
        borrow.give_back()
        assert flash.files() == own
        assert not borrow.give_back()


def test_a_flash_that_takes_a_part_of_the_list_of_names_leaves_the_board_as_it_was(
    flash: Flash, monkeypatch: pytest.MonkeyPatch
) -> None:
    flash.put(OWN)
    monkeypatch.setattr(borrow, "open", lambda path, mode="r": FullFile(flash.open(path, mode)), raising=False)
    with pytest.raises(OSError, match="28"):
        borrow.borrow()
    monkeypatch.setattr(borrow, "open", flash.open, raising=False)
    assert borrow.give_back()
    assert flash.files() == OWN


class FullFile:
    """A file of a full flash: it takes nothing, and does not complain."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def write(self, _text: str) -> int:
        return 0
