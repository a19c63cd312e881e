"""Makes `.venv`: the project's virtual environment, installed from the hashed lock.

Owns how an environment comes to be on a machine that has only Python, also where Debian packs `venv` apart.
Runs under the machine's own Python before anything is installed, so it needs nothing but the standard library.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

from tools.errors import ToolError

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
OLDEST_PYTHON = (3, 11)
DEBIAN_WHEELS = Path(
    "/usr/share/python-wheels"
)  # where Debian's python3-pip-whl puts the wheel that ensurepip would use


def make_environment() -> None:
    """Create `.venv` where it is missing or broken, then install the lock and this project into it."""
    if sys.version_info < OLDEST_PYTHON:
        raise ToolError(
            f"this is Python {sys.version.split()[0]}, Wattlend needs 3.11 or newer",
            "name a newer one: make setup PYTHON=python3.12",
        )
    if not _has_working_pip():
        _create()
    _install("--require-hashes", "--only-binary", ":all:", "-r", str(LOCK))
    _install("--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def _python() -> str:
    return str(VENV / "bin" / "python")


def _has_working_pip() -> bool:
    try:
        answer = subprocess.run([_python(), "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0


def _create() -> None:
    print(f"creating {VENV.name} with Python {sys.version.split()[0]}", flush=True)
    if importlib.util.find_spec("ensurepip"):
        _run(sys.executable, "-m", "venv", "--clear", str(VENV))
        return
    wheels = sorted(DEBIAN_WHEELS.glob("pip-*.whl"))
    if not wheels:
        raise ToolError(
            "this Python cannot make virtual environments: it has no ensurepip",
            "as root: apt-get install python3-venv (Debian packs it apart), then make setup again",
        )
    _run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV))
    _run(_python(), f"{wheels[-1]}/pip", "install", "--quiet", "--no-index", str(wheels[-1]))


def _install(*arguments: str) -> None:
    _run(_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def _run(*command: str) -> None:
    code = subprocess.run(command, check=False).returncode
    if code:
        raise ToolError(f"`{' '.join(command[:4])} ...` ended with code {code}", "its own words stand above")


def main() -> int:
    """Make the environment; print the cause and the way out where that fails."""
    try:
        make_environment()
    except ToolError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
