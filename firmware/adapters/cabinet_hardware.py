"""What a cabinet senses and moves, put together over the bus of a board."""

from firmware.adapters.clock_chip import ClockChip
from firmware.adapters.locks import Locks
from firmware.adapters.sensing import Sensing
from firmware.adapters.slot_bus import SlotBus
from firmware.drivers.ds3231 import Ds3231


class CabinetHardware:
    """`slot_bus`, `sensing`, `locks`, `clock_chip` and `light` of `board` (a module of firmware.boards)."""

    def __init__(self, board, slot_count: int, timer, one_shot: int) -> None:
        """Reset all chips and set them up; `timer` and `one_shot` are as Locks wants them."""
        bus = board.bus()
        self.slot_bus = SlotBus(bus, slot_count, board.FIRST_EXPANDER, board.FIRST_MUX, board.reset_peripherals)
        self.slot_bus.reset()
        self.sensing = Sensing(self.slot_bus)
        self.locks = Locks(self.slot_bus, board.LOCK_PULSE_MS, timer, one_shot)
        self.clock_chip = ClockChip(Ds3231(bus))
        self.light = board.status_led()
