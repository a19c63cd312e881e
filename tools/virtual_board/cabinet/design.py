"""What a specification says of a cabinet: how many slots, which of them hold a bank at first, and jumpers.

Owns these fields and their checks.
"""

import re
from dataclasses import dataclass, field

from tools.virtual_board.cabinet.device import CabinetDevice
from tools.virtual_board.cabinet.wiring import FREE_GPIO_WORDS, LAST_GPIO, MOST_SLOTS, TAKEN_GPIOS
from tools.virtual_board.errors import not_allowed
from tools.world.interface import Clock

CABINET = "cabinet"
DEFAULT_SLOTS = 12


@dataclass(frozen=True)
class CabinetDesign:
    """A cabinet to be: `banks` names slots that hold a bank in a new world, `jumpers` leads lock drives to pins, GPIO -> slot."""

    slots: int = DEFAULT_SLOTS
    banks: tuple[int, ...] = ()
    jumpers: dict[int, int] = field(default_factory=dict)
    kind: str = field(default=CABINET, init=False)

    def __post_init__(self) -> None:
        if not 1 <= self.slots <= MOST_SLOTS:
            raise not_allowed("slots", self.slots, f"1 to {MOST_SLOTS}")
        if foreign := [slot for slot in self.banks if not 1 <= slot <= self.slots]:
            raise not_allowed("banks", foreign[0], f"slots 1 to {self.slots}")
        for pin, slot in self.jumpers.items():
            if pin in TAKEN_GPIOS or not 0 <= pin <= LAST_GPIO:
                raise not_allowed("jumpers", pin, f"GPIO {FREE_GPIO_WORDS}")
            if not 1 <= slot <= self.slots:
                raise not_allowed("jumpers", slot, f"slots 1 to {self.slots}")

    def summary(self) -> str:
        """Return how many slots there are."""
        return f"{self.slots} slots"

    def build(self, time: Clock) -> CabinetDevice:
        """Make the cabinet, its slots empty."""
        return CabinetDevice(self.slots, self.banks, self.jumpers, time)


def parse_banks(text: str, slots: int) -> tuple[int, ...]:
    """Return the slots that `all`, `none`, `1-6` or `1,3,5-7` names; raises BoardError."""
    if text in ("all", "none"):
        return tuple(range(1, slots + 1)) if text == "all" else ()
    chosen: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last <= slots:
            raise not_allowed("banks", text, f"all, none, or slots of 1 to {slots} such as 1-3,5")
        chosen.update(range(first, last + 1))
    return tuple(sorted(chosen))
