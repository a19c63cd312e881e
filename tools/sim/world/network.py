"""The way between one cabinet and the cloud: loses, doubles, reorders and holds back what it carries, by seed.

Knows nothing of what it carries. A link that is down takes nothing and hands nothing over; what it held back can still
arrive when it is up again, after a reboot too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tools.sim.world.randomness import happens
from tools.sim.world.timeline import Action, Timeline


@dataclass(frozen=True)
class Weather:
    """How bad the network is: chances in thousandths, times in milliseconds."""

    lost: int = 0
    doubled: int = 0
    held_back: int = 0
    delay_ms: tuple[int, int] = (2, 40)
    hold_ms: tuple[int, int] = (5_000, 120_000)


CALM = Weather()
POOR = Weather(lost=20, doubled=20, held_back=5, delay_ms=(2, 250))
STORM = Weather(lost=120, doubled=80, held_back=20, delay_ms=(2, 900))


@dataclass
class Traffic:
    """How many packets took which fate; shared by all links of a run."""

    sent: int = 0
    lost: int = 0
    doubled: int = 0
    held_back: int = 0


class Link:
    """One direction of one cabinet's connection; every packet takes its own time, so later ones overtake."""

    def __init__(
        self, timeline: Timeline, random: Random, traffic: Traffic, deliver: Callable[[str, bytes], None]
    ) -> None:
        """Take where packets go: `deliver(leaf, packet)`."""
        self.weather = CALM
        self.down = False
        self._timeline = timeline
        self._random = random
        self._traffic = traffic
        self._deliver = deliver

    def send(self, leaf: str, packet: bytes) -> bool:
        """Carry `packet` as the weather has it; False when it is lost."""
        self._traffic.sent += 1
        if self.down or happens(self._random, self.weather.lost):
            self._traffic.lost += 1
            return False
        self._carry(leaf, packet)
        if happens(self._random, self.weather.doubled):
            self._traffic.doubled += 1
            self._carry(leaf, packet)
        return True

    def inject(self, leaf: str, packet: bytes) -> None:
        """Hand `packet` over as it is, in a moment: somebody else sends it."""
        self._timeline.after(1, self._arrival(leaf, packet))

    def _carry(self, leaf: str, packet: bytes) -> None:
        held = happens(self._random, self.weather.held_back)
        self._traffic.held_back += held
        low, high = self.weather.hold_ms if held else self.weather.delay_ms
        self._timeline.after(self._random.randint(low, high), self._arrival(leaf, packet))

    def _arrival(self, leaf: str, packet: bytes) -> Action:
        def arrive() -> None:
            if not self.down:
                self._deliver(leaf, packet)

        return arrive
