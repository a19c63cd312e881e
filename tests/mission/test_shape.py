"""The shape that was asked for: what stands where, what the firmware leans on, and where the wire is defined."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mission.conftest import MakeCabinet
from tests.support.stack import Stack
from tools import firmware_image
from tools.firmware_image.modules import needed
from tools.runtime import umqtt
from tools.runtime.folders import runtime_folder

ROOT = Path(__file__).parents[2]
# Built into every ESP32 image of MicroPython 1.25, or frozen into it.
STOCK = frozenset({
    "asyncio", "binascii", "errno", "esp32", "gc", "hashlib", "io", "json", "machine", "micropython", "network", "os",
    "random", "select", "socket", "ssl", "struct", "sys", "time", "tls", "umqtt", "vfs",
})  # fmt: skip
# simple.py of micropython-umqtt.simple 1.3.4, as the package index has it.
UMQTT_1_3_4 = "8555d2f654deb8eb0d724f79b0811a78cc94029d070f3d96bbd74288653d63a5"
OURS = frozenset({"firmware", "shared_protocol"})


@pytest.mark.claim("CARD-6")
def test_the_top_level_is_what_was_asked_for() -> None:
    tracked = {Path(name).parts[0] for name in _tracked()}

    assert {"firmware", "cloud", "shared_protocol", "tools", "tests", "README.md"} <= tracked
    usual = {"Makefile", "pyproject.toml", "requirements.lock", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "docs"}
    assert {name for name in tracked if not name.startswith(".")} - usual == {
        "firmware", "cloud", "shared_protocol", "tools", "tests", "README.md",
    }  # fmt: skip


@pytest.mark.claim("CARD-1", image="cabinet")
def test_the_cabinets_image_needs_only_what_a_stock_esp32_has() -> None:
    files = [module.path for module in needed("firmware.app.cabinet")]
    assert len(files) > 30

    imported = {name.split(".")[0] for file in files for name in _imports(file)}

    assert imported - OURS - STOCK == set()
    assert imported >= {"asyncio", "machine", "umqtt"}


@pytest.mark.claim("CARD-5")
@pytest.mark.claim("CARD-1", image="cabinet")
def test_the_boards_mqtt_client_is_umqtt_as_published(stack: Stack, make_cabinet: MakeCabinet) -> None:
    assert not [name for name in _tracked() if "umqtt" in Path(name).name and name.startswith("firmware")]
    assert not [path for path, _ in firmware_image.build() if "umqtt" in path], "the image brings a copy"
    published = (umqtt() / "umqtt" / "simple.py").read_bytes()
    assert hashlib.sha256(published).hexdigest() == UMQTT_1_3_4
    assert "umqtt" in set(_imports(ROOT / "firmware" / "adapters" / "board" / "mqtt_link.py"))

    cabinet = make_cabinet(slots=1, banks="all", bits=32)

    assert stack.person().rent(cabinet.id).status == 201


@pytest.mark.claim("CARD-3")
@pytest.mark.timeout(240)
def test_one_changed_key_number_changes_both_sides_and_a_bank_still_comes_out(tmp_path: Path) -> None:
    copy = tmp_path / "renumbered"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "test-output"))
    file = copy / "shared_protocol" / "cabinet.py"
    text, count = re.subn(r"^SLOT = \d+$", "SLOT = 212", file.read_text(), flags=re.MULTILINE)
    assert count == 1
    file.write_text(text)

    lend = "tests/mission/test_lend.py::test_a_person_asks_and_a_bank_comes_out"
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{lend}[64]"],
        cwd=copy,
        env=_environment(copy),
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout[-3000:]
    assert "1 passed" in answer.stdout


@pytest.mark.claim("CARD-3")
def test_a_topic_or_a_key_number_anywhere_else_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "literal"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "build", "test-output", "tests"))
    file = copy / "cloud" / "services" / "renting" / "rent.py"
    file.write_text(file.read_text() + '\nTOPIC = "wl/1/somebody/cmd"\n\ndef number(body):\n    return body[12]\n')

    answer = subprocess.run(
        [sys.executable, "-m", "tools.check", "wire"],
        cwd=copy,
        env=_environment(copy),
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode != 0
    assert answer.stdout.count("cloud/services/renting/rent.py") == 2, answer.stdout


def _tracked() -> list[str]:
    answer = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _environment(copy: Path) -> dict[str, str]:
    """The process's own, with `copy` before what is installed and the prepared parts where they are."""

    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return {**kept, "PYTHONPATH": str(copy), "WATTLEND_RUNTIME": str(runtime_folder())}
