"""Writes the firmware as a package that `mpremote mip install` takes: package.json and compiled files, to be served over HTTP.

  wattlend mip --output FOLDER
  mpremote mip install --target / http://HOST/FOLDER/package.json

mip knows one folder and no trial: it is for bare boards. `wattlend flash` keeps the image that runs.
"""

import argparse
import json
from importlib.metadata import version
from pathlib import Path

from tools import firmware_image
from tools.errors import ToolError

SELECTED_ALONE = b"a - 0 300"
"""The image is on trial: where it does not start, the board stays at its prompt."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command line."""
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER", help="made where it is missing")
    parser.add_argument("--kind", choices=sorted(firmware_image.KINDS), default="cabinet", help="(default: cabinet)")


def main(args: argparse.Namespace) -> int:
    """Write the package."""
    try:
        files = write_package(args.output, args.kind)
    except OSError as error:
        raise ToolError(
            f"{error.filename} cannot be written: {error.strerror}", "name a folder that you may write"
        ) from error
    print(f"{args.output / 'package.json'}: {len(files)} files; serve the folder over HTTP, then")
    print("mpremote mip install --target / http://HOST/package.json")
    return 0


def write_package(folder: Path, kind: str = "cabinet") -> list[str]:
    """Write the package into `folder`; return the paths of its files on a board, in the order of installation."""
    files = _files(kind)
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    package = {"version": version("wattlend"), "urls": [[path, path] for path in files]}
    (folder / "package.json").write_text(json.dumps(package, indent=1) + "\n", encoding="utf-8")
    return list(files)


def _files(kind: str) -> dict[str, bytes]:
    """Return path -> bytes, what starts the rest last: a board that was half installed does nothing."""
    image = {firmware_image.FOLDERS[0] + path: file.read_bytes() for path, file in firmware_image.application(kind)}
    starters = {path: file.read_bytes() for path, file in sorted(firmware_image.starters(), reverse=True)}
    ordered = {**image, firmware_image.SELECTED: SELECTED_ALONE, **starters}
    return {path.lstrip("/"): data for path, data in ordered.items()}
