"""What a person reads when a way is closed: the cause, and what to do."""

import subprocess
import sys

import pytest

from tools.runtime import RuntimeMissing, htmx, micropython, umqtt
from tools.runtime.errors import ClosedWayError
from tools.runtime.folders import REPOSITORY
from tools.runtime.sources.apt_archive import told_causes
from tools.runtime.sources.package_index import check_hash

PREPARE = [sys.executable, "-m", "tools.runtime"]


def prepare(*parts: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PREPARE, *parts], env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )


@pytest.fixture
def nothing_prepared(tmp_path, monkeypatch):
    monkeypatch.setenv("WATTLEND_RUNTIME", str(tmp_path / "parts"))


@pytest.mark.usefixtures("nothing_prepared")
def test_a_missing_part_names_the_command_that_prepares_it():
    with pytest.raises(RuntimeMissing, match=r"micropython32 is not prepared: run `make setup`$"):
        micropython(32)
    with pytest.raises(RuntimeMissing, match=r"umqtt is not prepared: run `make setup`$"):
        umqtt()
    with pytest.raises(RuntimeMissing, match=r"htmx is not prepared: run `make setup`$"):
        htmx()


def test_a_machine_without_apt_is_told_what_to_install(tmp_path):
    answer = prepare("micropython32", PATH=str(tmp_path), WATTLEND_RUNTIME=str(tmp_path / "parts"))
    assert answer.returncode == 1
    assert "error: micropython32: this machine has no apt-get" in answer.stderr
    assert "way out: " in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    answer = prepare("umqtt", WATTLEND_RUNTIME=str(tmp_path / "file" / "parts"))
    assert answer.returncode == 1
    assert str(tmp_path / "file") in answer.stderr
    assert "WATTLEND_RUNTIME" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_part_is_answered_with_those_there_are():
    answer = prepare("mosquito")
    assert answer.returncode == 2
    assert "no part is called mosquito; there are micropython, micropython32, mosquitto, umqtt" in answer.stderr


def test_apts_complaints_are_told_once_and_its_chatter_is_not():
    errors = (
        "N: a notice\nW: Failed to fetch http://m.example  Temporary failure resolving\n"
        "W: Failed to fetch http://m.example  Temporary failure resolving\n"
        "W: Some index files failed to download. They have been ignored, or old ones used instead.\n"
    )
    assert told_causes(errors) == "Failed to fetch http://m.example  Temporary failure resolving"
    assert told_causes("") == ""


def test_an_archive_of_umqtt_with_another_hash_is_refused():
    with pytest.raises(ClosedWayError, match="not used"):
        check_hash("umqtt", b"something else", "00")
