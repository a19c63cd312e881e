"""The prepared parts do what the project needs of them."""

import subprocess

import psycopg
import pytest

from tests.support.postgres import postgres_server
from tools.runtime import chromium, htmx, micropython, mosquitto, umqtt
from tools.runtime.versions import first_version, leading_numbers


def run_micropython(bits: int, code: str) -> str:
    answer = subprocess.run([micropython(bits), "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


@pytest.mark.parametrize("bits", [64, 32])
def test_micropython_has_the_modules_that_the_firmware_stands_on(bits):
    code = "import asyncio, vfs, socket, select, hashlib, tls, deflate, binascii; print(1)"
    assert run_micropython(bits, code) == "1"


def test_the_32_bit_micropython_has_the_integers_of_an_esp32():
    assert run_micropython(32, "import sys; print(sys.maxsize)") == str(2**31 - 1)
    assert run_micropython(64, "import sys; print(sys.maxsize)") == str(2**63 - 1)


def test_umqtt_imports_on_micropython():
    code = f"import sys; sys.path.insert(0, {str(umqtt())!r}); from umqtt.simple import MQTTClient; print(MQTTClient.__name__)"
    assert run_micropython(32, code) == "MQTTClient"


def test_htmx_is_the_script_itself():
    assert htmx().read_text().startswith("var htmx=")


def test_mosquitto_is_new_enough_not_to_lose_messages_in_bursts():
    said = subprocess.run([mosquitto(), "-h"], capture_output=True, text=True, check=False).stdout
    assert leading_numbers(first_version(said)) >= (2, 0, 18)


def test_postgresql_serves_a_password_holder_and_is_gone_afterwards():
    with postgres_server() as dsn:
        with psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("wattlend",)
        wrong = dsn.replace("wattlend:", "wattlend:x")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(wrong)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(dsn)


def test_chromium_draws_a_page(tmp_path):
    page, picture = tmp_path / "page.html", tmp_path / "page.png"
    page.write_text("<h1>one bank</h1>")
    subprocess.run(
        [
            chromium(),
            "--headless",
            "--no-sandbox",
            f"--user-data-dir={tmp_path}/profile",
            f"--screenshot={picture}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert picture.read_bytes().startswith(b"\x89PNG")
