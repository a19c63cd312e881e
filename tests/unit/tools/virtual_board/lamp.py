"""The smallest kind there can be: a lamp on one pin and a switch on another. Shows what a kind must bring, and no more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tools.virtual_board.chips.bus import Bus
from tools.virtual_board.kind import Kind
from tools.virtual_board.rig.action import Action, Request
from tools.world.interface import Clock


class LampDevice:
    LAMP, SWITCH = 4, 5

    def __init__(self) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self.on_drive: Callable[[], None] = lambda: None
        self.lit = False
        self.pressed = False

    def attach(self, bus: Bus) -> None: ...

    def pin_driven(self, pin: int, level: bool | None) -> None:
        if pin == self.LAMP:
            self.lit = bool(level)
            if level:
                self.on_drive()

    def pin_level(self, pin: int) -> bool | None:
        return self.pressed if pin == self.SWITCH else None

    def lose_power(self) -> None: ...

    def booted(self, number: int) -> None: ...

    def fill(self, random: Random) -> None: ...

    def snapshot(self, gpio: Mapping[int, bool]) -> dict[str, Any]:
        return {"lit": gpio.get(self.LAMP, False), "pressed": self.pressed}

    def to_json(self) -> dict[str, Any]:
        return {"pressed": self.pressed}

    def restore(self, stored: dict[str, Any]) -> None:
        self.pressed = bool(stored["pressed"])


@dataclass(frozen=True)
class LampDesign:
    kind: str = field(default="lamp", init=False)

    def summary(self) -> str:
        return "one lamp"

    def build(self, time: Clock) -> LampDevice:
        return LampDevice()


def press(request: Request) -> None:
    lamp = request.board.device
    assert isinstance(lamp, LampDevice)
    lamp.pressed = True
    request.save()


LAMP = Kind(
    name="lamp",
    actions=(Action("press", "press the lamp's switch", (), press),),
    picture=lambda world: f"the lamp is {'on' if world['lit'] else 'off'}",
    add_arguments=lambda parser: None,
    from_arguments=lambda args: LampDesign(),
    town_keys=frozenset(),
    from_town=lambda board: LampDesign(),
)
