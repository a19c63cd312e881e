"""Public names are shortened where nobody but our own code says them, and nowhere else."""

import re
import site
from pathlib import Path

import pytest

import tools.runtime
from tools import firmware_image

STUBS = ("machine.pyi", "network.pyi", "esp32.pyi", "gc.pyi", "umqtt/simple.pyi")


@pytest.fixture(scope="module")
def micropythons_words() -> set[str]:
    """Return what MicroPython calls anything: each name stands in the program, between two zeros."""
    starter = Path(tools.runtime.micropython(32))
    program = max((file for file in starter.parent.iterdir()), key=lambda file: file.stat().st_size).read_bytes()
    words = {word.decode() for word in re.findall(rb"(?<=\0)[A-Za-z_]\w*(?=\0)", program)}
    for folder in map(Path, site.getsitepackages()):
        for stub in STUBS:
            if (folder / stub).exists():
                words |= set(re.findall(r"def (\w+)", (folder / stub).read_text(encoding="utf-8")))
    return words


@pytest.mark.parametrize("kind", sorted(firmware_image.KINDS))
def test_what_micropython_says_keeps_its_name(kind: str, micropythons_words: set[str]) -> None:
    assert {"value", "feed", "readfrom_mem_into", "append"} <= micropythons_words
    assert set(firmware_image.linker(kind).public) & micropythons_words == set()


def test_long_words_of_ours_are_shortened() -> None:
    names = set(firmware_image.linker("cabinet").public)
    assert {"has_room", "carry_out", "order_of_leaver", "slot_count"} <= names
    text = "".join(part.text for part in firmware_image.linked("cabinet").values())
    code = "\n".join(line for line in text.splitlines() if '"""' not in line)
    assert ".has_room(" not in code
