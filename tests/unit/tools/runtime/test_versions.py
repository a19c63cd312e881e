"""Version numbers as packages and programs write them."""

import pytest

from tools.runtime.versions import dotted, first_version, leading_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2.0.21-1", (2, 0, 21)),
        ("1:2.0.11-1.2+deb12u1", (2, 0, 11)),
        ("1.25.0+ds-1", (1, 25, 0)),
        ("156.0.8078.79-1~deb12u1", (156, 0, 8078, 79)),
        ("17", (17,)),
        ("", ()),
        ("snap", ()),
    ],
)
def test_leading_numbers_of_a_version(text, numbers):
    assert leading_numbers(text) == numbers


def test_numbers_compare_as_numbers():
    assert leading_numbers("2.0.18") > leading_numbers("2.0.9")
    assert leading_numbers("1.25") <= leading_numbers("1.25.0")
    assert leading_numbers("") < leading_numbers("0.1")


def test_version_is_found_in_what_a_program_says():
    assert first_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)") == "15.18"
    assert first_version("mosquitto version 2.0.21\n\nmosquitto is an MQTT broker.") == "2.0.21"
    assert first_version("command not found") == ""


def test_versions_are_written_for_people():
    assert dotted((2, 0, 18)) == "2.0.18"
