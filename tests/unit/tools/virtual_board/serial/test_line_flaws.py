"""What a poor serial line does to bytes that come from a board."""

import pytest

from tools.virtual_board.serial.line_flaws import LineFlaws

SAID = b"0123456789"


@pytest.mark.parametrize("step", [1, 3, 10], ids=["byte by byte", "in threes", "at once"])
@pytest.mark.parametrize(
    ("count", "after_bytes", "damaged", "heard"),
    [
        (0, 0, False, b"0123456789"),
        (2, 0, False, b"23456789"),
        (1, 4, False, b"012356789"),
        (3, 5, False, b"0123489"),
        (2, 5, True, b"0123447789"),
        (50, 8, False, b"01234567"),
        (1, 10, False, b"0123456789"),
    ],
)
def test_exactly_the_bytes_that_were_named_are_spoiled(
    step: int, count: int, after_bytes: int, damaged: bool, heard: bytes
) -> None:
    flaws = LineFlaws()
    flaws.spoil(count, after_bytes, damaged=damaged)
    assert b"".join(flaws.pass_on(SAID[at : at + step]) for at in range(0, len(SAID), step)) == heard


def test_what_is_left_of_an_order_meets_the_bytes_that_come_later() -> None:
    flaws = LineFlaws()
    flaws.spoil(4, 8, damaged=False)
    assert flaws.pass_on(SAID) == b"01234567"
    assert flaws.pass_on(SAID) == b"23456789"
    assert flaws.pass_on(SAID) == SAID


def test_a_new_order_takes_the_old_one_back() -> None:
    flaws = LineFlaws()
    flaws.spoil(4, 8, damaged=False)
    flaws.spoil(0, 0, damaged=False)
    assert flaws.pass_on(SAID * 2) == SAID * 2
