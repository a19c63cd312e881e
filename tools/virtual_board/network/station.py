"""The radio: a Wi-Fi station and the access point it finds.

Owns the connection's states as an ESP32 reports them. Bytes go elsewhere: see `network.py`.
"""

from collections.abc import Callable
from typing import NamedTuple

JOIN_MS = 30.0
IDLE, CONNECTING, GOT_IP = 1000, 1001, 1010
BEACON_TIMEOUT, NO_ACCESS_POINT, WRONG_PASSWORD = 200, 201, 202
RSSI_DBM = -58
RSSI_NOTHING_DBM = -127


class AccessPoint(NamedTuple):
    """The network that is on the air."""

    ssid: str
    key: str


class Station:
    """A board's radio; without an `access_point` any name and key are let in, as in a workshop."""

    def __init__(self, now_ms: Callable[[], float], access_point: AccessPoint | None = None) -> None:
        self._now_ms = now_ms
        self.access_point = access_point
        self.on_air = True
        self._active = False
        self._used = False
        self._wanted: AccessPoint | None = None
        self._since_ms = 0.0
        self._was_joined = False

    def reset(self) -> None:
        """Switch the radio off, as every reset of the processor does."""
        self._active = self._used = False
        self.disconnect()

    def set_active(self, active: bool) -> None:
        """Switch the radio on or off."""
        self._active = active
        self._used = True
        if not active:
            self.disconnect()

    def connect(self, ssid: str, key: str) -> None:
        """Begin to join; the radio tries again by itself for as long as it is not told otherwise."""
        self._wanted = AccessPoint(ssid, key)
        self._since_ms = self._now_ms()
        self._was_joined = False

    def disconnect(self) -> None:
        """Leave the network and stop trying."""
        self._wanted = None
        self._was_joined = False

    def set_on_air(self, on_air: bool) -> None:
        """Switch the access point on or off."""
        self.on_air = on_air
        self._since_ms = self._now_ms()

    def status(self) -> int:
        """Return the state in ESP32's numbers."""
        if not self._active or not self._wanted:
            return IDLE
        if not self.on_air:
            return BEACON_TIMEOUT if self._was_joined else NO_ACCESS_POINT
        if self._now_ms() - self._since_ms < JOIN_MS:
            return CONNECTING
        if self.access_point and self._wanted.ssid != self.access_point.ssid:
            return NO_ACCESS_POINT
        if self.access_point and self._wanted.key != self.access_point.key:
            return WRONG_PASSWORD
        self._was_joined = True
        return GOT_IP

    def is_joined(self) -> bool:
        """Tell whether the board has an address."""
        return self.status() == GOT_IP

    def reaches_network(self) -> bool:
        """Tell whether bytes find a way: by radio, or by the cable of a board whose radio was not touched since its boot."""
        return self.is_joined() or (not self._used and self.on_air)

    def rssi_dbm(self) -> int:
        """Return the signal's strength."""
        return RSSI_DBM if self.is_joined() else RSSI_NOTHING_DBM
