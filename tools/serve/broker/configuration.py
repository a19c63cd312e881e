"""Writes the configuration of a Mosquitto that serves our devices and our cloud, and nobody else."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cloud.bridge.mosquitto_files import access_rules, replace_file
from shared_protocol.limits import MAX_ENVELOPE_BYTES


@dataclass(frozen=True)
class BrokerFiles:
    """Where the broker keeps what it needs, all in one `folder` that only its user can read."""

    folder: Path

    @property
    def configuration(self) -> Path:
        """The file that `mosquitto -c` reads."""
        return self.folder / "mosquitto.conf"

    @property
    def passwords(self) -> Path:
        """The password file, rewritten when devices are provisioned."""
        return self.folder / "passwords"

    @property
    def access_rules(self) -> Path:
        """The ACL file."""
        return self.folder / "access-rules"

    @property
    def process_id(self) -> Path:
        """Where the broker keeps its process id while it runs."""
        return self.folder / "mosquitto.pid"

    @property
    def log(self) -> Path:
        """What the broker says."""
        return self.folder / "mosquitto.log"


@dataclass(frozen=True)
class Listener:
    """One address to listen on; with `certificate` and `key` it speaks TLS only."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def write_configuration(files: BrokerFiles, *listeners: Listener) -> None:
    """Write configuration and access rules, and an empty password file where there is none yet."""
    files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(files.access_rules, access_rules())
    if not files.passwords.exists():
        replace_file(files.passwords, "")
    replace_file(files.configuration, _text(files, listeners))


def _listening(listener: Listener) -> list[str]:
    lines = [
        f"listener {listener.port} {listener.host}",
        "use_username_as_clientid true  # nobody takes over another's connection",
    ]
    if listener.certificate and listener.key:
        lines += [f"certfile {listener.certificate}", f"keyfile {listener.key}", "tls_version tlsv1.2"]
    return lines


def _text(files: BrokerFiles, listeners: Sequence[Listener]) -> str:
    lines = ["# Written at every start; changes made here are lost."]
    for listener in listeners:
        lines += _listening(listener)
    lines += [
        "allow_anonymous false",
        f"password_file {files.passwords}",
        f"acl_file {files.access_rules}",
        f"user {getpass.getuser()}",
        f"pid_file {files.process_id}",
        # Nagle's algorithm and delayed acknowledgements together cost 44 ms a round trip.
        "set_tcp_nodelay true",
        # With the default of 20, bursts lost messages.
        "max_inflight_messages 0",
        "max_queued_messages 10000",
        f"max_queued_bytes {64 * 1024 * 1024}",
        # Larger than any message: the cloud itself refuses one that is too long for us, and counts it.
        f"max_packet_size {4 * MAX_ENVELOPE_BYTES}",
        "max_keepalive 600",
        "persistent_client_expiration 7d",
        # Presence is retained and must outlive the broker.
        "persistence true",
        f"persistence_location {files.folder}/",
        "autosave_interval 60",
        "sys_interval 0",
        f"log_dest file {files.log}",
        "log_type error",
        "log_type warning",
        "log_type notice",
        "connection_messages false",
    ]
    return "\n".join(line.split("  #")[0] for line in lines) + "\n"
