"""Linking: what is linked does the same as what was written, in fewer names; what cannot be linked is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import firmware_image
from tools.errors import ToolError
from tools.firmware_image import modules
from tools.firmware_image.link import Linked, Linker

BASE = '''"""Base."""

LOW = 3
HIGH = LOW * 100
NAME = "abc"
LONG = "longer than ten characters"
_TABLE = {LOW: "low", HIGH: "high", -LOW: NAME}


def look(key, table=None):
    LOCAL = HIGH
    return (table or _TABLE).get(key, LOCAL)


def _never():
    return LONG


class Counter:
    """Counts."""

    STEP = LOW

    def __init__(self, start):
        self._count = start
        self.shown = None

    def add(self, amount):
        self._count += amount
        self._show()

    def _show(self):
        self.shown = [amount for amount in range(self._count) if amount % LOW == 0]

    @property
    def unused(self):
        return self._count
'''

APP = '''"""App."""

import sys

from firmware.linked import base
from firmware.linked.base import HIGH, LOW as FEW, Counter


class Counter2(Counter):
    """Another."""

    def more(self, base_=base.LOW):
        HIGH_ = HIGH + base_
        return HIGH_, (lambda look: look(FEW))(base.look)


def look(_key):
    return "not the other one"


def main():
    counter = Counter2(1)
    counter.add(9)
    base_ = {"base": base.look(-3), "name": base.NAME}
    print(counter.shown, counter.more(), base_, base.look(99), look(0), Counter.STEP, file=sys.stdout)
    return counter
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of our own to link: firmware/linked with base.py and app.py."""
    monkeypatch.setattr(modules, "ROOT", tmp_path)
    folder = tmp_path / "firmware" / "linked"
    folder.mkdir(parents=True)
    (tmp_path / "firmware" / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    (folder / "base.py").write_text(BASE)
    (folder / "app.py").write_text(APP)
    return folder


def link(parts: dict[str, str] | None = None) -> dict[str, Linked]:
    found = modules.needed("firmware.linked.app")
    part_of = parts or {module.name: "together" for module in found}
    return Linker(found, part_of, {("firmware.linked.app", "main")}, set()).linked()


def output(folder: Path, module: str) -> str:
    command = [sys.executable, "-c", f"import {module}; {module}.main()"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_linked_code_does_the_same(package: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from firmware.linked import app; app.main()"]
    written = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    (tmp_path / "together.py").write_text(link()["together"].text)
    assert output(tmp_path, "together") == written
    assert written.startswith("[0, 3, 6, 9] (303, 'low')")


def test_parts_import_from_each_other(package: Path, tmp_path: Path) -> None:
    parts = link({"firmware.linked.base": "one", "firmware.linked.app": "two"})
    for name, part in parts.items():
        (tmp_path / f"{name}.py").write_text(part.text)
    assert parts["two"].text.startswith("from one import ")
    assert output(tmp_path, "two") == output_of_whole(tmp_path)


def output_of_whole(folder: Path) -> str:
    (folder / "whole.py").write_text(link()["together"].text)
    return output(folder, "whole")


def test_constants_private_names_and_the_unused_are_gone(package: Path) -> None:
    text = link()["together"].text
    code = "\n".join(line for line in text.splitlines() if '"""' not in line)
    for word in ("LOW", "NAME", "LONG", "_TABLE", "_never", "_count", "_show", "unused", "base.look"):
        assert word not in code.split(), word
        assert f".{word}" not in code, word


def test_lines_can_be_traced_to_where_they_were_written(package: Path) -> None:
    linked = link()["together"]
    lines = linked.text.splitlines()
    more = next(short for short, name in linked.names["firmware/linked/app.py"].items() if name == "more")
    place = next(number for number, line in enumerate(lines, 1) if f"def {more}(" in line)
    assert linked.origin(place) == (
        "firmware/linked/app.py",
        APP.splitlines().index("    def more(self, base_=base.LOW):") + 1,
    )
    short = next(short for short, name in linked.names["firmware/linked/base.py"].items() if name == "_show")
    shown = next(short for short, name in linked.names["firmware/linked/base.py"].items() if name == "shown")
    in_show = next(number for number, line in enumerate(lines, 1) if f"self.{shown} = [" in line)
    said = f'  File "together.py", line {in_show}, in {short}'
    assert linked.explain(said, "together.py").strip().endswith(", in _show")
    assert 'File "firmware/linked/base.py", line ' in linked.explain(said, "together.py")
    assert linked.explain("anything else", "together.py") == "anything else"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (
            "from firmware.linked import base\n\n\ndef main():\n    return base\n",
            "the module `base` is used as a value",
        ),
        ("from firmware.linked import base\n\n\ndef main():\n    base.LOW = 4\n", "set from outside"),
        ("from firmware.linked import base\n\n\ndef main():\n    return base.nothing\n", "has no `nothing`"),
        ("COUNT = [0]\n\n\ndef main():\n    global COUNT\n    COUNT = 1\n", "`global` and `nonlocal`"),
    ],
)
def test_what_cannot_be_linked_is_refused(package: Path, text: str, cause: str) -> None:
    (package / "app.py").write_text(text)
    with pytest.raises(ToolError, match=cause):
        link()


def test_the_image_holds_every_part_and_compiles(tmp_path: Path) -> None:
    image = firmware_image.contents()
    assert {"/boot.py", "/main.py", "/selection.mpy", "/a/application.mpy", "/a/firmware/app/start.mpy"} <= image.keys()
    assert all(data[:2] == b"M\x06" for path, data in image.items() if path.endswith(".mpy"))
    assert not [path for path in image if "host" in path or "umqtt" in path]


def test_a_source_that_does_not_compile_is_named() -> None:
    with pytest.raises(ToolError, match=r"bad\.py does not compile for MicroPython"):
        firmware_image.compiled(b"{**a}", "bad.py")
