import argparse

import pytest

from tools.errors import ToolError
from tools.serve import cloud
from tools.serve.options import broker_address, database_options, make_master_key, parse_address


def arguments(*words):
    parser = argparse.ArgumentParser()
    cloud.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    "text", ["", "host", ":1883", "host:", "host:0", "host:65536", "host:x", "host:-1", "host:\u0661"]
)
def test_an_odd_address_is_refused_with_an_example(text):
    with pytest.raises(ToolError, match="HOST:PORT"):
        parse_address("--broker", text)


def test_addresses_of_both_families_are_read():
    assert parse_address("--broker", "broker.example:1883") == ("broker.example", 1883)
    assert parse_address("--broker", "[::1]:1883") == ("::1", 1883)


def test_no_option_takes_a_secret():
    words = " ".join(action.help or "" for action in _actions()) + " ".join(
        str(action.metavar) for action in _actions()
    )
    assert "PASSWORD" not in words.replace("WATTLEND_BROKER_PASSWORD", "")
    assert not any(action.dest.endswith(("password", "master_key", "token")) for action in _actions())


def test_secrets_come_from_files_or_the_environment(tmp_path, monkeypatch):
    key, password = tmp_path / "key", tmp_path / "password"
    make_master_key(key)
    password.write_text("from a file\n")
    given = arguments(
        "--database", "sqlite:///x", "--master-key-file", str(key), "--broker-password-file", str(password)
    )
    assert len(database_options(given).master_key) == 32
    assert broker_address(given).password == "from a file"
    monkeypatch.setenv("WATTLEND_BROKER_PASSWORD", "from the environment")
    monkeypatch.setenv("WATTLEND_MASTER_KEY", "00" * 32)
    monkeypatch.setenv("WATTLEND_DATABASE", "sqlite:///y")
    assert broker_address(arguments()).password == "from the environment"
    assert database_options(arguments()).url == "sqlite:///y"


def test_a_missing_secret_names_both_ways_to_give_it(monkeypatch):
    monkeypatch.delenv("WATTLEND_BROKER_PASSWORD", raising=False)
    with pytest.raises(ToolError) as refused:
        broker_address(arguments())
    assert "WATTLEND_BROKER_PASSWORD" in str(refused.value)
    assert "--broker-password-file" in str(refused.value)


@pytest.mark.parametrize("content", ["", "xyz", "00" * 31, "00" * 33])
def test_an_odd_master_key_is_refused(tmp_path, content):
    key = tmp_path / "key"
    key.write_text(content)
    given = arguments("--database", f"sqlite:///{tmp_path}/x", "--master-key-file", str(key))
    with pytest.raises(ToolError, match="master key"):
        database_options(given)


def test_a_master_key_is_never_overwritten(tmp_path):
    make_master_key(tmp_path / "key")
    with pytest.raises(FileExistsError):
        make_master_key(tmp_path / "key")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "cloud.example"])
def test_off_loopback_plain_http_is_refused(host):
    with pytest.raises(ToolError, match="TLS"):
        cloud.main(arguments("--host", host))


def test_a_certificate_needs_its_key():
    with pytest.raises(ToolError, match="--key"):
        cloud.main(arguments("--certificate", "x.pem"))


def _actions():
    parser = argparse.ArgumentParser()
    cloud.add_arguments(parser)
    return parser._actions
