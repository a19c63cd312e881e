"""Flashes a board by `wattlend flash`, with the image of the sources or with one of the test's own."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any
from unittest import mock

from tests.support.serial_board import SerialBoard
from tools import firmware_image
from tools.firmware_image import compiled
from tools.wattlend import cli

SETTINGS: dict[str, Any] = {
    "schema": 1,
    "kind": "cabinet",
    "board": "cabinet-s3",
    "device_id": "cabinet-0001",
    "key": "5a" * 32,
    "key_version": 1,
    "slots": 12,
    "broker": {"host": "127.0.0.1", "port": 1, "password": "secret"},
}
Image = list[tuple[str, Path]]


def image() -> Image:
    """Return the image of the sources."""
    return firmware_image.application()


def with_application(text: str) -> Image:
    """Return the image with another `application`."""
    return [
        (path, compiled(text.encode(), "application.py") if "application" in path else file) for path, file in image()
    ]


def variant(number: int, *names: str) -> Image:
    """Return the image with parts (such as `firmware.drivers`) that do the same and have other bytes."""
    changed = dict(image())
    for name in names:
        text = firmware_image.linked()[name].text + f"\nvariant = {number}\n"
        changed[f"/{name.replace('.', '/')}.mpy"] = compiled(text.encode(), name.rpartition(".")[2] + ".py")
    return sorted(changed.items())


def flash(port: str, *arguments: str, files: Image | None = None) -> tuple[int, str]:
    """Run `wattlend flash`; return its exit code and what it printed."""
    said = io.StringIO()
    chosen = image() if files is None else files
    with (
        mock.patch.object(firmware_image, "application", return_value=chosen),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        code = cli.main(["flash", "--board", "cabinet-s3", "--port", port, *arguments])
    return code, said.getvalue()


def flash_well(board: SerialBoard, *arguments: str, files: Image | None = None) -> str:
    """Flash, which must end well; return what was printed."""
    code, said = flash(board.port(), *arguments, files=files)
    assert code == 0, said
    return said


def configuration_file(folder: Path, **changes: object) -> str:
    """Write a configuration and return its path."""
    file = folder / "cabinet.json"
    file.write_text(json.dumps({**SETTINGS, **changes}))
    return str(file)
