"""Reads `/configuration.json` and the configuration that the cloud sent and the board stored."""

import json

from firmware.adapters.board.flash import CONFIGURATION
from firmware.core.cabinet import configuration
from firmware.core.cabinet.configuration import ConfigurationError
from firmware.core.common import settings


def load(path: str, boards: dict) -> settings.Settings:
    """Return the Settings in the file at `path`; raises ConfigurationError that names what is wrong."""
    try:
        with open(path) as file:
            document = json.load(file)
    except OSError:
        raise ConfigurationError(path, "missing", "a JSON object")  # noqa: B904
    except (ValueError, UnicodeError):
        raise ConfigurationError(path, "not JSON", "a JSON object")  # noqa: B904
    return settings.parse(document, boards)


def restore(flash, slot_count: int) -> configuration.Configuration:
    """Return the Configuration that was stored last; raises OSError when the flash cannot be read."""
    data = flash.read(CONFIGURATION) if CONFIGURATION in flash.names() else None
    return configuration.restore(data, slot_count)
