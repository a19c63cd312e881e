"""Runs a script on a real MicroPython and gives back what it printed."""

import os
import subprocess
from pathlib import Path

import tools.runtime


def run_script(bits: int, script: Path, *arguments: str | Path, path: Path, heap: str = "2M") -> list[str]:
    """Return the lines that `script` printed on the MicroPython of `bits` (64 or 32) with `path` as its only module path.

    Raises AssertionError with the last line printed if it did not end well.
    """
    program = tools.runtime.micropython(bits)
    command = [program, "-X", f"heapsize={heap}", script, *arguments]
    environment = {**os.environ, "MICROPYPATH": f"{path}:.frozen"}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    lines = answer.stdout.splitlines()
    last = lines[-1] if lines else "nothing"
    assert answer.returncode == 0, f"ended with {answer.returncode} after printing {last!r}: {answer.stderr}"
    return lines
