"""The Wi-Fi station: what `status()` says as an access point comes, goes and refuses."""

import pytest

from tools.virtual_board.network.station import (
    BEACON_TIMEOUT,
    CONNECTING,
    GOT_IP,
    IDLE,
    JOIN_MS,
    NO_ACCESS_POINT,
    WRONG_PASSWORD,
    AccessPoint,
    Station,
)
from tools.world.clock import VirtualClock


@pytest.fixture
def world() -> VirtualClock:
    return VirtualClock(1000)


def joined(world: VirtualClock, access_point: AccessPoint | None, ssid: str = "home", key: str = "secret") -> Station:
    station = Station(world.now_ms, access_point)
    station.set_active(True)
    station.connect(ssid, key)
    world.advance(JOIN_MS)
    return station


def test_joining_takes_a_moment(world: VirtualClock) -> None:
    station = Station(world.now_ms)
    assert station.status() == IDLE
    station.set_active(True)
    station.connect("any", "thing")
    assert station.status() == CONNECTING
    world.advance(JOIN_MS)
    assert station.status() == GOT_IP


@pytest.mark.parametrize(
    ("ssid", "key", "status"),
    [("home", "secret", GOT_IP), ("home", "wrong", WRONG_PASSWORD), ("hime", "secret", NO_ACCESS_POINT)],
)
def test_an_access_point_lets_in_who_knows_name_and_key(world: VirtualClock, ssid: str, key: str, status: int) -> None:
    assert joined(world, AccessPoint("home", "secret"), ssid, key).status() == status


def test_the_radio_comes_back_by_itself_when_the_access_point_does(world: VirtualClock) -> None:
    station = joined(world, None)
    assert station.is_joined()
    station.set_on_air(False)
    assert station.status() == BEACON_TIMEOUT
    station.set_on_air(True)
    assert station.status() == CONNECTING
    world.advance(JOIN_MS)
    assert station.is_joined()


def test_a_reset_switches_the_radio_off(world: VirtualClock) -> None:
    station = joined(world, None)
    station.reset()
    assert station.status() == IDLE


def test_a_board_that_never_touched_its_radio_hangs_on_a_cable(world: VirtualClock) -> None:
    station = Station(world.now_ms)
    assert station.reaches_network()
    station.set_active(True)
    assert not station.reaches_network()
