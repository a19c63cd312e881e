"""Joins a Wi-Fi network and joins it again, for as long as the board runs. Knows nothing of MQTT.

The radio sometimes stays "connecting" for ever after the access point went away: then it is switched off and on.
"""

RETRY_MS = 20_000


class Wifi:
    """A station on `interface` (network.WLAN in station mode)."""

    def __init__(self, interface, ssid: str, password: str) -> None:
        self._interface = interface
        self._ssid = ssid
        self._password = password
        self._retry_ms = 0

    def ready(self, now_ms: int) -> bool:
        """Tell whether there is a network; starts to join when there is none, and again every RETRY_MS."""
        if self._interface.isconnected():
            self._retry_ms = 0
            return True
        if now_ms >= self._retry_ms:
            self._retry_ms = now_ms + RETRY_MS
            self._join()
        return False

    def rssi_dbm(self) -> int | None:
        """Return the signal strength, None when there is none."""
        try:
            return self._interface.status("rssi")
        except (OSError, ValueError, RuntimeError):
            return None

    def _join(self) -> None:
        try:
            self._interface.active(False)
            self._interface.active(True)
            # Power saving delays what the broker sends by up to 300 ms, and a cabinet hangs on the mains.
            self._interface.config(pm=self._interface.PM_NONE)
            self._interface.connect(self._ssid, self._password)
        except (OSError, RuntimeError):
            pass  # the driver is still busy with the last attempt; the next one comes in RETRY_MS


class NoWifi:
    """For boards whose network is managed by something else."""

    def ready(self, now_ms: int) -> bool:  # noqa: ARG002
        """Always."""
        return True

    def rssi_dbm(self) -> int | None:
        """Return None: there is no radio."""
        return None
