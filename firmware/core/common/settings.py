"""The board's own file, `configuration.json`: who it is, which kind, where its broker is. Checks it.

Each kind of device adds keys of its own (cabinet/settings.py).
Refuses to read files, and never shows a key or a password in an error.
"""

from firmware.core.common.configuring import ConfigurationError
from shared_protocol.limits import MAX_KEY_VERSION
from shared_protocol.topics import is_device_id

SCHEMA = 1

_TOP = ("schema", "kind", "board", "device_id", "key", "key_version", "broker", "wifi")
_BROKER = ("host", "port", "password", "tls", "ca_file")
_WIFI = ("ssid", "password")
_SECRET = ("key", "password")
_KEY_DIGITS = 64


class Settings:
    """What a device knows about itself: the attributes below; each kind adds its own."""

    def __init__(self, device_id: str) -> None:
        """Take what the core needs; `fill` adds what only the adapters need."""
        self.device_id = device_id
        self.board = ""
        self.key = b""
        self.key_version = 1
        self.broker_host = ""
        self.broker_port = 0
        self.broker_password = ""
        self.broker_tls = False
        self.broker_ca_file = ""
        self.wifi_ssid = ""  # empty: the board has no Wi-Fi of its own to join
        self.wifi_password = ""


def fill(settings: Settings, document, kind: str, own: tuple, boards) -> None:
    """Put into `settings` what `document` (decoded JSON) says that is common; `own` are the keys that only `kind` has.

    `boards` holds the names of the boards that it can run on. Raises ConfigurationError naming the first key that is
    wrong, its value unless secret, and what is allowed.
    """
    _known(document, _TOP + own, "")
    number(document, "schema", SCHEMA, SCHEMA)
    _one_of(document, "kind", (kind,))
    settings.board = _one_of(document, "board", sorted(boards))
    settings.device_id = _text(document, "device_id", 8, 32)
    if not is_device_id(settings.device_id):
        raise ConfigurationError("device_id", repr(settings.device_id), "8 to 32 of a-z, 0-9 and -")
    settings.key = _key(document)
    settings.key_version = number(document, "key_version", 1, MAX_KEY_VERSION)
    _parse_broker(settings, _section(document, "broker"))
    if "wifi" in document:
        _parse_wifi(settings, _section(document, "wifi"))


def _parse_broker(settings: Settings, broker: dict) -> None:
    _known(broker, _BROKER, "broker.")
    settings.broker_host = _text(broker, "host", 1, 253, "broker.")
    settings.broker_port = number(broker, "port", 1, 65_535, "broker.")
    settings.broker_password = _text(broker, "password", 1, 128, "broker.")
    if "tls" in broker:
        tls = broker["tls"]
        if tls is not True and tls is not False:
            raise ConfigurationError("broker.tls", repr(tls), "true or false")
        settings.broker_tls = tls
    if settings.broker_tls:
        settings.broker_ca_file = _text(broker, "ca_file", 1, 128, "broker.")


def _parse_wifi(settings: Settings, wifi: dict) -> None:
    _known(wifi, _WIFI, "wifi.")
    settings.wifi_ssid = _text(wifi, "ssid", 1, 32, "wifi.")
    settings.wifi_password = _text(wifi, "password", 0, 63, "wifi.")


def _key(document: dict) -> bytes:
    text = _text(document, "key", _KEY_DIGITS, _KEY_DIGITS)
    for digit in text:
        if digit not in "0123456789abcdef":
            raise _wrong("key", text, "64 digits of 0-9 and a-f")
    return bytes([int(text[at : at + 2], 16) for at in range(0, _KEY_DIGITS, 2)])


def _section(document: dict, key: str) -> dict:
    value = _value(document, key, "", "an object")
    if not isinstance(value, dict):
        # Not shown: somebody may have put a password straight there.
        raise ConfigurationError(key, "a " + type(value).__name__, "an object")
    return value


def number(part: dict, key: str, lowest: int, highest: int, path: str = "") -> int:
    """Return the integer at `key`; raises ConfigurationError."""
    allowed = str(lowest) if lowest == highest else str(lowest) + " to " + str(highest)
    value = _value(part, key, path, allowed)
    if value is True or value is False or not isinstance(value, int) or not lowest <= value <= highest:
        raise _wrong(path + key, value, allowed)
    return value


def _text(part: dict, key: str, shortest: int, longest: int, path: str = "") -> str:
    allowed = "text of " + str(shortest) + " to " + str(longest) + " bytes"
    value = _value(part, key, path, allowed)
    if not isinstance(value, str) or not shortest <= len(value.encode()) <= longest:
        raise _wrong(path + key, value, allowed)
    return value


def _one_of(part: dict, key: str, choices) -> str:
    value = _value(part, key, "", ", ".join(choices))
    if value not in choices:
        raise _wrong(key, value, ", ".join(choices))
    return value


def _value(part: dict, key: str, path: str, allowed: str):
    if key not in part:
        raise ConfigurationError(path + key, "missing", allowed)
    return part[key]


def _wrong(key: str, value: object, allowed: str) -> ConfigurationError:
    shown = "not shown" if key.split(".")[-1] in _SECRET else repr(value)[:60]
    return ConfigurationError(key, shown, allowed)


def _known(part, names: tuple, path: str) -> None:
    if not isinstance(part, dict):
        raise ConfigurationError(path or "the file", "a " + type(part).__name__, "an object")
    for key in sorted(part):
        if key not in names:
            nearest = _nearest(key, names)
            allowed = ", ".join(names) if nearest is None else "did you mean " + path + nearest + "?"
            raise ConfigurationError(path + key[:40], "unknown", allowed)


def _nearest(word: str, names: tuple) -> str | None:
    best = None
    best_distance = 3  # more typing errors than this is another word
    for name in names:
        distance = _distance(word[:40], name)
        if distance < best_distance:
            best, best_distance = name, distance
    return best


def _distance(left: str, right: str) -> int:
    # Levenshtein, one row at a time.
    row = list(range(len(right) + 1))
    for index, char in enumerate(left):
        before = row[0]
        row[0] = index + 1
        for at in range(len(right)):
            cost = before if char == right[at] else 1 + min(before, row[at], row[at + 1])
            before = row[at + 1]
            row[at + 1] = cost
    return row[-1]
