"""Periodic work: what each subject announces, a batch of each in one transaction. Repeating it is harmless."""

from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports
from cloud.services.products import EVERY_MINUTE, EVERY_SECOND


def each_second(unit: Unit, ports: Ports) -> dict[str, int]:
    """Do what is due now; returns how many things each piece of work did, by its name. Run it every second."""
    return {name: work(unit, ports) for name, work in EVERY_SECOND.items()}


def each_minute(unit: Unit, ports: Ports) -> dict[str, int]:
    """Do what can wait longer; as `each_second`. Run it every minute."""
    return {name: work(unit, ports) for name, work in EVERY_MINUTE.items()}
