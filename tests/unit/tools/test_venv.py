"""Making the environment names what it cannot do without, and leaves a working one alone."""

import sys
from pathlib import Path

import pytest

from tools import venv
from tools.errors import ToolError
from tools.runtime.errors import ClosedWayError


@pytest.fixture(autouse=True)
def _nothing_real(monkeypatch, tmp_path):
    monkeypatch.setattr(venv, "VENV", tmp_path / ".venv")


@pytest.fixture
def started(monkeypatch):
    """Return the list of commands that would have been started; starts none."""
    commands = []
    monkeypatch.setattr(venv, "_run", lambda *command: commands.append(command))
    return commands


def without(monkeypatch, *missing):
    find = venv.importlib.util.find_spec
    monkeypatch.setattr(venv.importlib.util, "find_spec", lambda name: None if name in missing else find(name))


def test_too_old_python_is_named_with_the_one_that_is_needed(monkeypatch):
    monkeypatch.setattr(venv, "OLDEST_PYTHON", (4, 0))
    with pytest.raises(ToolError, match=r"this is Python 3\.\d+") as raised:
        venv.make_environment()
    assert "PYTHON=" in raised.value.way_out


def test_working_environment_is_not_made_again(monkeypatch, started):
    monkeypatch.setattr(venv, "VENV", Path(sys.prefix))
    venv.make_environment()
    assert all(command[1:4] == ("-m", "pip", "install") for command in started)
    assert any("--require-hashes" in command for command in started)


def test_missing_environment_is_created(started):
    venv.make_environment()
    assert started[0][1:4] == ("-m", "venv", "--clear")


def test_python_without_ensurepip_takes_debians_wheel(monkeypatch, started, tmp_path):
    without(monkeypatch, "ensurepip")
    wheel = tmp_path / venv.WHEELS / "pip-25.1-py3-none-any.whl"
    wheel.parent.mkdir(parents=True)
    wheel.touch()
    monkeypatch.setattr(venv, "_fetch_wheels", lambda folder: tmp_path)
    newest = venv._newest_pip
    monkeypatch.setattr(venv, "_newest_pip", lambda tree: None if tree == Path("/") else newest(tree))
    venv._create()
    assert "--without-pip" in started[0]
    assert started[1][1] == f"{wheel}/pip"


def test_closed_package_archive_is_told_with_the_way_for_root(monkeypatch, started, tmp_path):
    def closed(folder):
        raise ClosedWayError("no apt here")

    monkeypatch.setattr("tools.runtime.sources.apt_archive.AptArchive", closed)
    with pytest.raises(ToolError, match="no apt here") as raised:
        venv._fetch_wheels(tmp_path)
    assert raised.value.way_out == "as root: apt-get install python3-venv"


def test_python_without_venv_is_told(monkeypatch, started):
    without(monkeypatch, "ensurepip", "venv")
    with pytest.raises(ToolError, match="no module venv"):
        venv._create()


def test_failing_step_is_named(capfd):
    with pytest.raises(ToolError, match="ended with code 3"):
        venv._run(sys.executable, "-c", "raise SystemExit(3)")
