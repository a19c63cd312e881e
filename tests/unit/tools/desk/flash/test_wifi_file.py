"""The file with the Wi-Fi for a board: wrong ones are refused before a cloud or a board hears of it."""

from pathlib import Path

import pytest

from tools.desk.flash.configuration import read_wifi
from tools.errors import ToolError


def test_it_is_what_the_board_takes(tmp_path: Path) -> None:
    file = tmp_path / "wifi.json"
    file.write_text('{"ssid": "the desk", "password": ""}')
    assert read_wifi(file) == {"ssid": "the desk", "password": ""}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('{"ssid', "is not JSON"),
        ("[1]", "wifi is a list"),
        ('{"ssid": "the desk"}', "wifi.password is missing"),
        ('{"ssid": "", "password": "any"}', "wifi.ssid is"),
        ('{"ssid": "the desk", "password": "any", "band": 5}', "wifi.band is"),
    ],
)
def test_a_wrong_one_is_named_with_what_is_allowed(tmp_path: Path, text: str, cause: str) -> None:
    file = tmp_path / "wifi.json"
    file.write_text(text)
    with pytest.raises(ToolError) as caught:
        read_wifi(file)
    assert f"{file}" in caught.value.cause
    assert cause in caught.value.cause
    assert '{"ssid": ..., "password": ...}' in caught.value.way_out
    assert caught.value.exit_code == 2


def test_a_missing_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolError, match="cannot be read"):
        read_wifi(tmp_path / "nothing.json")
