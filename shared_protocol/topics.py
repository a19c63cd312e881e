"""Every MQTT topic of Wattlend, built and parsed. The only place where a topic is spelt."""

from shared_protocol.errors import TOPIC, LocalError, RemoteError
from shared_protocol.limits import DEVICE_ID_MAX_CHARS, DEVICE_ID_MIN_CHARS

EVENT = "evt"
STATUS = "sta"
PRESENCE = "pre"
COMMAND = "cmd"
ACK = "ack"

UP_LEAVES = (EVENT, STATUS, PRESENCE)
DOWN_LEAVES = (COMMAND, ACK)
LEAVES = UP_LEAVES + DOWN_LEAVES

_PREFIX = "wl/1/"
_HINT_PREFIX = "wli/1/"
_DEVICE_ID_CHARS = "abcdefghijklmnopqrstuvwxyz0123456789-"


def is_device_id(text: str) -> bool:
    """Tell whether `text` can be a device id: 8 to 32 of a-z, 0-9 and -."""
    if not DEVICE_ID_MIN_CHARS <= len(text) <= DEVICE_ID_MAX_CHARS:
        return False
    return all(char in _DEVICE_ID_CHARS for char in text)


def topic(device_id: str, leaf: str) -> str:
    """Return the topic of one leaf of one device; raises LocalError for what is none."""
    if not is_device_id(device_id) or leaf not in LEAVES:
        raise LocalError("no such topic: " + device_id + " " + leaf)
    return _PREFIX + device_id + "/" + leaf


def parse(text: str) -> tuple[str, str]:
    """Return (device id, leaf) of a topic; raises RemoteError(TOPIC) for any other text."""
    parts = text.split("/")
    if text.startswith(_PREFIX) and len(parts) == 4 and parts[3] in LEAVES and is_device_id(parts[2]):
        return parts[2], parts[3]
    raise RemoteError(TOPIC, "not a device topic")


def every_device(leaf: str) -> str:
    """Return the filter that matches `leaf` of every device."""
    return _PREFIX + "+/" + leaf


def of_user(leaf: str) -> str:
    """Return the broker's ACL pattern for `leaf` of the device whose user name is its id."""
    return _PREFIX + "%u/" + leaf


def hint(account_id: str) -> str:
    """Return the cloud-to-cloud topic on which "there is news for this account" is said."""
    return _HINT_PREFIX + account_id
