"""What a Mosquitto must know of us: its access rules and its password file.

Starting a broker, its ports and its limits belong to whoever operates it. Topics come from `shared_protocol.topics`.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cloud.services.fleet.keys import mosquitto_hash
from shared_protocol import topics

CLOUD_USER = "cloud"  # cannot be a device: their ids have 8 characters or more
WATCH_USER = "watch"  # neither can this: whoever looks on, and can do nothing

_SALT_BYTES = 12


def access_rules() -> str:
    """Return the ACL file: the cloud may do everything, a device exactly its own leaves, each in its direction.

    Who watches may read what devices and cloud say to each other. That account exists where a password is set for it.
    """
    lines = [f"user {CLOUD_USER}", "topic readwrite #", "", f"user {WATCH_USER}"]
    lines += [f"topic read {topics.every_device(leaf)}" for leaf in topics.LEAVES]
    lines.append("")
    lines += [f"pattern write {topics.of_user(leaf)}" for leaf in topics.UP_LEAVES]
    lines += [f"pattern read {topics.of_user(leaf)}" for leaf in topics.DOWN_LEAVES]
    return "\n".join(lines) + "\n"


def password_hash(password: str) -> str:
    """Return `password` as Mosquitto 2 stores it, freshly salted."""
    return mosquitto_hash(password, os.urandom(_SALT_BYTES))


def password_lines(hashes: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """Return the password file for user names and their `password_hash`es."""
    pairs = hashes.items() if isinstance(hashes, Mapping) else hashes
    return "".join(f"{user}:{hashed}\n" for user, hashed in pairs)


def replace_file(path: Path, text: str) -> None:
    """Write `path` so that a reader sees the old or the new text, never half of it; only the owner may read it."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
