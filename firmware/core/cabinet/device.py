"""Puts a cabinet's core together: the machine of the kind under what any device does. Loaded for the start alone."""

from firmware.core.cabinet.configuration import default
from firmware.core.cabinet.machine import CabinetMachine
from firmware.core.cabinet.settings import CabinetSettings
from firmware.core.common.clock import Clock
from firmware.core.common.device import Device
from firmware.core.common.event_log import EventLog
from firmware.core.common.journal import Journal


def build(settings: CabinetSettings, journal: Journal, boot: int, reset_cause: int, firmware_version: str) -> Device:
    """Return a cabinet of checked settings over its journal (journal_room.open_journal).

    `boot` is this boot's number (boots.next_boot), `reset_cause` why it started (codes.RESET_*).
    """
    journal.boot = boot
    clock = Clock(boot)
    log = EventLog(journal, clock)
    configuration = settings.configuration or default(settings.slot_count)
    machine = CabinetMachine(settings.slot_count, configuration, log, clock)
    return Device(machine, log, clock, reset_cause, firmware_version)
