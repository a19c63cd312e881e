"""Structures as the JSON text that the API and live events have."""

import msgspec

_JSON = msgspec.json.Encoder()


def to_json(view: object) -> str:
    """Return `view` as JSON text."""
    return _JSON.encode(view).decode()
