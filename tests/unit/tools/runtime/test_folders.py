"""The layout of `.runtime`: records, replacing a part, and keeping two preparations apart."""

import subprocess
import sys

import pytest

from tools.runtime.folders import REPOSITORY, Record, new_staging, preparing, put_in_place, read_record, runtime_folder


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("WATTLEND_RUNTIME", str(tmp_path / "parts"))
    return tmp_path / "parts"


def stage(version: str) -> Record:
    with preparing(lambda: None):
        staging = new_staging("broker")
        (staging / "broker").write_text(version)
        record = Record(version=version, recipe=f"recipe-{version}", folder=".", program="broker")
        put_in_place("broker", staging, record)
    return record


def test_the_folder_is_the_repositorys_unless_named(folder, monkeypatch):
    assert runtime_folder() == folder
    monkeypatch.delenv("WATTLEND_RUNTIME")
    assert runtime_folder() == REPOSITORY / ".runtime"
    assert (REPOSITORY / "pyproject.toml").exists()


def test_a_part_is_read_back_as_recorded():
    assert read_record("broker") is None
    assert stage("1") == read_record("broker")


def test_a_new_version_replaces_the_former_whole(folder):
    stage("1")
    (folder / "broker" / "left-behind").touch()
    stage("2")
    assert (folder / "broker" / "broker").read_text() == "2"
    assert not (folder / "broker" / "left-behind").exists()
    assert sorted(path.name for path in folder.iterdir()) == ["broker", "lock"]


def test_a_part_whose_program_is_gone_is_not_prepared(folder):
    stage("1")
    (folder / "broker" / "broker").unlink()
    assert read_record("broker") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "1"}'])
def test_a_damaged_record_is_no_record(folder, text):
    stage("1")
    (folder / "broker" / "part.json").write_text(text)
    assert read_record("broker") is None


def test_what_an_interrupted_preparation_left_is_removed(folder):
    (folder / "staging-broker").mkdir(parents=True)
    with preparing(lambda: None):
        assert not (folder / "staging-broker").exists()


def test_a_second_preparation_waits_for_the_first():
    told = "print('waiting', flush=True)"
    code = f"from tools.runtime.folders import preparing\nwith preparing(lambda: {told}): print('entered')"
    with preparing(lambda: None):
        second = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
        assert second.stdout is not None
        assert second.stdout.readline() == "waiting\n"
        assert second.poll() is None
    rest, _ = second.communicate(timeout=30)
    assert rest == "entered\n"
