"""The chips of all slots on one bus, and the line that resets them: which chip serves which slot, and how to start over.

Reset is the last way to get a lock off, and the only one to free a bus that a half-pulled bank holds down.
"""

from firmware.drivers.eeprom_24aa02e48 import Eeprom24aa02e48
from firmware.drivers.max17048 import Max17048
from firmware.drivers.mcp23017 import Mcp23017
from firmware.drivers.tca9548a import Tca9548a

SLOTS_PER_CHIP = 8


class SlotBus:
    """`bus`; `expanders` and `muxes`, one of each for eight slots; `eeprom` and `gauge` of whichever channel is open."""

    def __init__(self, bus, slot_count: int, first_expander: int, first_mux: int, reset_line) -> None:
        """Take machine.I2C (or its like), the lowest addresses, and a function that pulses the chips' RESET."""
        chips = (slot_count + SLOTS_PER_CHIP - 1) // SLOTS_PER_CHIP
        self.bus = bus
        self.slot_count = slot_count
        self.expanders = [Mcp23017(bus, first_expander + index) for index in range(chips)]
        self.muxes = [Tca9548a(bus, first_mux + index) for index in range(chips)]
        self.eeprom = Eeprom24aa02e48(bus)
        self.gauge = Max17048(bus)
        self._reset_line = reset_line

    def reset(self) -> None:
        """Reset all chips, which ends any pulse and closes all channels, and set them up again."""
        self._reset_line()
        for expander in self.expanders:
            try:
                expander.configure()
            except OSError:
                pass  # it shows in the readings of its slots, and is set up before its next pulse

    def silent_chips(self) -> list:
        """Return a text for each expander and mux that does not answer; closes all channels on the way."""
        silent = [f"expander 0x{chip.address:02x}" for chip in self.expanders if not _answers(chip.inputs)]
        return silent + [f"mux 0x{chip.address:02x}" for chip in self.muxes if not _answers(chip.disable)]


def _answers(ask) -> bool:
    try:
        ask()
    except OSError:
        return False
    return True
