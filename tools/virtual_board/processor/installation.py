"""Puts files onto a flash image while no board runs on it, and reads them back.

Owns littlefs on the host's side, with the geometry and disk version that MicroPython's ESP32 port uses. Rewrites only what
differs and touches nothing that it is not given: a journal on the flash stays as it is.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from littlefs import LittleFS, LittleFSError, UserContext

from tools.virtual_board.errors import BoardError
from tools.virtual_board.processor.flash import BLOCK_BYTES, BLOCK_COUNT, ERASED

READ_BYTES = PROGRAM_BYTES = LOOKAHEAD_BYTES = 32
CACHE_BYTES = 4 * PROGRAM_BYTES
BLOCK_CYCLES = 100
DISK_VERSION = 0x00020001  # what MicroPython 1.25 writes, and raises older images to


def install(image: Path, files: Mapping[str, bytes], owned: Iterable[str] = ()) -> list[str]:
    """Make `files` (path on the board -> content) stand on the image; return the paths that were removed or written.

    A blank or missing image is formatted. In the folders `owned` nothing stays that is not in `files`. Raises BoardError
    when they do not fit. The image is replaced whole, so an installation that is cut short leaves the old one.
    """
    content = bytearray(image.read_bytes() if image.exists() else bytes([ERASED]) * BLOCK_BYTES * BLOCK_COUNT)
    system = _mount(content)
    try:
        changed = [path for path, data in sorted(files.items()) if _differs(system, path, data)]
        gone = [path for path in _paths(system, owned) if path not in files]
        for path in gone:
            system.remove(path)
        for path in changed:
            _write(system, path, files[path])
    except LittleFSError as error:
        raise BoardError(
            f"the firmware does not fit on the flash image {image}: {error}",
            "remove the image to start with a blank flash; its journal is lost with it",
        ) from error
    if changed or gone or not image.exists():
        _replace(image, content)
    return [*gone, *changed]


def read_files(image: Path) -> dict[str, bytes]:
    """Return every file on an image, by its path."""
    system = _mount(bytearray(image.read_bytes()))
    found = {}
    for path in _paths(system, ["/"]):
        with system.open(path, "rb") as file:
            found[path] = bytes(file.read())
    return found


def _mount(content: bytearray) -> LittleFS:
    system = LittleFS(
        context=UserContext(buffer=content),
        mount=False,
        block_size=BLOCK_BYTES,
        block_count=len(content) // BLOCK_BYTES,
        read_size=READ_BYTES,
        prog_size=PROGRAM_BYTES,
        cache_size=CACHE_BYTES,
        lookahead_size=LOOKAHEAD_BYTES,
        block_cycles=BLOCK_CYCLES,
        disk_version=DISK_VERSION,
    )
    try:
        system.mount()
    except LittleFSError as error:
        if content.count(ERASED) != len(content):
            raise BoardError(
                f"the flash image holds no file system that can be read: {error}",
                "remove the image to start with a blank flash; its journal is lost with it",
            ) from error
        system.format()
        system.mount()
    return system


def _differs(system: LittleFS, path: str, data: bytes) -> bool:
    try:
        with system.open(path, "rb") as file:
            return bytes(file.read()) != data
    except FileNotFoundError:
        return True


def _paths(system: LittleFS, folders: Iterable[str]) -> list[str]:
    found = []
    for start in folders:
        if not _exists(system, start):
            continue
        for folder, _, names in system.walk(start):
            found += [str(PurePosixPath(folder) / name) for name in names]
    return found


def _exists(system: LittleFS, path: str) -> bool:
    try:
        system.stat(path)
    except (FileNotFoundError, LittleFSError):
        return False
    return True


def _write(system: LittleFS, path: str, data: bytes) -> None:
    system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
    fresh = path + ".new"
    with system.open(fresh, "wb") as file:
        file.write(data)
    system.rename(fresh, path)


def _replace(image: Path, content: bytearray) -> None:
    fresh = image.with_suffix(".new")
    fresh.write_bytes(content)
    fresh.replace(image)
