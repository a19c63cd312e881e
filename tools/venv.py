"""Makes `.venv`: the project's virtual environment, installed from the hashed lock.

Owns how an environment comes to be on a machine that has only Python, also where Debian packs pip apart and nobody is
root. Runs under the machine's own Python before anything is installed, so it needs nothing but the standard library.
"""

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.errors import ToolError

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
OLDEST_PYTHON = (3, 11)
WHEELS_PACKAGE = "python3-pip-whl"  # Debian's package of the wheel that ensurepip would install
WHEELS = Path("usr/share/python-wheels")  # where that package puts it


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
    if not importlib.util.find_spec("venv"):
        raise ToolError("this Python has no module venv", "as root: apt-get install python3-venv")
    _run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV))
    with tempfile.TemporaryDirectory() as folder:
        wheel = _newest_pip(Path("/")) or _newest_pip(_fetch_wheels(Path(folder)))
        if not wheel:
            raise ToolError(f"no pip in Debian's {WHEELS_PACKAGE}", "as root: apt-get install python3-venv")
        _run(_python(), f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel))


def _newest_pip(tree: Path) -> Path | None:
    return max((tree / WHEELS).glob("pip-*.whl"), default=None)


def _fetch_wheels(folder: Path) -> Path:
    """Fetch and unpack Debian's wheels into `folder`, signatures checked, without root; return the tree they are in."""
    from tools.runtime.errors import ClosedWayError  # noqa: PLC0415
    from tools.runtime.sources.apt_archive import AptArchive  # noqa: PLC0415  # only where Python comes without pip

    print(f"this Python comes without pip: fetching {WHEELS_PACKAGE} from the machine's package archive", flush=True)
    try:
        archive = AptArchive(folder / "apt")
        archive.update()
        debs = archive.download([WHEELS_PACKAGE], ["ca-certificates"], folder / "debs")
    except ClosedWayError as error:
        raise ToolError(f"pip cannot be fetched: {error}", "as root: apt-get install python3-venv") from error
    for deb in debs:
        _run("dpkg-deb", "-x", str(deb), str(folder / "tree"))
    return folder / "tree"


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
