"""Reads `/configuration.json` and the configuration that the cloud sent and the board stored."""

import json

from firmware.adapters.board.flash import CONFIGURATION
from firmware.core.common.configuring import ConfigurationError


def load(path: str):
    """Return the decoded JSON in the file at `path`; raises ConfigurationError when there is none."""
    try:
        with open(path) as file:
            return json.load(file)
    except OSError:
        raise ConfigurationError(path, "missing", "a JSON object")  # noqa: B904
    except (ValueError, UnicodeError):
        raise ConfigurationError(path, "not JSON", "a JSON object")  # noqa: B904


def stored(flash) -> bytes | None:
    """Return what was stored last, for the kind's `configuration.restore`; raises OSError when the flash cannot be read."""
    return flash.read(CONFIGURATION) if CONFIGURATION in flash.names() else None
