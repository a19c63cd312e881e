"""Programs that the machine has: found, asked, and taken only when new enough and whole."""

from pathlib import Path

import pytest

from tools.runtime.programs import Program, find_on_machine, version_of

BROKER = Program(names=("lendbroker", "oldbroker"), arguments=("-h",), minimum=(2, 0, 18))


def put(folder: Path, name: str, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {name} version {version}\nexit 3\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    return tmp_path / "bin"


def test_a_fit_program_on_path_is_found_with_its_version(on_path):
    program = put(on_path, "lendbroker", "2.0.21")
    assert find_on_machine(BROKER) == (program, "2.0.21")


def test_a_program_that_is_too_old_is_not_taken(on_path):
    put(on_path, "lendbroker", "2.0.11")
    assert find_on_machine(BROKER) is None


def test_the_second_name_serves_where_the_first_is_too_old(on_path):
    put(on_path, "lendbroker", "2.0.11")
    second = put(on_path, "oldbroker", "2.0.18")
    assert find_on_machine(BROKER) == (second, "2.0.18")


def test_a_program_without_its_companions_is_not_taken(on_path):
    put(on_path, "lendbroker", "2.0.21")
    needs_more = Program(names=("lendbroker",), arguments=(), minimum=(1,), companions=("lendinit",))
    assert find_on_machine(needs_more) is None
    put(on_path, "lendinit", "1")
    assert find_on_machine(needs_more) is not None


def test_the_newest_of_several_folders_off_the_path_is_taken(tmp_path, on_path):
    for version in ("9", "15", "14"):
        put(tmp_path / "db" / version / "bin", "lendbroker", f"{version}.1")
    program = Program(names=("lendbroker",), arguments=(), minimum=(10,), patterns=(f"{tmp_path}/db/*/bin",))
    assert find_on_machine(program) == (tmp_path / "db" / "15" / "bin" / "lendbroker", "15.1")


def test_what_does_not_run_has_no_version(tmp_path):
    assert version_of(tmp_path / "absent", ()) == ""


def test_the_wish_is_written_for_people():
    assert BROKER.wanted() == "lendbroker 2.0.18 or newer"
