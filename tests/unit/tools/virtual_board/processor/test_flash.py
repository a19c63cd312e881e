"""The flash chip as NOR flash, its power trap, and files put onto it from outside."""

from pathlib import Path

import pytest

from tools.virtual_board.errors import BoardError
from tools.virtual_board.processor.flash import BLOCK_BYTES, Flash, FlashPowerCutError
from tools.virtual_board.processor.installation import install, read_files


def content(flash: Flash, size: int) -> bytes:
    return flash.path.read_bytes()[:size]


@pytest.fixture
def flash(tmp_path: Path) -> Flash:
    return Flash(tmp_path / "flash.img", block_count=4)


def test_a_new_chip_is_all_ones(flash: Flash) -> None:
    assert flash.path.read_bytes() == b"\xff" * 4 * BLOCK_BYTES


def test_programming_only_clears_bits(flash: Flash) -> None:
    flash.program(0, 0, b"\x0f")
    flash.program(0, 0, b"\xf1")
    assert content(flash, 2) == b"\x01\xff"


def test_erasing_sets_one_block_to_ones(flash: Flash) -> None:
    flash.program(0, 0, b"\x00")
    flash.program(1, 5, b"\x00")
    flash.erase(0)
    assert content(flash, BLOCK_BYTES) == b"\xff" * BLOCK_BYTES
    assert flash.path.read_bytes()[BLOCK_BYTES + 5] == 0


@pytest.mark.parametrize(("share", "written"), [(0, 0), (0.5, 4), (1, 8)])
def test_the_trap_cuts_one_write_short_and_is_gone(flash: Flash, share: float, written: int) -> None:
    flash.cut_power_on_write(2, share)
    flash.program(0, 0, b"\x00" * 8)
    with pytest.raises(FlashPowerCutError):
        flash.program(0, 8, b"\x00" * 8)
    assert content(flash, 16) == b"\x00" * (8 + written) + b"\xff" * (8 - written)
    flash.program(0, 8, b"\x00" * 8)
    assert content(flash, 16) == bytes(16)


def test_installing_formats_a_missing_image_and_reads_back(tmp_path: Path) -> None:
    image = tmp_path / "flash.img"
    files = {"/main.py": b"print(1)\n", "/firmware/core/slot.mpy": b"M\x06" * 3000}
    assert install(image, files) == ["/firmware/core/slot.mpy", "/main.py"]
    assert read_files(image) == files


def test_installing_again_writes_only_what_differs(tmp_path: Path) -> None:
    image = tmp_path / "flash.img"
    install(image, {"/a": b"1", "/b": b"2"})
    before = image.stat().st_mtime_ns
    assert install(image, {"/a": b"1", "/b": b"2"}) == []
    assert image.stat().st_mtime_ns == before
    assert install(image, {"/a": b"1", "/b": b"3"}) == ["/b"]


def test_installing_clears_owned_folders_and_nothing_else(tmp_path: Path) -> None:
    image = tmp_path / "flash.img"
    install(image, {"/firmware/old.mpy": b"x", "/firmware/kept.mpy": b"y", "/data/journal": b"precious"})
    assert install(image, {"/firmware/kept.mpy": b"y"}, owned=["/firmware", "/lib"]) == ["/firmware/old.mpy"]
    assert read_files(image) == {"/firmware/kept.mpy": b"y", "/data/journal": b"precious"}


def test_what_does_not_fit_is_refused_and_the_old_image_stays(tmp_path: Path) -> None:
    image = tmp_path / "flash.img"
    install(image, {"/a": b"1"})
    with pytest.raises(BoardError, match="does not fit"):
        install(image, {"/a": b"2", "/big": bytes(3_000_000)})
    assert read_files(image) == {"/a": b"1"}


def test_a_damaged_image_is_named_and_left_alone(tmp_path: Path) -> None:
    image = tmp_path / "flash.img"
    image.write_bytes(b"not a file system" * 4096 + bytes(2 * 1024 * 1024 - 17 * 4096))
    before = image.read_bytes()
    with pytest.raises(BoardError, match="no file system"):
        install(image, {"/a": b"1"})
    assert image.read_bytes() == before
