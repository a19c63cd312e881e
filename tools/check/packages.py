"""Finds folders of modules without `__init__.py`: import directions are not checked in what is no package."""

from collections.abc import Iterator
from pathlib import Path

from tools.check.finding import Finding
from tools.check.sources import PACKAGES


def check(root: Path) -> Iterator[Finding]:
    """Yield each folder under `root` that holds modules of ours and no `__init__.py`."""
    folders = {file.parent for package in PACKAGES for file in (root / package).rglob("*.py")}
    for folder in sorted(folders):
        if not (folder / "__init__.py").exists():
            yield Finding(
                folder.relative_to(root).as_posix(),
                1,
                "folder of modules without __init__.py",
                "add one that says what the package owns",
            )
