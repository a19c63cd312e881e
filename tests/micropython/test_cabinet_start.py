"""The cabinet's image on a virtual board, without a broker: how it starts, and what it does when it cannot."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.micropython.board_bench import BoardBench, running_board
from tests.support.async_waiting import until_async
from tests.support.flashing import SETTINGS
from tools import firmware_image
from tools.virtual_board.network.station import AccessPoint

WATCHDOG_S = 20
PROMPT_S = 600
GOT_IP = 1010
HALF_TURN, TURN = 1 << 29, 1 << 30


def settings(**changes: object) -> dict[str, object]:
    return {**SETTINGS, **changes}


def image(configuration: bytes) -> dict[str, bytes]:
    return {**firmware_image.contents(), "/configuration.json": configuration}


def starting(folder: Path, document: object, **options: Any) -> Any:
    files = image(document if isinstance(document, bytes) else json.dumps(document).encode())
    main, boot = files.pop("/main.py").decode(), files.pop("/boot.py").decode()
    options.setdefault("heap_bytes", 0)  # an ESP32's
    return running_board(folder, options.pop("before", "") + main, boot=boot, files=files, **options)


async def said(bench: BoardBench, words: str) -> str:
    """Return the first line that holds `words`."""
    await bench.until(lambda: any(words in line for line in bench.lines()), words)
    return next(line for line in bench.lines() if words in line)


@pytest.mark.parametrize("bits", [64, 32])
async def test_a_cabinet_starts_and_says_so(tmp_path: Path, bits: int) -> None:
    async with starting(tmp_path, settings(), bits=bits, banks=(1, 2)) as bench:
        ready = await said(bench, " info ready: ")
        assert "device cabinet-0001, 12 slots, boot 1, reset cause 1" in ready
        await said(bench, "info running, ")
        assert not [line for line in bench.lines() if "self-test" in line]


WRONG: list[tuple[object, str]] = [
    (settings(slots=49), "configuration: slots is 49, allowed: 1 to 48"),
    (settings(board="toaster"), "configuration: board is 'toaster', allowed: cabinet-s3"),
    (settings(key="not shown anywhere"), "configuration: key is not shown, allowed: text of 64 to 64 bytes"),
    (b"not JSON", "configuration: /configuration.json is not JSON"),
    (
        settings(broker={"host": "a", "port": 1, "password": "p", "tls": True, "ca_file": "/ca.der"}),
        "configuration: broker.ca_file is '/ca.der', allowed: a file on the board",
    ),
]


@pytest.mark.parametrize(("document", "says"), WRONG)
async def test_a_wrong_configuration_is_named_and_leaves_the_board_reachable(
    tmp_path: Path, document: object, says: str
) -> None:
    async with starting(tmp_path, document, banks=(1,)) as bench:
        line = await said(bench, " error configuration: ")
        assert says in line
        assert line.endswith("locks stay off")
        await said(bench, "main.py has ended; a real board now waits at its prompt")
        assert not bench.record.pulses
        assert bench.board.lifecycle._watchdog_s is None


async def test_a_lock_that_was_left_on_is_off_before_anything_else(tmp_path: Path) -> None:
    leave_on = """
import machine
if machine.reset_cause() == machine.PWRON_RESET:
    bus = machine.I2C(0, scl=machine.Pin(9), sda=machine.Pin(8))
    bus.writeto_mem(0x21, 0x14, b"\\x08")
    bus.writeto_mem(0x21, 0x00, b"\\x00")
    machine.reset()
"""
    document = settings(slots=99)  # not even a right configuration is needed
    async with starting(tmp_path, document, before=leave_on) as bench:
        await said(bench, " error configuration: ")
        pulses = bench.record.pulses
        assert [pulse.slot for pulse in pulses] == [12]
        assert pulses[0].duration_ms is not None
        assert not bench.cabinet.slot(12).driven


@pytest.mark.parametrize("ticks", [HALF_TURN - 1_500, TURN - 1_500])
async def test_uptime_goes_on_where_ticks_wrap(tmp_path: Path, ticks: int) -> None:
    async with starting(tmp_path, settings(), bits=32, ticks_at_boot_ms=ticks) as bench:
        await said(bench, "info running, ")
        bench.act("insert", slot=3)
        await bench.until(lambda: bench.cabinet.slot(3).bank, "the bank is in")
        await bench.until(lambda: after_wrap(bench) > 3_000, "three seconds have passed on the board")
        times = [int(line.split()[0]) for line in bench.lines() if line.split()[0].isdigit()]
        assert times == sorted(times)
        assert max(times) < 60_000


def after_wrap(bench: BoardBench) -> int:
    return bench.board.snapshot()["now_ms"] - bench.board.console.after(0)[0].at_ms


@pytest.mark.long
async def test_a_loop_that_is_stuck_is_bitten(tmp_path: Path) -> None:
    stuck = """
import machine
if machine.reset_cause() == machine.PWRON_RESET:
    def block(timer):
        print("stuck")
        while True:
            pass
    machine.Timer(3).init(mode=machine.Timer.ONE_SHOT, period=1500, callback=block)
"""
    async with starting(tmp_path, settings(), before=stuck) as bench:
        await said(bench, "stuck")
        await until_async("the bite", lambda: "boot 2, reset cause 3" in " ".join(bench.lines()), WATCHDOG_S + 10)


async def test_ctrl_c_stops_the_cabinet_and_leaves_the_prompt(tmp_path: Path) -> None:
    async with starting(tmp_path, settings()) as bench:
        await said(bench, "info running, ")
        bench.board.keyboard.press_ctrl_c()
        await said(bench, "warning stopped by hand, locks off")
        await said(bench, "main.py has ended; a real board now waits at its prompt")
        assert bench.board.lifecycle._watchdog_s == PROMPT_S


async def test_a_cabinet_joins_its_wifi_and_joins_it_again(tmp_path: Path) -> None:
    document = settings(wifi={"ssid": "town", "password": "a good secret"})
    async with starting(tmp_path, document, access_point=AccessPoint("town", "a good secret")) as bench:
        await said(bench, "info running, ")
        await bench.until(lambda: bench.board.station.status() == GOT_IP, "it has joined")
        await said(bench, "no link: ")
        bench.board.station.set_on_air(False)
        await bench.until(lambda: bench.board.station.status() != GOT_IP, "the network is gone")
        bench.board.station.set_on_air(True)
        await until_async("it is back", lambda: bench.board.station.status() == GOT_IP, 40)
