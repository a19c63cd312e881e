"""The board's flash adapter on a real littlefs: what is found after a power cut at any operation of the medium."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from littlefs import LittleFS
from littlefs.context import UserContext

from firmware.adapters.board import flash as adapter

FOLDER = "state"
BLOCK_BYTES = 512
BLOCKS = 48
GEOMETRY = {"block_size": BLOCK_BYTES, "block_count": BLOCKS, "read_size": 16, "prog_size": 16}
OLD, NEW = b"old" * 20, b"newer" * 30
REGULAR_FILE = 0x8000


class Medium(UserContext):
    """Flash memory that remembers every write to it as (offset, bytes)."""

    def __init__(self, content: bytes) -> None:
        super().__init__(buffer=bytearray(content))
        self.writes: list[tuple[int, bytes]] = []

    def prog(self, cfg: Any, block: int, off: int, data: bytes) -> int:
        self.writes.append((block * BLOCK_BYTES + off, bytes(data)))
        return super().prog(cfg, block, off, data)

    def erase(self, cfg: Any, block: int) -> int:
        self.writes.append((block * BLOCK_BYTES, b"\xff" * BLOCK_BYTES))
        return super().erase(cfg, block)


class BoardOs:
    """What of MicroPython's `os` the adapter uses, over a littlefs."""

    def __init__(self, files: LittleFS) -> None:
        self.mkdir, self.remove, self.rename, self.listdir = files.mkdir, files.remove, files.rename, files.listdir
        self._files = files

    def ilistdir(self, folder: str) -> list[tuple[str, int, int]]:
        return [(entry.name, REGULAR_FILE, 0) for entry in self._files.scandir(folder)]


def opener(files: LittleFS) -> Callable[[str, str], Any]:
    """Return `open` as a board has it: appending to a file that is missing makes it, which littlefs-python refuses."""

    def open_file(name: str, mode: str) -> Any:
        folder, _, file = name.partition("/")
        return files.open(name, "wb" if mode == "ab" and file not in files.listdir(folder) else mode)

    return open_file


def power_on(monkeypatch: pytest.MonkeyPatch, medium: Medium) -> adapter.Flash:
    files = LittleFS(context=medium, mount=False, **GEOMETRY)
    files.mount()
    monkeypatch.setattr(adapter, "os", BoardOs(files))
    monkeypatch.setattr(adapter, "open", opener(files), raising=False)
    return adapter.Flash(FOLDER)


def prepared(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return the content of a medium with files in use."""
    medium = Medium(b"\xff" * BLOCK_BYTES * BLOCKS)
    LittleFS(context=medium, mount=False, **GEOMETRY).format()
    flash = power_on(monkeypatch, medium)
    flash.replace("boot", OLD)
    flash.append("journal", OLD)
    return bytes(medium.buffer)


def torn(content: bytes, writes: list[tuple[int, bytes]]) -> Iterator[bytes]:
    """Yield the medium as each cut leaves it: nothing, half or all of that write done, and all before it."""
    image = bytearray(content)
    for offset, data in writes:
        yield bytes(image)
        image[offset : offset + len(data) // 2] = data[: len(data) // 2]
        yield bytes(image)
        image[offset : offset + len(data)] = data
    yield bytes(image)


def found_after_cuts(
    monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[adapter.Flash], None]
) -> list[bytes | None]:
    """Return what file `name` holds (None: it is missing) after `act(flash)` was cut at each moment, and, last, was not."""
    content = prepared(monkeypatch)
    medium = Medium(content)
    flash = power_on(monkeypatch, medium)
    medium.writes.clear()
    act(flash)
    return [_content(power_on(monkeypatch, Medium(image)), name) for image in torn(content, medium.writes)]


def _content(flash: adapter.Flash, name: str) -> bytes | None:
    return flash.read(name) if name in flash.names() else None


def test_a_replaced_file_is_the_old_or_the_new_wherever_the_power_goes(monkeypatch: pytest.MonkeyPatch):
    found = found_after_cuts(monkeypatch, "boot", lambda flash: flash.replace("boot", NEW))
    assert set(found) == {OLD, NEW}
    assert found[-1] == NEW


def test_an_append_leaves_what_was_there_before_wherever_the_power_goes(monkeypatch: pytest.MonkeyPatch):
    found = found_after_cuts(monkeypatch, "journal", lambda flash: flash.append("journal", NEW))
    assert all(data and (OLD + NEW).startswith(data) and len(data) >= len(OLD) for data in found)
    assert found[-1] == OLD + NEW
    assert OLD in found
