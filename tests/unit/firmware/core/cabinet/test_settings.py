"""The board's own file: each wrong value is named with its key and what is allowed; keys and passwords never are."""

import pytest

from firmware.core.cabinet import settings
from firmware.core.common.configuring import ConfigurationError

BOARDS = {"cabinet_s3": 12}
KEY = "00ff" * 16


def document(**changes):
    whole = {
        "schema": 1,
        "kind": "cabinet",
        "board": "cabinet_s3",
        "device_id": "cabinet-0001",
        "key": KEY,
        "key_version": 3,
        "slots": 6,
        "broker": {"host": "broker.example", "port": 8883, "password": "hush-hush", "tls": True, "ca_file": "ca.der"},
        "wifi": {"ssid": "Shop", "password": "also-hush"},
    }
    whole.update(changes)
    return {key: value for key, value in whole.items() if value is not None}


def refusal(changed):
    with pytest.raises(ConfigurationError) as caught:
        settings.parse(changed, BOARDS)
    return caught.value


def test_a_right_file_is_taken_whole():
    parsed = settings.parse(document(), BOARDS)
    assert (parsed.device_id, parsed.slot_count, parsed.board) == ("cabinet-0001", 6, "cabinet_s3")
    assert (parsed.key, parsed.key_version) == (bytes.fromhex(KEY), 3)
    assert (parsed.broker_host, parsed.broker_port, parsed.broker_password) == ("broker.example", 8883, "hush-hush")
    assert (parsed.broker_tls, parsed.broker_ca_file) == (True, "ca.der")
    assert (parsed.wifi_ssid, parsed.wifi_password) == ("Shop", "also-hush")


def test_a_board_without_wifi_and_tls_needs_neither():
    parsed = settings.parse(document(wifi=None, broker={"host": "b", "port": 1883, "password": "p"}), BOARDS)
    assert (parsed.wifi_ssid, parsed.broker_tls) == ("", False)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"schema": 2}, "schema is 2, allowed: 1"),
        ({"schema": None}, "schema is missing, allowed: 1"),
        ({"schema": True}, "schema is True, allowed: 1"),
        ({"kind": "toaster"}, "kind is 'toaster', allowed: cabinet"),
        ({"board": "nano"}, "board is 'nano', allowed: cabinet_s3"),
        ({"board": ["x"]}, "board is ['x'], allowed: cabinet_s3"),
        ({"device_id": "Cabinet-0001"}, "device_id is 'Cabinet-0001', allowed: 8 to 32 of a-z, 0-9 and -"),
        ({"device_id": "short"}, "device_id is 'short', allowed: text of 8 to 32 bytes"),
        ({"key_version": 0}, "key_version is 0, allowed: 1 to 65535"),
        ({"slots": 13}, "slots is 13, allowed: 1 to 12"),
        ({"slots": 0}, "slots is 0, allowed: 1 to 12"),
        ({"slots": "6"}, "slots is '6', allowed: 1 to 12"),
        ({"slots": 6.0}, "slots is 6.0, allowed: 1 to 12"),
        ({"broker": "broker.example"}, "broker is a str, allowed: an object"),
        ({"broker": {"host": "", "port": 1, "password": "p"}}, "broker.host is '', allowed: text of 1 to 253 bytes"),
        ({"broker": {"host": "b", "port": 70_000, "password": "p"}}, "broker.port is 70000, allowed: 1 to 65535"),
        ({"broker": {"host": "b", "port": 1, "password": "p", "tls": 1}}, "broker.tls is 1, allowed: true or false"),
        (
            {"broker": {"host": "b", "port": 1, "password": "p", "tls": True}},
            "broker.ca_file is missing, allowed: text of 1 to 128 bytes",
        ),
        ({"broker": {"hots": "b"}}, "broker.hots is unknown, allowed: did you mean broker.host?"),
        ({"solts": 6}, "solts is unknown, allowed: did you mean slots?"),
        (
            {"wifi": {"ssid": "x" * 33, "password": ""}},
            "wifi.ssid is '" + "x" * 33 + "', allowed: text of 1 to 32 bytes",
        ),
    ],
)
def test_each_wrong_value_is_named(changes, text):
    assert str(refusal(document(**changes))) == text


def test_a_key_like_none_is_answered_with_all_there_are():
    assert refusal(document(temperature=3)).allowed.startswith("schema, kind, board")


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "secret"},
        {"key": "z" * 64},
        {"key": "A" * 64},
        {"key": 12345678901},
        {"broker": {"host": "b", "port": 1, "password": 12345678901}},
        {"broker": {"host": "b", "port": 1, "password": "secret" * 30}},
        {"wifi": {"ssid": "b", "password": "secret" * 20}},
        {"wifi": "secret"},
    ],
)
def test_no_error_shows_a_secret(changes):
    shown = str(refusal(document(**changes)))
    assert "secret" not in shown
    assert "1234" not in shown
    assert "zzz" not in shown
    assert "AAA" not in shown


@pytest.mark.parametrize("whole", [None, [], "x", 5])
def test_a_file_that_holds_no_object_says_so(whole):
    assert refusal(whole).key == "the file"
