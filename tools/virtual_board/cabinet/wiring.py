"""Which pin and which channel belongs to which slot.

Owns the reference wiring of a cabinet: eight slots an expander and a mux, as many of both as the slots need. It says on
its own what `firmware/boards/cabinet_s3.py` says to the firmware, and a test holds the two against each other.
"""

from dataclasses import dataclass

SLOTS_A_CHIP = 8
MOST_SLOTS = 48
FIRST_EXPANDER, FIRST_MUX = 0x20, 0x70
LOCK_PINS_FROM, PRESENCE_PINS_FROM = 0, 8  # port A drives locks, port B reads switches
PRESENCE_CLOSED_LEVEL = False  # the switch closes to ground
PERIPHERAL_RESET_GPIO = 10
LIGHT_GPIOS = {"status": 2, "accepted": 4, "take_back": 5}  # on when high
BUS_GPIOS = (8, 9)
# Strapping, USB, serial console; 22 to 25 do not exist, 26 to 37 lead to flash and octal PSRAM.
CHIP_GPIOS = (0, 3, 45, 46, 19, 20, 43, 44, *range(22, 38))
TAKEN_GPIOS = frozenset({*CHIP_GPIOS, *BUS_GPIOS, PERIPHERAL_RESET_GPIO, *LIGHT_GPIOS.values()})
LAST_GPIO = 48
FREE_GPIO_WORDS = ", ".join(str(pin) for pin in range(LAST_GPIO + 1) if pin not in TAKEN_GPIOS)


@dataclass(frozen=True)
class SlotWiring:
    """Where one slot hangs: indices of expander and mux, pins 0 to 15 and channel 0 to 7."""

    expander: int
    lock_pin: int
    presence_pin: int
    mux: int
    channel: int


@dataclass(frozen=True)
class Wiring:
    """A cabinet's wiring; `reset_gpio` is the processor's pin on RESET of expanders and muxes, which has a pull-up."""

    slots: tuple[SlotWiring, ...]
    expanders: tuple[int, ...]
    muxes: tuple[int, ...]
    bus: int = 0
    reset_gpio: int = PERIPHERAL_RESET_GPIO

    def slot_at(self, expander: int, lock_pin: int) -> int | None:
        """Return the number of the slot whose lock hangs on that pin."""
        for number, slot in enumerate(self.slots, start=1):
            if (slot.expander, slot.lock_pin) == (expander, lock_pin):
                return number
        return None

    def slot_with_presence(self, expander: int, pin: int) -> int | None:
        """Return the number of the slot whose presence switch hangs on that pin."""
        for number, slot in enumerate(self.slots, start=1):
            if (slot.expander, slot.presence_pin) == (expander, pin):
                return number
        return None


def cabinet_wiring(slot_count: int) -> Wiring:
    """Return the wiring of a cabinet with 1 to 48 slots."""
    chips = -(-slot_count // SLOTS_A_CHIP)
    slots = tuple(
        SlotWiring(
            expander=index // SLOTS_A_CHIP,
            lock_pin=LOCK_PINS_FROM + index % SLOTS_A_CHIP,
            presence_pin=PRESENCE_PINS_FROM + index % SLOTS_A_CHIP,
            mux=index // SLOTS_A_CHIP,
            channel=index % SLOTS_A_CHIP,
        )
        for index in range(slot_count)
    )
    return Wiring(slots, tuple(FIRST_EXPANDER + n for n in range(chips)), tuple(FIRST_MUX + n for n in range(chips)))
