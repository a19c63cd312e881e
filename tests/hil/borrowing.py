"""Gives a board another identity for the time of the tests, and its own back after them.

Who it was stays on the board, in a folder beside; nothing of it comes to this computer but the Wi-Fi that it knows.
"""

import json
from pathlib import Path
from typing import Any

from tests.hil.prompt import Prompt

CONFIGURATION = "/configuration.json"
_SOURCE = (Path(__file__).resolve().parent / "on_board" / "borrow.py").read_text(encoding="utf-8")
_LOOK = f"""
import json
def known():
    try:
        document = json.load(open({CONFIGURATION!r}))
    except (OSError, ValueError):
        return {{}}
    return {{key: document[key] for key in ("slots", "wifi") if key in document}}
"""


def borrow(prompt: Prompt) -> dict[str, Any]:
    """Set the board's identity aside; return `slots` and `wifi` of its configuration, as far as there are such."""
    prompt.ask_with(_SOURCE, "give_back()")
    known: dict[str, Any] = prompt.ask_with(_LOOK, "known()")
    prompt.ask_with(_SOURCE, "borrow()")
    return known


def become(prompt: Prompt, document: dict[str, Any]) -> None:
    """Make the board who `document` says."""
    prompt.copy({CONFIGURATION: json.dumps(document).encode()})


def give_back(prompt: Prompt) -> bool:
    """Make the board who it was; return whether it was borrowed."""
    return bool(prompt.ask_with(_SOURCE, "give_back()"))
