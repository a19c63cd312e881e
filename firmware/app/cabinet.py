"""How a cabinet is put together, as app/start.py wants it of every kind. Loaded for the start alone."""

import machine

from firmware.adapters.board import configuration_file
from firmware.adapters.board.clock_chip import ClockChip
from firmware.adapters.cabinet.hardware import CabinetHardware
from firmware.adapters.cabinet.locks import Locks
from firmware.adapters.cabinet.sensing import Sensing
from firmware.adapters.cabinet.slot_bus import SlotBus
from firmware.adapters.cabinet.verdict_lights import VerdictLights
from firmware.app import start
from firmware.app.board_loop import BoardLoop
from firmware.boards import cabinet_s3
from firmware.core.cabinet import configuration, device, journal_room
from firmware.core.cabinet.settings import CabinetSettings, parse
from firmware.core.common.effects import WARNING
from firmware.core.common.journal import Journal
from firmware.drivers.ds3231 import Ds3231
from shared_protocol import cabinet as wire


def prepare() -> BoardLoop | None:
    """Return the cabinet, ready to run, or None when its configuration is wrong."""
    return start.prepare(Cabinet())


class Cabinet:
    """The kind. Making its hardware resets all chips and sets them up."""

    def __init__(self) -> None:
        self.rows = wire.ROWS
        self.watchdog_ms = cabinet_s3.WATCHDOG_MS
        self.make_safe = cabinet_s3.reset_peripherals
        self.build_device = device.build
        self._slot_bus: SlotBus

    def settings(self, document) -> CabinetSettings:
        """Return the checked settings; raises ConfigurationError."""
        return parse(document, {cabinet_s3.NAME: cabinet_s3.MAX_SLOTS})

    def build_hardware(self, settings: CabinetSettings, console) -> CabinetHardware:
        """Return sensors, locks and lights."""
        bus = cabinet_s3.bus()
        slot_bus = SlotBus(bus, settings.slot_count, cabinet_s3.FIRST_EXPANDER, cabinet_s3.FIRST_MUX, self.make_safe)
        slot_bus.reset()
        self._slot_bus = slot_bus
        locks = Locks(slot_bus, cabinet_s3.LOCK_PULSE_MS, machine.Timer(0), machine.Timer.ONE_SHOT)
        accepted, take_back = cabinet_s3.light(cabinet_s3.ACCEPTED_LED), cabinet_s3.light(cabinet_s3.TAKE_BACK_LED)
        return CabinetHardware(
            self.make_safe,
            ClockChip(Ds3231(bus)),
            cabinet_s3.light(cabinet_s3.STATUS_LED),
            Sensing(slot_bus),
            locks,
            VerdictLights(accepted, take_back, console),
            console,
        )

    def open_journal(self, settings: CabinetSettings, flash, new_id: bytes) -> Journal:
        """Return the recovered journal; puts the configuration that was stored into `settings`."""
        settings.configuration = configuration.restore(configuration_file.stored(flash), settings.slot_count)
        return journal_room.open_journal(flash, new_id, cabinet_s3.JOURNAL_BYTES, settings.slot_count)

    def test(self, settings: CabinetSettings, console) -> str:
        """Say which chips do not answer; return how many slots there are."""
        silent = self._slot_bus.silent_chips()
        if silent:
            console.say(WARNING, "self-test: no answer from " + ", ".join(silent))
        return str(settings.slot_count) + " slots"
