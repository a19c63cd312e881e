"""The bench's own Mosquitto, cloud and bridge on this computer, and what the cloud knows of the board under test."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.stack import Stack, running_stack
from tests.support.waiting import until

ONLINE_WITHIN_S = 60
HEALTH_WITHIN_S = 20


class World:
    """A running stack, and the cabinet in it that the board is."""

    def __init__(self, stack: Stack, slots: int) -> None:
        self.stack = stack
        self.slots = slots
        self.configuration = stack.provision(slots)
        self.device_id: str = self.configuration["device_id"]

    def detail(self) -> Any:
        """Return all that the operator sees of the board."""
        return self.stack.operator.call("GET", f"/devices/{self.device_id}").document

    def events(self) -> Any:
        """Return what the board journaled, as the cloud has it."""
        return self.stack.operator.call("GET", f"/devices/{self.device_id}/events").document

    def banks(self) -> dict[int, str]:
        """Return slot -> bank id, as last reported."""
        return {slot["slot"]: slot["bank"] for slot in self.detail()["slots"] if slot["bank"]}

    def wait_for_health(self) -> dict[str, Any]:
        """Return the figures that the board reports of itself, once those of its memory are among them."""
        until("a health report", lambda: "free_heap_bytes" in self.detail()["health"], HEALTH_WITHIN_S)
        found: dict[str, Any] = self.detail()["health"]
        return found

    def wait_until_online(self, boot: int = 0) -> None:
        """Wait until the cloud has a live report of boot number `boot` or a later one, with every slot settled."""
        until(f"{self.device_id} is online", lambda: self._is_online(boot), ONLINE_WITHIN_S)

    def _is_online(self, boot: int) -> bool:
        detail = self.detail()
        device, slots = detail["device"], detail["slots"]
        settled = len(slots) == self.slots and not any(slot["state"] == "settling" for slot in slots)
        return bool(device["online"] and device["boot"] >= boot and settled)


@contextlib.contextmanager
def running_world(folder: Path, slots: int, host: str) -> Iterator[World]:
    """Run a world in `folder`, its broker on the address `host` of this computer."""
    with running_stack(folder, host=host) as stack:
        yield World(stack, slots)
