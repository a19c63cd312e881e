"""Checks the types of what boards load against the ESP32 stubs of the pinned MicroPython.

Owns a typeshed put together from two installed packages: the reduced standard library, and the ESP32's own modules
laid over it. As a typeshed, and not beside one, the stubs win over CPython's, and mypy is silent about their own faults.
"""

import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from tools.check.sources import ON_BOARD_TESTS

STUBS = ("micropython-stdlib-stubs", "micropython-esp32-stubs")
OPTIONS = ("--check-untyped-defs", "--no-implicit-optional", "--warn-redundant-casts", "--no-implicit-reexport")


def check(root: Path) -> int:
    """Run mypy over what boards load under `root`; print its findings and return its exit code."""
    command = [
        sys.executable, "-m", "mypy", "--config-file", "", "--python-version", "3.11", "--no-site-packages",
        "--custom-typeshed-dir", str(typeshed(root / ".mypy_cache" / "micropython")),
        "--cache-dir", str(root / ".mypy_cache" / "firmware"), *OPTIONS,
    ]  # fmt: skip
    shared = [str(file) for file in sorted((root / "shared_protocol").glob("*.py"))]
    loaded = [*shared, str(root / "firmware"), str(root / ON_BOARD_TESTS)]
    return subprocess.run([*command, *loaded], cwd=root, check=False).returncode


def typeshed(folder: Path) -> Path:
    """Make the typeshed in `folder`, unless it stands there for these very versions; return it."""
    stamp = folder / "made-from"
    versions = "\n".join(f"{name} {distribution(name).version}" for name in STUBS)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == versions:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    for name in STUBS:
        _lay(name, folder)
    _declare_modules(folder / "stdlib")
    stamp.write_text(versions, encoding="utf-8")
    return folder


def _lay(name: str, folder: Path) -> None:
    package = distribution(name)
    for file in package.files or []:
        if file.suffix != ".pyi" and file.name != "VERSIONS":
            continue
        inside = file if file.parts[0] in {"stdlib", "stubs"} else Path("stdlib", *file.parts)
        target = folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package.locate_file(file), target)  # type: ignore[arg-type]  # a SimplePath that is a Path


def _declare_modules(standard_library: Path) -> None:
    """Add the modules that mypy would otherwise not look for, each with the first Python that has it."""
    names = {entry.name.removesuffix(".pyi") for entry in standard_library.iterdir() if entry.name != "VERSIONS"}
    versions = standard_library / "VERSIONS"
    known = versions.read_text(encoding="utf-8")
    declared = {line.split(":")[0].strip() for line in known.splitlines() if ":" in line and not line.startswith("#")}
    extra = "".join(f"{name}: 3.0-\n" for name in sorted(names - declared))
    versions.write_text(known.rstrip("\n") + "\n" + extra, encoding="utf-8")
