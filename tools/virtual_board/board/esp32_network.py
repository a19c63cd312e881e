"""ESP32's `network`: one Wi-Fi station, whose access point is the supervisor's."""

from struct import unpack

import virtual_calls as _calls
from virtual_link import call as _call

STA_IF, AP_IF = 0, 1
STAT_IDLE, STAT_CONNECTING, STAT_GOT_IP = 1000, 1001, 1010
STAT_BEACON_TIMEOUT, STAT_NO_AP_FOUND, STAT_WRONG_PASSWORD = 200, 201, 202
STAT_ASSOC_FAIL, STAT_CONNECT_FAIL, STAT_HANDSHAKE_TIMEOUT = 203, 203, 204

_names = {"hostname": "mpy-esp32s3", "country": "XX"}


def hostname(name=None):
    """Return the board's name on the network, or set it."""
    return _name("hostname", name)


def country(code=None):
    """Return the country code of the radio, or set it."""
    return _name("country", code)


def _name(key, value):
    if value is None:
        return _names[key]
    _names[key] = value
    return None


class WLAN:
    """The station interface; all instances are the same radio."""

    IF_STA, IF_AP = STA_IF, AP_IF
    PM_NONE, PM_PERFORMANCE, PM_POWERSAVE = 0, 1, 2
    _settings = {"pm": PM_PERFORMANCE, "reconnects": -1, "txpower": 20}
    _active = [False]

    def __init__(self, interface=STA_IF):
        if interface != STA_IF:
            raise ValueError("the virtual board has no access-point interface")

    def active(self, on=None):
        """Return whether the radio is on, or switch it."""
        if on is None:
            return self._active[0]
        self._active[0] = bool(on)
        _call(_calls.WIFI_ACTIVE, 1 if on else 0)
        return self._active[0]

    def connect(self, ssid=None, key=None, *, bssid=None):
        """Begin to join a network; returns at once."""
        if not self._active[0]:
            raise OSError("Wifi Not Started")
        _call(_calls.WIFI_CONNECT, out=_bytes(ssid) + b"\0" + _bytes(key))

    def disconnect(self):
        """Leave the network."""
        _call(_calls.WIFI_DISCONNECT)

    def isconnected(self):
        """Tell whether the station has an address."""
        return self._ask()[0] == STAT_GOT_IP

    def status(self, what=None):
        """Return the state of the connection, or the signal in dBm for "rssi"."""
        if what is None:
            return self._ask()[0]
        if what == "rssi":
            return self._ask()[1]
        raise ValueError("unknown status param")

    def ifconfig(self, settings=None):
        """Return (address, mask, gateway, name server)."""
        if not self.isconnected():
            return ("0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0")
        return ("192.168.4.2", "255.255.255.0", "192.168.4.1", "192.168.4.1")

    def config(self, what=None, **settings):
        """Return one setting, or change those that are named."""
        if what == "mac":
            import machine

            return machine.unique_id()
        if what is not None:
            return self._settings[what]
        self._settings.update(settings)
        return None

    def _ask(self):
        answer = bytearray(4)
        _call(_calls.WIFI_STATUS, into=answer)
        return unpack("<hh", answer)


def _bytes(text):
    return b"" if text is None else text if isinstance(text, bytes) else text.encode()
