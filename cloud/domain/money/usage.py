"""What was used, and the bill that it leads to."""

from typing import NamedTuple


class Usage(NamedTuple):
    """How long it lasted, the energy that flowed, and how long it was occupied after that. All >= 0."""

    duration_ms: int
    energy_wh: int = 0
    parked_ms: int = 0


class Line(NamedTuple):
    """One line of a bill: `quantity` minutes (free), steps (time, parking) or Wh (energy) at `unit_minor`.

    The price of energy is for 1,000 Wh, rounded down to whole minor units; caps and waivers are negative amounts.
    """

    kind: str
    quantity: int
    unit_minor: int
    amount_minor: int


class Bill(NamedTuple):
    """Lines that sum to `total_minor` (INV-23). `is_bought`: the total cap is reached."""

    lines: tuple[Line, ...]
    total_minor: int
    is_bought: bool


FREE, FLAT, TIME, ENERGY, PARKING = "free", "flat", "time", "energy", "parking"
MINIMUM, DAILY_CAP, TOTAL_CAP, WAIVER = "minimum", "daily-cap", "total-cap", "waiver"
