"""How a bell is put together, as app/start.py wants it of every kind."""

import machine  # type: ignore[import-not-found]  # a board has it

from firmware.adapters.bell.hardware import BellHardware  # type: ignore[import-not-found]  # laid over a copy of the tree
from firmware.app import start
from firmware.app.board_loop import BoardLoop
from firmware.core.bell.machine import BellMachine, Inventory  # type: ignore[import-not-found]  # as above
from firmware.core.common.clock import Clock
from firmware.core.common.device import Device
from firmware.core.common.event_log import EventLog
from firmware.core.common.journal import Journal
from firmware.core.common.settings import Settings, fill
from shared_protocol import bell as wire  # type: ignore[attr-defined]  # as above


def prepare() -> BoardLoop | None:
    """Return the bell, ready to run."""
    return start.prepare(Bell())


def _make_safe() -> None:
    pass


class Bell:
    """The kind."""

    def __init__(self) -> None:
        self.rows = wire.ROWS
        self.watchdog_ms = 20_000
        self.make_safe = _make_safe

    def settings(self, document) -> Settings:
        found = Settings("")
        fill(found, document, "bell", (), ("bell-board",))
        return found

    def build_hardware(self, settings: Settings, console) -> BellHardware:
        return BellHardware(_make_safe, machine.Pin(2, machine.Pin.OUT, value=0), console)

    def open_journal(self, settings: Settings, flash, new_id: bytes) -> Journal:
        return Journal(flash, new_id, 8 * 4096, Inventory(), 128, 256)

    def build_device(self, settings: Settings, journal: Journal, boot: int, reset_cause: int, version: str) -> Device:
        journal.boot = boot
        clock = Clock(boot)
        log = EventLog(journal, clock)
        return Device(BellMachine(log, clock), log, clock, reset_cause, version)

    def test(self, settings: Settings, console) -> str:
        return "one bell"
