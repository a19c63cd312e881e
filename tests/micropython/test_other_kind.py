"""A board of a kind that only tests know: it runs, is saved, and has its own actions beside those of any board."""

from pathlib import Path

import pytest

from tests.micropython.board_bench import BoardBench
from tests.unit.tools.virtual_board.lamp import LAMP, LampDesign
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.kinds import KINDS, actions_of
from tools.virtual_board.rig.action import carry_out
from tools.virtual_board.specification import Specification
from tools.virtual_board.supervisor import Supervisor

MAIN = b"""
from machine import Pin
import time
lamp, switch = Pin(4, Pin.OUT), Pin(5, Pin.IN, Pin.PULL_UP)
print("lamp ready")
while not switch.value():
    time.sleep_ms(5)
lamp.on()
print("the lamp is on")
while True:
    time.sleep_ms(50)
"""


async def test_a_lamp_is_a_board_like_any_other(tmp_path: Path) -> None:
    specification = Specification("lamp", tmp_path, LampDesign(), {"/main.py": MAIN})
    actions = actions_of(LAMP)
    for lit in (False, True):  # a second start finds the switch as it was left
        async with Supervisor([specification], lambda name, line: None, {**KINDS, LAMP.name: LAMP}) as supervisor:
            bench = BoardBench(supervisor.boards["lamp"])
            await bench.line("lamp ready")
            assert "one lamp" in await bench.line("virtual board: up,")
            assert bench.board.snapshot()["pressed"] is lit
            carry_out(actions, bench.board, [], "press", {})
            await bench.line("the lamp is on")
            assert bench.board.snapshot()["lit"]
            with pytest.raises(ActionRefusedError, match="there is no action 'insert'"):
                carry_out(actions, bench.board, [], "insert", {"slot": 1})
