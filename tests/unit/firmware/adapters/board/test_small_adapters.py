"""Uptime, watchdog, Wi-Fi, clock chip and configuration file, each at its seam."""

import asyncio
import json
from pathlib import Path

import pytest

from firmware.adapters.board import configuration_file
from firmware.adapters.board.clock_chip import ClockChip
from firmware.adapters.board.console import Console
from firmware.adapters.board.uptime import Uptime
from firmware.adapters.board.watchdog import CONTROL, LINK, SENSING, Watchdog
from firmware.adapters.board.wifi import RETRY_MS, NoWifi, Wifi
from firmware.core.cabinet import settings
from firmware.core.common.configuring import ConfigurationError
from firmware.core.common.effects import WARNING

PERIOD = 1 << 30
BOARDS = {"cabinet-s3": 48}


class Ticks:
    """time.ticks_ms and ticks_diff of a 32-bit MicroPython."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        return self.at % PERIOD

    @staticmethod
    def difference(later: int, earlier: int) -> int:
        return (later - earlier + PERIOD // 2) % PERIOD - PERIOD // 2


@pytest.mark.parametrize("start", [0, PERIOD // 2 - 3, PERIOD - 3])
def test_uptime_never_wraps(start: int) -> None:
    ticks = Ticks(start)
    uptime = Uptime(ticks.now, ticks.difference)
    assert uptime.now_ms() == 0
    total = 0
    for step in (1, 5, 250, PERIOD // 2 - 1, 0, PERIOD // 2 - 1, PERIOD // 2 - 1, 7):
        ticks.at += step
        total += step
        assert uptime.now_ms() == total


def test_the_console_puts_a_message_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    ticks = Ticks(5)
    console = Console(Uptime(ticks.now, ticks.difference))
    ticks.at += 1234
    console.say(WARNING, "two\nlines")
    assert capsys.readouterr().out == "1234 warning two lines\n"


class Dog:
    def __init__(self) -> None:
        self.fed = 0

    def feed(self) -> None:
        self.fed += 1


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.Future[None]]:
    """Let each asyncio.sleep_ms wait for the test; MicroPython has it, CPython does not."""
    waiting: list[asyncio.Future[None]] = []

    async def sleep_ms(_pause_ms: int) -> None:
        waiting.append(asyncio.get_running_loop().create_future())
        await waiting[-1]

    monkeypatch.setattr(asyncio, "sleep_ms", sleep_ms, raising=False)
    return waiting


async def test_the_watchdog_is_fed_only_when_all_tasks_advanced(turns: list[asyncio.Future[None]]) -> None:
    dog = Dog()
    watchdog = Watchdog(dog, 8_000)
    task = asyncio.create_task(watchdog.run())

    async def turn() -> int:
        if turns:
            turns.pop().set_result(None)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return dog.fed

    assert await turn() == 0
    for advanced in ((CONTROL, SENSING), (CONTROL, SENSING, CONTROL), ()):
        for part in advanced:
            watchdog.advanced(part)
        assert await turn() == 0
    watchdog.advanced(LINK)
    assert await turn() == 1
    watchdog.advanced(LINK)
    watchdog.advanced(CONTROL)
    assert await turn() == 1  # each must have advanced since the last feeding
    watchdog.advanced(SENSING)
    assert await turn() == 2
    task.cancel()


class Radio:
    PM_NONE = 0

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.up = False
        self.broken = False

    def isconnected(self) -> bool:
        return self.up

    def active(self, flag: bool) -> None:
        self.calls.append("on" if flag else "off")
        if self.broken:
            raise OSError("Wifi Internal Error")

    def config(self, pm: int) -> None:
        self.calls.append(f"pm {pm}")

    def connect(self, ssid: str, password: str) -> None:
        self.calls.append(f"connect {ssid} {password}")

    def status(self, what: str) -> int:
        if not self.up:
            raise RuntimeError("Wifi Not Connected")
        return -61


def test_wifi_joins_and_joins_again() -> None:
    radio = Radio()
    wifi = Wifi(radio, "town", "secret")
    assert not wifi.ready(0)
    assert radio.calls == ["off", "on", "pm 0", "connect town secret"]
    assert not wifi.ready(RETRY_MS - 1)
    assert len(radio.calls) == 4
    assert not wifi.ready(RETRY_MS)
    assert len(radio.calls) == 8
    radio.up = True
    assert wifi.ready(RETRY_MS + 1)
    assert wifi.rssi_dbm() == -61
    radio.up = False
    assert not wifi.ready(RETRY_MS + 2)
    assert len(radio.calls) == 12, "a network that was lost is looked for at once"
    assert wifi.rssi_dbm() is None


def test_a_radio_in_trouble_stops_nobody() -> None:
    radio = Radio()
    radio.broken = True
    assert not Wifi(radio, "town", "secret").ready(0)
    assert NoWifi().ready(0)
    assert NoWifi().rssi_dbm() is None


class BrokenClock:
    def unix_ms(self) -> int:
        raise OSError(19)

    temperature_dc = unix_ms

    def set(self, unix_ms: int) -> None:
        raise ValueError(unix_ms)


def test_a_board_without_a_clock_chip_goes_on() -> None:
    chip = ClockChip(BrokenClock())
    assert chip.unix_ms() is None
    assert chip.temperature_dc() is None
    chip.set(5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "is missing, allowed: a JSON object"),
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[]", "the file is a list, allowed: an object"),
        (json.dumps({"schema": 2, "kind": "cabinet"}).encode(), "schema is 2, allowed: 1"),
    ],
)
def test_a_wrong_configuration_file_is_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    file = tmp_path / "configuration.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        settings.parse(configuration_file.load(str(file)), BOARDS)
    assert says in str(caught.value)
