"""What a specification may say of a cabinet, and the words for what it may not."""

from typing import Any

import pytest

from tools.virtual_board.cabinet.design import CabinetDesign, parse_banks
from tools.virtual_board.errors import BoardError


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slots": 0}, "slots is 0"),
        ({"jumpers": {10: 1}}, "jumpers is 10"),
        ({"jumpers": {49: 1}}, "jumpers is 49"),
        ({"slots": 4, "jumpers": {12: 5}}, "jumpers is 5"),
        ({"slots": 49}, "slots is 49"),
        ({"slots": 4, "banks": (1, 5)}, "banks is 5"),
    ],
)
def test_a_wrong_field_is_named_with_its_value(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(BoardError, match=words) as refusal:
        CabinetDesign(**fields)
    assert refusal.value.way_out.startswith("allowed: ")


@pytest.mark.parametrize(
    ("text", "slots"), [("all", (1, 2, 3, 4)), ("none", ()), ("2", (2,)), ("1-3", (1, 2, 3)), ("4,1-2", (1, 2, 4))]
)
def test_banks_are_named_by_slots(text: str, slots: tuple[int, ...]) -> None:
    assert parse_banks(text, 4) == slots


@pytest.mark.parametrize("text", ["", "0", "5", "3-2", "1-9", "a", "1,,2", "1-2-3", "-1"])
def test_other_banks_are_refused(text: str) -> None:
    with pytest.raises(BoardError, match="banks is"):
        parse_banks(text, 4)
