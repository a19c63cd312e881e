"""Says whether the MAC of an envelope is good, and if not which of key, direction and topic does not fit.

It tries what an honest mistake could have done. Wrong bytes and a wrong key look the same, and it says so.
"""

from typing import NamedTuple

from shared_protocol import topics
from shared_protocol.envelope import Envelope, parse_key_id
from shared_protocol.errors import RemoteError
from shared_protocol.keys import DOWN, UP, MacKey, derive
from tools.desk.decode.key_file import ANY_VERSION, KeyFile

GOOD = "good"
WRONG = "wrong"
NOT_CHECKED = "not checked"

_DIRECTIONS = {UP: "up", DOWN: "down"}


class Verdict(NamedTuple):
    """What came of checking a MAC: GOOD, WRONG or NOT_CHECKED, `what` does not fit (key, direction, topic), and words."""

    state: str
    detail: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.state}: {self.detail}"


def judge(data: bytes, topic: str | None, keys: KeyFile | None) -> Verdict:
    """Return the verdict on the envelope `data`, which came on `topic` (None: nobody knows)."""
    try:
        sealed = Envelope(data)
        device_id, version = parse_key_id(sealed.key_id)
    except RemoteError as error:
        return Verdict(NOT_CHECKED, f"no envelope of this protocol: {error.detail}")
    if keys is None:
        return Verdict(NOT_CHECKED, "no key file was given (--key-file)")
    root = keys.key(device_id, version)
    if root is None:
        return Verdict(NOT_CHECKED, _no_key(keys, device_id, version))
    fitting = _fitting(sealed, root, [device_id, *_device_of(topic)])
    if fitting is None:
        return Verdict(WRONG, _stranger(sealed, topic, keys, device_id), "key")
    made_for, purpose = fitting
    return _compared(topic, made_for, purpose)


def _compared(topic: str | None, made_for: str, purpose: bytes) -> Verdict:
    direction = _DIRECTIONS[purpose]
    if purpose != _purpose(made_for):
        detail = f"made with the key for what goes {direction}, and {made_for} goes {_DIRECTIONS[_purpose(made_for)]}"
        return Verdict(WRONG, detail, "direction")
    if topic is None:
        return Verdict(GOOD, f"sealed for {made_for}")
    if topic != made_for:
        return Verdict(WRONG, f"sealed for {made_for}, and not for {topic}", "topic")
    return Verdict(GOOD, f"sealed for this topic, going {direction}")


def _fitting(sealed: Envelope, root: bytes, devices: list[str]) -> tuple[str, bytes] | None:
    """Return (topic, purpose) for which the key `root` made the tag, None if it made none."""
    for purpose in (UP, DOWN):
        key = MacKey(derive(root, purpose))
        for topic in [topics.topic(device_id, leaf) for device_id in devices for leaf in topics.LEAVES]:
            try:
                sealed.verify(key, topic)
            except RemoteError:
                continue
            return topic, purpose
    return None


def _stranger(sealed: Envelope, topic: str | None, keys: KeyFile, device_id: str) -> str:
    for owner, version in keys.keys:
        if owner != device_id and _fitting(sealed, keys.keys[owner, version], [device_id, owner, *_device_of(topic)]):
            return f"made with the key of {owner}, and it says that it is of {device_id}"
    return f"the key of {device_id} did not make it: another key, or bytes that were changed on the way"


def _no_key(keys: KeyFile, device_id: str, version: int) -> str:
    versions = [str(found) for found in keys.versions(device_id) if found != ANY_VERSION]
    if versions:
        return f"sealed with version {version} of the key, and the key file has version {', '.join(versions)}"
    return f"the key file has no key of {device_id}"


def _device_of(topic: str | None) -> list[str]:
    try:
        return [] if topic is None else [topics.parse(topic)[0]]
    except RemoteError:
        return []


def _purpose(topic: str) -> bytes:
    return UP if topics.parse(topic)[1] in topics.UP_LEAVES else DOWN
