"""Keeps what the linker made under `build`, by the hash of all that it was made from: linking takes 0.7 s, each board needs it.

Knows nothing of what an image consists of.
"""

import hashlib
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from tools.firmware_image.link import Linked
from tools.firmware_image.modules import ROOT

Parts = dict[str, Linked]

_CACHE = ROOT / "build" / "linked"
_LINKER = Path(__file__).parent
_SOURCES = ("firmware", "shared_protocol")


def kept(tree: Path, recipe: Iterable[str], link: Callable[[], Parts]) -> Parts:
    """Return what `link` makes of the sources below `tree` by `recipe`, all else that decides about it."""
    target = _CACHE / f"{_digest(tree, recipe)}.json"
    if not target.exists():
        _keep(target, msgspec.json.encode(link()))
    return msgspec.json.decode(target.read_bytes(), type=Parts)


def _digest(tree: Path, recipe: Iterable[str]) -> str:
    digest = hashlib.sha256("\0".join((sys.version, *recipe)).encode())
    for folder in (*(tree / name for name in _SOURCES), _LINKER):
        for file in sorted(folder.rglob("*.py")):
            content = file.read_bytes()
            digest.update(f"\0{file.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:32]


def _keep(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        fresh = Path(folder) / "linked.json"
        fresh.write_bytes(content)
        fresh.replace(target)
