"""The first line of a board's picture: what can be said of any board.

Owns that line alone; it takes the world as `Rig.world()` gives it.
"""

from collections.abc import Iterable
from typing import Any


def headline(world: dict[str, Any], more: Iterable[str] = ()) -> str:
    """Return state, boots, network and temperature in one line; `more` is what the kind adds."""
    boots = world["boots"]
    parts = [
        f"{world['name']}: {world['state']}",
        f"boot {len(boots)} ({boots[-1]['cause'].replace('_', ' ')})" if boots else "never booted",
        f"network {world['network']}" + ("" if world["wifi_on_air"] else ", no Wi-Fi"),
        f"{world['celsius']:g} C",
    ]
    if world["watchdog_bites"]:
        parts.append(f"{world['watchdog_bites']} watchdog bites")
    parts += more
    if world["clock_stopped"]:
        parts.append("clock unset")
    return ", ".join(parts)
