"""Which firmware this is."""

FIRMWARE_VERSION = "0.1.0"
