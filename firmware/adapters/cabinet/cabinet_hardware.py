"""What a cabinet senses and moves, put together over the bus of its board."""

import machine

from firmware.adapters.board.clock_chip import ClockChip
from firmware.adapters.cabinet.locks import Locks
from firmware.adapters.cabinet.sensing import Sensing
from firmware.adapters.cabinet.slot_bus import SlotBus
from firmware.adapters.cabinet.verdict_lights import VerdictLights
from firmware.boards import cabinet_s3
from firmware.drivers.ds3231 import Ds3231


class CabinetHardware:
    """`slot_bus`, `sensing`, `locks`, `clock_chip`, `light` and `verdict_lights`; making it resets all chips and sets them up."""

    def __init__(self, slot_count: int, console) -> None:
        bus = cabinet_s3.bus()
        self.slot_bus = SlotBus(
            bus, slot_count, cabinet_s3.FIRST_EXPANDER, cabinet_s3.FIRST_MUX, cabinet_s3.reset_peripherals
        )
        self.slot_bus.reset()
        self.sensing = Sensing(self.slot_bus)
        self.locks = Locks(self.slot_bus, cabinet_s3.LOCK_PULSE_MS, machine.Timer(0), machine.Timer.ONE_SHOT)
        self.clock_chip = ClockChip(Ds3231(bus))
        self.light = cabinet_s3.light(cabinet_s3.STATUS_LED)
        self.verdict_lights = VerdictLights(
            cabinet_s3.light(cabinet_s3.ACCEPTED_LED), cabinet_s3.light(cabinet_s3.TAKE_BACK_LED), console
        )
