"""Checks that what the tests name exists: a module, a name, an attribute, an argument that has moved is found at once.

Owns which of mypy's findings count here. Tests carry few annotations and hand fakes where the real thing is declared:
whether a value is of the declared type is left to running them.
"""

import subprocess
import sys
from pathlib import Path

LEFT_TO_THE_RUN = (
    "annotation-unchecked", "arg-type", "dict-item", "func-returns-value", "import-untyped", "index", "list-item", "misc",
    "operator", "return-value", "union-attr", "var-annotated",
)  # fmt: skip
ON_BOARDS = r"^tests/(micropython/(core_memory|link_trial)\.py|hil/on_board/)"  # import what only MicroPython has


def check(root: Path) -> int:
    """Run mypy over the tests under `root`; print its findings and return its exit code."""
    command = [
        sys.executable, "-m", "mypy", "--config-file", "", "--python-version", "3.11", "--check-untyped-defs",
        "--follow-imports", "silent", "--exclude", ON_BOARDS, "--cache-dir", str(root / ".mypy_cache" / "tests"),
        *(f"--disable-error-code={code}" for code in LEFT_TO_THE_RUN),
    ]  # fmt: skip
    return subprocess.run([*command, "tests"], cwd=root, check=False).returncode
