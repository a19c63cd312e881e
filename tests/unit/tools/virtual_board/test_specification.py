"""What a command line or a town file may say of a board, and the words for what it may not."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.virtual_board.cabinet.design import CabinetDesign
from tools.virtual_board.errors import BoardError
from tools.virtual_board.network.station import AccessPoint
from tools.virtual_board.specification import Specification, parse_heap
from tools.virtual_board.town import read_town


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "Cab 1"}, "name is 'Cab 1'"),
        ({"name": "../x"}, "name is '../x'"),
        ({"name": "-a"}, "name is '-a'"),
        ({"bits": 16}, "bits is 16"),
        ({"ticks_at_boot_ms": 1 << 30}, "ticks is"),
    ],
)
def test_a_wrong_field_is_named_with_its_value(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(BoardError, match=words) as refusal:
        Specification(**{"name": "cab", "folder": Path("x"), "design": CabinetDesign(), **fields})
    assert refusal.value.way_out.startswith("allowed: ")


def test_the_heap_is_what_an_esp32_leaves_unless_it_is_given() -> None:
    assert Specification("cab", Path("x"), CabinetDesign(), bits=32).heap_bytes == 96 * 1024
    assert Specification("cab", Path("x"), CabinetDesign(), bits=64).heap_bytes == 192 * 1024
    assert Specification("cab", Path("x"), CabinetDesign(), heap_bytes=65536).heap_bytes == 65536


@pytest.mark.parametrize(("text", "size"), [("96K", 98304), ("98304", 98304), ("1m", 1 << 20)])
def test_a_heap_is_bytes_or_has_a_unit(text: str, size: int) -> None:
    assert parse_heap(text) == size


@pytest.mark.parametrize("text", ["", "K", "1K", "96KB", "-5K", "1G", "900M", "9 6K"])
def test_other_heaps_are_refused(text: str) -> None:
    with pytest.raises(BoardError, match="heap is"):
        parse_heap(text)


def town(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "town.json"
    path.write_text(json.dumps(document))
    return path


def test_a_town_gives_each_board_its_own(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"slots": 6}')
    (tmp_path / "ca.pem").write_text("an authority")
    path = town(
        tmp_path,
        {
            "boards": [
                {"name": "a", "slots": 4, "banks": "all", "configuration": {"slots": 4}, "heap": "128K", "bits": 32},
                {
                    "name": "b",
                    "configuration": "b.json",
                    "files": {"/ca.pem": "ca.pem"},
                    "wifi": {"ssid": "home", "password": "secret"},
                    "jumpers": {"12": 1, "13": 2},
                },
            ]
        },
    )
    first, second = read_town(path, tmp_path / "state")
    assert (first.design, first.heap_bytes, first.bits) == (CabinetDesign(4, (1, 2, 3, 4)), 128 * 1024, 32)
    assert json.loads(first.files["/configuration.json"]) == {"slots": 4}
    assert second.files["/configuration.json"] == b'{"slots": 6}'
    assert second.files["/ca.pem"] == b"an authority"
    assert second.design == CabinetDesign(jumpers={12: 1, 13: 2})
    assert second.access_point == AccessPoint("home", "secret")
    assert second.folder == tmp_path / "state" / "boards" / "b"
    assert "/main.py" in first.files


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "is no town"),
        ({"boards": []}, "is no town"),
        ({"boards": ["a"]}, "is no town"),
        ({"boards": [{"name": "a", "colour": "red"}]}, "colour"),
        ({"boards": [{"name": "a", "slots": "4"}]}, "slots of board 'a' is '4'"),
        ({"boards": [{"name": "a", "slots": True}]}, "slots of board 'a' is True"),
        ({"boards": [{"name": "a", "kind": "kettle"}]}, "kind is 'kettle'"),
        ({"boards": [{"name": "a", "wifi": "home"}]}, "wifi is 'home'"),
        ({"boards": [{"name": "a", "jumpers": [12]}]}, "jumpers is"),
        ({"boards": [{"name": "a", "jumpers": {"twelve": 1}}]}, "jumpers is"),
        ({"boards": [{"name": "a", "jumpers": {"12": "1"}}]}, "jumpers is"),
        ({"boards": [{"name": "a", "configuration": "missing.json"}]}, "cannot be read"),
        ({"boards": [{"name": "a", "files": {"/ca.pem": "missing.pem"}}]}, "missing.pem cannot be read"),
        ({"boards": [{"name": "a", "files": {"ca.pem": "ca.pem"}}]}, "files is"),
        ({"boards": [{}]}, "name is ''"),
    ],
)
def test_a_wrong_town_is_refused_in_one_line(tmp_path: Path, document: object, words: str) -> None:
    with pytest.raises(BoardError, match=words) as refusal:
        read_town(town(tmp_path, document))
    assert "\n" not in refusal.value.cause


def test_a_town_that_is_not_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "town.json").write_text("{boards")
    with pytest.raises(BoardError, match="not JSON"):
        read_town(tmp_path / "town.json")
