"""The number on a housing: a slip of the finger never opens another cabinet (RENT-9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.domain.fleet.sticker import make, parse

NUMBERS = [0, 1, 9, 12_345, 99_999, 123_456, 555_555, 909_090, 987_654, 999_999]
numbers = st.integers(0, 999_999)


@given(numbers)
def test_a_number_has_seven_digits_and_is_read_as_itself(number: int) -> None:
    sticker = make(number)
    assert len(sticker) == 7
    assert parse(sticker) == sticker
    assert int(sticker[:6]) == number


@given(numbers, st.integers(0, 10**9))
def test_larger_numbers_are_taken_modulo_a_million(number: int, more: int) -> None:
    assert make(number + more * 1_000_000) == make(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_single_wrong_digit_is_found(number: int) -> None:
    sticker = make(number)
    for position in range(7):
        for digit in set("0123456789") - {sticker[position]}:
            assert parse(sticker[:position] + digit + sticker[position + 1 :]) is None


@given(numbers)
def test_every_swap_of_two_neighbours_is_found(number: int) -> None:
    sticker = make(number)
    for position in range(6):
        one, other = sticker[position], sticker[position + 1]
        swapped = sticker[:position] + other + one + sticker[position + 2 :]
        assert (parse(swapped) is None) is (one != other)


@pytest.mark.parametrize("layout", ["{}{}", "{} {}", "{}-{}", " {} - {} "])
def test_spaces_and_dashes_do_not_matter(layout: str) -> None:
    sticker = make(123_456)
    assert parse(layout.format(sticker[:3], sticker[3:])) == sticker


@pytest.mark.parametrize(
    "text", ["", "1", make(1)[:6], make(1) + "0", "abcdefg", "1234\x005", "١٢٣٤٥٦٧", "²222222", "-" * 9]
)
def test_what_cannot_be_one_is_none(text: str) -> None:
    assert parse(text) is None
