"""`wattlend provision` against a running cloud: a board becomes somebody, and every mistake has a way out."""

import contextlib
import io
import json
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cloud.bridge.keyring import LOOK_AGAIN_S
from tests.support.flashing import flash_well
from tests.support.serial_board import SerialBoard, mpremote, serial_board
from tests.support.stack import Stack, running_stack
from tests.support.waiting import until
from tools.wattlend import cli


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


def provision(
    stack: Stack, folder: Path, *arguments: str, token: str | None = None, cloud: str | None = None
) -> tuple[int, str]:
    said = io.StringIO()
    file = folder / "token"
    file.write_text((stack.operator.token if token is None else token) or "")
    command = ["provision", "--cloud", cloud or stack.address, "--token-file", str(file), "--stickers", str(folder)]
    command += ["--slots", "4", *arguments]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        return cli.main(command), said.getvalue()


def test_a_board_is_flashed_and_provisioned_and_lends(tmp_path: Path, stack: Stack) -> None:
    with serial_board(tmp_path, slots=4, banks="1-4") as board:
        board.wait_for_prompt()
        flash_well(board)
        code, said = provision(stack, tmp_path, "--port", board.port())
        assert code == 0, said
        device_id = said.split("registered ")[1].split()[0]
        number = said.split("number ")[1].splitlines()[0].replace(" ", "")
        assert f"device {device_id}, 4 slots" in said
        assert (tmp_path / f"sticker-{number}.svg").read_bytes().startswith(b"<svg")
        assert (tmp_path / f"sticker-{number}.png").read_bytes().startswith(b"\x89PNG")
        shown = stack.operator.call("GET", f"/cabinets/{device_id}").document
        assert shown["sticker"] == number

        document = json.loads(mpremote(board.port(), "fs", "cat", ":configuration.json").stdout)
        assert document["key"] not in said
        assert document["broker"]["password"] not in said

        stack.broker.admit({device_id: document["broker"]["password"]})
        board.act("reset")
        board.wait_for_line("this image has proved itself", timeout_s=60)
        person = stack.person()
        until("all banks are known", lambda: len(lendable(stack, device_id)) == 4)
        assert person.rent(device_id).status == 201

        _move_the_broker(board, tmp_path, document)
        line, met_s = board.line_count(), time.monotonic()
        until("the bridge would look a key up again", lambda: time.monotonic() - met_s > LOOK_AGAIN_S)
        code, said = provision(stack, tmp_path, "--port", board.port())
        assert code == 0, said
        assert f"{device_id} has a new key, version 2" in said
        board.wait_for_line("link up", after=line)
        until("the first key is retired", lambda: usable_keys(stack, device_id) == [2])
        until("it lends again", lambda: person.rent(device_id).status == 201)


def _move_the_broker(board: SerialBoard, folder: Path, document: dict[str, Any]) -> None:
    """Let the board have an address at which the broker is no more."""
    file = folder / "configuration.json"
    file.write_text(json.dumps({**document, "broker": {**document["broker"], "port": 1}}))
    copied = mpremote(board.port(), "fs", "cp", str(file), ":configuration.json")
    assert copied.returncode == 0, copied.stdout


def lendable(stack: Stack, device_id: str) -> list[object]:
    slots = stack.operator.call("GET", f"/devices/{device_id}").document["slots"]
    return [slot for slot in slots if slot["bank"]]


def usable_keys(stack: Stack, device_id: str) -> list[int]:
    with sqlite3.connect(stack.database.removeprefix("sqlite:///")) as database:
        rows = database.execute(
            "SELECT version FROM device_key WHERE device_id = ? AND retired_ms IS NULL", (device_id,)
        ).fetchall()
    return sorted(version for (version,) in rows)


def test_a_file_takes_the_place_of_a_board(tmp_path: Path, stack: Stack) -> None:
    file = tmp_path / "cabinet.json"
    code, said = provision(stack, tmp_path, "--output", str(file))
    assert code == 0, said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["slots"] == 4


def test_mistakes_are_named_in_two_lines(tmp_path: Path, stack: Stack) -> None:
    file = ["--output", str(tmp_path / "cabinet.json")]
    wifi = tmp_path / "wifi.json"
    wifi.write_text('{"ssid": 5, "password": "any"}')
    for code, words, (got, said) in (
        (11, "the cloud does not know you", provision(stack, tmp_path, *file, token="wrong")),
        (11, "holds no token", provision(stack, tmp_path, *file, token="")),
        (10, "cannot be reached", provision(stack, tmp_path, *file, cloud="http://127.0.0.1:1")),
        (2, "is no address", provision(stack, tmp_path, *file, cloud="rent.example")),
        (2, "wifi.ssid is 5", provision(stack, tmp_path, *file, "--wifi", str(wifi))),
        (2, "there is no folder", provision(stack, tmp_path, "--output", str(tmp_path / "nowhere" / "cabinet.json"))),
        (2, "there is no folder", provision(stack, tmp_path, *file, "--stickers", str(tmp_path / "nowhere"))),
        (1, "the cloud refuses", provision(stack, tmp_path, *file, "--station", "nowhere")),
        (3, "there is no port /dev/nothing-there", provision(stack, tmp_path, "--port", "/dev/nothing-there")),
    ):
        assert got == code, said
        assert words in said
        assert [line.split(":")[0] for line in said.splitlines()[-2:]] == ["error", "  way out"], said
    assert not Path(file[1]).exists()
