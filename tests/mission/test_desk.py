"""A board on the desk: from bare MicroPython to a registered cabinet that lends, by the commands that people type."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import serial

from tests.hil.jumpers import town_jumpers
from tests.support.begun_steps import steps_begun
from tests.support.serial_board import SerialBoard, mpremote, serial_board
from tests.support.stack import TERMS, Stack
from tests.support.waiting import until

SLOTS = 4
READY = re.compile(rb"\d+ info (ready: firmware \S+, device (\S+), \d+ slots, boot \d+, reset cause \d+)\r\n")
READY_WITHIN_S = 30
RESETS = 100


def wattlend(*arguments: str) -> str:
    """Run a command of ours as its own program, which must end well; return what it printed."""
    command = [sys.executable, "-m", "tools.wattlend.cli", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.claim("CARD-4")
@pytest.mark.claim("CARD-1", image="cabinet")
@pytest.mark.parametrize("bits", [32, 64])
def test_a_bare_board_is_flashed_provisioned_tested_over_serial_and_lends(
    stack: Stack, tmp_path: Path, bits: int
) -> None:
    with serial_board(
        tmp_path, bits=bits, slots=SLOTS, banks="1-3", jumpers=town_jumpers("cabinet-s3", SLOTS)
    ) as board:
        board.wait_for_prompt()
        wattlend("flash", "--board", "cabinet-s3", "--port", board.port())
        device_id = _provisioned(stack, board, tmp_path)
        _lends_and_takes_back(stack, board, device_id)
        assert _said_when_reset(board) == device_id

        output = tmp_path / "hil"
        options = ["--rig", str(board.path), "--output", str(output), "--resets", str(RESETS)]
        printed = wattlend("hil", "--port", board.port(), *options)

        suite = ET.parse(output / "junit.xml").getroot()[0]  # noqa: S314 - pytest wrote it just now
        told = {name: int(suite.get(name, "-1")) for name in ("errors", "failures", "skipped")}
        assert told == {"errors": 0, "failures": 0, "skipped": 0}, printed
        _lends_and_takes_back(stack, board, device_id)


def _provisioned(stack: Stack, board: SerialBoard, folder: Path) -> str:
    token = folder / "token"
    token.write_text(stack.operator.token or "")
    options = ["--cloud", stack.address, "--token-file", str(token), "--stickers", str(folder)]
    options += ["--organisation", stack._founded.organisation_id, "--slots", str(SLOTS), "--port", board.port()]
    device_id = wattlend("provision", *options).split("registered ")[1].split()[0]
    document = json.loads(mpremote(board.port(), "fs", "cat", ":configuration.json").stdout)
    stack.broker.admit({device_id: document["broker"]["password"]})
    return device_id


def _said_when_reset(board: SerialBoard) -> str:
    """Open the port with pyserial, press reset, and return which device says that it is ready."""
    with serial.Serial(board.port(), 115_200, timeout=0.2) as port:
        board.act("reset")
        said, until_s = b"", time.monotonic() + READY_WITHIN_S
        while not (found := READY.search(said)):
            assert time.monotonic() < until_s, said
            said += port.read(4096)
    return found[2].decode()


def _lends_and_takes_back(stack: Stack, board: SerialBoard, device_id: str) -> None:
    """Rent a bank, bring it back, pay for it."""
    board.act("reset")
    until(f"{device_id} knows its banks", lambda: _banks(stack, device_id) == 3, READY_WITHIN_S)
    person = stack.person()
    order = person.rent(device_id).document
    assert order["state"] == "active", order
    world = board.wait_for(lambda world: [one["bank"] for one in world["outside"]] == [order["rental"]["bank"]])
    assert world["slots"][order["rental"]["slot"] - 1]["bank"] is None
    board.act("insert", slot=order["rental"]["slot"], bank=order["rental"]["bank"])
    ended = until("the order has ended", lambda: _in(person.order(order["id"]), "ended"))
    assert ended["fee"]["amount"] == steps_begun(ended) * TERMS.step_minor
    stack.audit()


def _banks(stack: Stack, device_id: str) -> int:
    detail = stack.operator.call("GET", f"/devices/{device_id}").document
    return sum(slot["bank"] is not None for slot in detail["slots"]) if detail["device"]["online"] else 0


def _in(order: Any, state: str) -> Any:
    return order if order["state"] == state else None
