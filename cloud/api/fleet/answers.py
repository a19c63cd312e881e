"""What is answered about devices."""

import msgspec


class DeviceProvisioned(msgspec.Struct, frozen=True):
    """A new device; `configuration` is what its board is given, with the only clear copies of its secrets."""

    device_id: str
    configuration: dict[str, object]


class BrokerAddress(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where boards find the broker; `ca_file` is where its authority stands on a board, with TLS."""

    host: str
    port: int
    tls: bool
    ca_file: str | None = None


class KeyRotated(msgspec.Struct, frozen=True):
    """A device's new root key (hexadecimal), the only copy in the clear; key and broker go into its board's configuration."""

    device_id: str
    key_version: int
    key: str
    broker: BrokerAddress


class ConfigurationDesired(msgspec.Struct, frozen=True):
    """The version under which the device will report the configuration."""

    version: int
