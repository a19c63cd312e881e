"""The cabinet's electronics around the processor: chips on the bus, and the processor's pins that lead to them.

Owns how chips and cabinet are wired, and which of them lose what at a reset and at a power cut. Knows no process, and of
the processor only the levels on its pins.
"""

from collections.abc import Callable, Mapping

from tools.virtual_board.cabinet.slot_chips import SlotChips
from tools.virtual_board.cabinet.wiring import FREE_GPIO_WORDS, LIGHT_GPIOS, PRESENCE_CLOSED_LEVEL, TAKEN_GPIOS, Wiring
from tools.virtual_board.chips.bus import Bus, Chip
from tools.virtual_board.chips.mcp23017 import Mcp23017
from tools.virtual_board.chips.socketed import Socketed
from tools.virtual_board.chips.tca9548a import Tca9548a
from tools.virtual_board.errors import ActionRefusedError
from tools.world.cabinet import Cabinet


class Circuit:
    """Chips of one cabinet, and the jumpers that lead its lock drives to pins."""

    def __init__(self, wiring: Wiring, cabinet: Cabinet, now_ms: Callable[[], float]) -> None:
        self._wiring = wiring
        self._cabinet = cabinet
        self.expanders = [self._expander(index, address) for index, address in enumerate(wiring.expanders)]
        self.muxes = [Tca9548a(address) for address in wiring.muxes]
        self.slot_chips = [SlotChips(slot, now_ms) for slot in cabinet.slots]
        self.jumpers: dict[int, int] = {}

    def attach(self, bus: Bus) -> None:
        """Solder every expander and mux to the bus, and the contacts of every slot to its mux."""
        for expander in self.expanders:
            bus.attach(expander)
        for mux in self.muxes:
            bus.attach_switch(mux)
        for chips, wired in zip(self.slot_chips, self._wiring.slots, strict=True):
            self.muxes[wired.mux].attach(wired.channel, Socketed(chips.id_chip))
            self.muxes[wired.mux].attach(wired.channel, Socketed(chips.gauge_chip))

    def pin_driven(self, pin: int, level: bool | None) -> None:
        """Lead the processor's reset pin to expanders and muxes; a pull-up on the board holds it where nobody drives it."""
        if pin == self._wiring.reset_gpio:
            for expander in self.expanders:
                expander.set_reset_pin(level is not False)
            for mux in self.muxes:
                mux.set_reset_pin(level is not False)

    def pin_level(self, pin: int) -> bool | None:
        """Return the level of the lock drive that a jumper leads to a pin, None without a jumper.

        A lock drive's own pull-down is stronger than a processor's pull-up, so an idle one is low even when it floats.
        """
        return self._cabinet.slot(self.jumpers[pin]).driven if pin in self.jumpers else None

    def lay_jumper(self, pin: int, slot: int) -> None:
        """Lead the lock drive of `slot` to a free pin; raises ActionRefusedError. The other way nothing passes."""
        if pin in TAKEN_GPIOS:
            raise ActionRefusedError(f"GPIO {pin} is taken on this board; free are {FREE_GPIO_WORDS}")
        if pin in self.jumpers:
            raise ActionRefusedError(
                f"GPIO {pin} has a jumper from slot {self.jumpers[pin]}; unjumper {pin} takes it off"
            )
        self.jumpers[pin] = self._cabinet.slot(slot).number

    def take_jumper(self, pin: int) -> None:
        """Take a jumper off; raises ActionRefusedError where none is."""
        if self.jumpers.pop(pin, None) is None:
            raise ActionRefusedError(f"GPIO {pin} has no jumper; jumper SLOT {pin} lays one")

    def lights(self, gpio: Mapping[int, bool]) -> dict[str, bool]:
        """Return which lights are on, by the pins that the processor drives."""
        return {name: gpio.get(pin, False) for name, pin in LIGHT_GPIOS.items()}

    def lose_power(self) -> None:
        """Put every chip to its state at power-on."""
        chips: list[Chip] = [*self.expanders, *self.muxes]
        for chip in chips:
            chip.lose_power()
        for slot in self.slot_chips:
            slot.lose_power()

    def _expander(self, index: int, address: int) -> Mcp23017:
        def read_level(pin: int) -> bool | None:
            number = self._wiring.slot_with_presence(index, pin)
            if number is None or not self._cabinet.slot(number).is_switch_closed():
                return None
            return PRESENCE_CLOSED_LEVEL

        def show_drive(pin: int, level: bool | None) -> None:
            number = self._wiring.slot_at(index, pin)
            if number is not None:
                self._cabinet.drive_lock(number, bool(level))

        return Mcp23017(address, read_level, show_drive)
