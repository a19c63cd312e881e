"""Each construct that MicroPython lacks is refused where boards load the code, with what to do instead."""

import pytest

from tools.check.micropython import check
from tools.check.sources import parse

REFUSED = {
    "import typing": "imports `typing`",
    "from dataclasses import dataclass": "imports `dataclasses`",
    "import enum": "imports `enum`",
    "from abc import ABC": "imports `abc`",
    "import functools": "imports `functools`",
    "import logging": "imports `logging`",
    "import hmac": "imports `hmac`",
    "from . import cabinet": "relative import",
    "from asyncio import Queue": "no Queue",
    "async def f():\n    async with asyncio.TaskGroup(): pass": "no TaskGroup",
    "async def f():\n    async with asyncio.timeout(1): pass": "no timeout",
    "match x:\n    case 1: pass": "match statement",
    "b = {**a}": "{**mapping}",
    "b = [*a, 1]": "[*sequence]",
    "b = (*a, 1)": "[*sequence]",
    "b = {*a}": "[*sequence]",
    "def f(a, /): pass": "positional-only",
    "async def f():\n    yield 1": "asynchronous generator",
    "async def f():\n    return [x async for x in y]": "asynchronous comprehension",
    "class A:\n    def __del__(self): pass": "__del__",
    "class A(metaclass=B): pass": "class keyword",
    "try: pass\nexcept* ValueError: pass": "except*",
    "assert x": "assert",
    "y = x._replace(a=1)": "_replace",
    "y = x.removeprefix('a')": "removeprefix",
    "d = ticks_ms() - start": "raw arithmetic on ticks",
    "d = time.ticks_us() + 5": "raw arithmetic on ticks",
    "d = now - self._last_ticks": "raw arithmetic on ticks",
    "ticks -= 5": "raw arithmetic on ticks",
    "late = time.ticks_ms() > deadline": "raw comparison of ticks",
}
ALLOWED = [
    "import asyncio, time, micropython\nfrom umqtt.simple import MQTTClient\nfrom firmware.core import cabinet",
    "d = time.ticks_diff(time.ticks_ms(), start_ticks)",
    "late = time.ticks_diff(deadline_ticks, now_ticks) <= 0",
    "first, *rest = items",
    "f(*a, **b)",
    "def f():\n    yield 1",
    "async def f():\n    def g():\n        yield 1\n    return g",
    "wait_ms = deadline_ms - now_ms",
    "same = last_ticks == now_ticks",
    "def f(a: int, *, b: 'list[int] | None' = None) -> 'int | None': pass",
]


def causes(text, path="firmware/core/cabinet/slots.py"):
    return [finding.cause for finding in check(parse(path, text))]


@pytest.mark.parametrize("text", REFUSED)
def test_construct_is_refused_on_boards(text):
    (cause,) = causes(text)
    assert REFUSED[text] in cause


@pytest.mark.parametrize("text", REFUSED)
def test_construct_is_free_where_only_cpython_runs(text):
    for path in ("shared_protocol/host/codec.py", "cloud/app.py", "tools/sim/world.py"):
        assert causes(text, path) == []


def test_what_boards_load_to_be_tested_is_held_to_the_same_and_other_tests_are_not():
    assert len(causes("import typing", "tests/hil/on_board/clock.py")) == 1
    assert causes("import typing", "tests/hil/test_clock.py") == []


@pytest.mark.parametrize("text", ALLOWED)
def test_what_boards_can_do_is_allowed(text):
    assert causes(text) == []


@pytest.mark.parametrize("text", ["x = 0.5", "x = a / b", "a /= 2"])
def test_floats_stay_out_of_shared_and_core_code(text):
    assert len(causes(text, "firmware/core/cabinet/act.py")) == 1
    assert len(causes(text, "shared_protocol/cbor.py")) == 1
    assert causes(text, "firmware/adapters/board/wifi.py") == []


def test_finding_names_the_place():
    (finding,) = check(parse("firmware/core/cabinet/act.py", "\n\nassert True\n"))
    assert str(finding).startswith("firmware/core/cabinet/act.py:3: assert")
    assert "instead: " in str(finding)
