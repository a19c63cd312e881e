"""What goes wrong, how often: three profiles, and the schedule that lets it happen to a world by seed.

Every fault is one method; each comes again and again at random intervals, cabinet by cabinet, until `stop`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tools.sim.parties.board import Troubles
from tools.sim.parties.cabinet import Cabinet
from tools.sim.town import Town
from tools.sim.world.mechanics import Mood
from tools.sim.world.network import CALM, POOR, STORM, Weather
from tools.world.slot import Gauge, Slot, Switch

NEVER = 0


@dataclass(frozen=True)
class Faults:
    """Mean times between faults, in milliseconds (NEVER for never), and the chances of the smaller ones."""

    weathers: tuple[Weather, ...] = (CALM,)
    mood: Mood = field(default_factory=Mood)
    troubles: Troubles = field(default_factory=Troubles)
    failing_appends: int = 0  # thousandths
    lost_notes: int = 0  # thousandths of commits after which the cloud dies before it says anything
    # For each cabinet.
    weather_ms: int = NEVER
    power_cut_ms: int = NEVER
    flash_cut_ms: int = NEVER
    link_cut_ms: int = NEVER
    breakage_ms: int = NEVER
    replay_ms: int = NEVER
    foreign_ack_ms: int = NEVER
    again_ms: int = NEVER
    theft_ms: int = NEVER
    configure_ms: int = NEVER
    # For all together.
    cloud_restart_ms: int = NEVER
    broker_restart_ms: int = NEVER


MINUTE = 60_000

PROFILES = {
    "none": Faults(),
    "some": Faults(
        weathers=(CALM, POOR),
        mood=Mood(held=50),
        troubles=Troubles(cut_before_pulse=5, cut_after_pulse=10, cut_in_recovery=100),
        weather_ms=3 * MINUTE,
        power_cut_ms=20 * MINUTE,
        flash_cut_ms=20 * MINUTE,
        link_cut_ms=10 * MINUTE,
        breakage_ms=20 * MINUTE,
        replay_ms=2 * MINUTE,
        foreign_ack_ms=2 * MINUTE,
        again_ms=10 * MINUTE,
        configure_ms=30 * MINUTE,
        cloud_restart_ms=10 * MINUTE,
        broker_restart_ms=20 * MINUTE,
    ),
    "storm": Faults(
        weathers=(CALM, POOR, STORM),
        mood=Mood(held=100, sticky=10),
        troubles=Troubles(cut_before_pulse=40, cut_after_pulse=60, cut_in_recovery=300),
        failing_appends=3,
        lost_notes=1,
        weather_ms=2 * MINUTE,
        power_cut_ms=5 * MINUTE,
        flash_cut_ms=4 * MINUTE,
        link_cut_ms=4 * MINUTE,
        breakage_ms=5 * MINUTE,
        replay_ms=MINUTE // 2,
        foreign_ack_ms=MINUTE // 4,
        again_ms=4 * MINUTE,
        theft_ms=60 * MINUTE,
        configure_ms=15 * MINUTE,
        cloud_restart_ms=3 * MINUTE,
        broker_restart_ms=10 * MINUTE,
    ),
}


class Schedule:
    """Lets the faults of one profile happen to a town."""

    def __init__(self, faults: Faults, town: Town, random: Random) -> None:
        """Take the profile, whom it strikes, and the stream that says when and where."""
        self._faults = faults
        self._town = town
        self._random = random
        self._stopped = False

    def start(self) -> None:
        """Begin."""
        faults = self._faults
        self._town.cloud.lost_notes = faults.lost_notes
        for cabinet in self._town.cabinets.values():
            self._make_troubled(cabinet)
            self._often(faults.weather_ms, cabinet, self._change_weather)
            self._often(faults.power_cut_ms, cabinet, self._cut_power)
            self._often(faults.flash_cut_ms, cabinet, self._cut_at_flash)
            self._often(faults.link_cut_ms, cabinet, self._cut_link)
            self._often(faults.breakage_ms, cabinet, self._break)
            self._often(faults.replay_ms, cabinet, self._town.eavesdropper.replay)
            self._often(faults.foreign_ack_ms, cabinet, self._town.eavesdropper.send_foreign_ack)
            self._often(faults.again_ms, cabinet, self._town.eavesdropper.apply_again)
            self._often(faults.theft_ms, cabinet, self._steal)
            self._often(faults.configure_ms, cabinet, self._configure)
        self._repeat(faults.cloud_restart_ms, lambda: self._town.cloud.restart("killed"))
        self._repeat(faults.broker_restart_ms, self._restart_broker)

    def stop(self) -> None:
        """Repair everything and let nothing more go wrong; all connections are made anew."""
        self._stopped = True
        self._town.cloud.lost_notes = 0
        for cabinet in self._town.cabinets.values():
            cabinet.board.troubles = Troubles()
            cabinet.flash.chance.cut_at = None
            cabinet.flash.chance.failing = 0
            cabinet.mechanics.mood = Mood()
            cabinet.hardware.mend()
            cabinet.line.reachable = True
            cabinet.line.change_weather(CALM)
        self._restart_broker()

    def _make_troubled(self, cabinet: Cabinet) -> None:
        cabinet.board.troubles = self._faults.troubles
        cabinet.flash.chance.failing = self._faults.failing_appends
        cabinet.mechanics.mood = self._faults.mood
        self._change_weather(cabinet)

    def _often(self, mean_ms: int, cabinet: Cabinet, strike: Callable[[Cabinet], None]) -> None:
        self._repeat(mean_ms, lambda: strike(cabinet))

    def _repeat(self, mean_ms: int, strike: Callable[[], None]) -> None:
        if mean_ms == NEVER:
            return

        def strike_and_go_on() -> None:
            if not self._stopped:
                strike()
                self._town.timeline.after(self._gap(mean_ms), strike_and_go_on)

        self._town.timeline.after(self._gap(mean_ms), strike_and_go_on)

    def _gap(self, mean_ms: int) -> int:
        return round(self._random.expovariate(1 / mean_ms))

    def _change_weather(self, cabinet: Cabinet) -> None:
        cabinet.line.change_weather(self._random.choice(self._faults.weathers))

    def _cut_power(self, cabinet: Cabinet) -> None:
        if cabinet.board.device is not None:
            cabinet.board.cut_power("at some moment")

    def _cut_at_flash(self, cabinet: Cabinet) -> None:
        cabinet.flash.chance.cut_at = self._random.randint(0, 8)

    def _cut_link(self, cabinet: Cabinet) -> None:
        cabinet.line.reachable = False
        cabinet.line.drop()
        self._town.trace.note(cabinet.name, "network away")
        self._town.timeline.after(self._gap(20_000), lambda: self._restore_link(cabinet))

    def _restore_link(self, cabinet: Cabinet) -> None:
        cabinet.line.reachable = True

    def _break(self, cabinet: Cabinet) -> None:
        slot = cabinet.hardware.slot(self._random.randint(1, len(cabinet.hardware.slots)))
        stuck_at = Switch.PRESENT if self._random.random() < 0.5 else Switch.ABSENT
        part, state = self._random.choice(
            [("jammed", True), ("jammed", True), ("gauge", Gauge.SILENT), ("switch", stuck_at)]
        )
        self._town.trace.note(cabinet.name, f"slot {slot.number} breaks: {part} {state}")
        setattr(slot, part, state)
        cabinet.hardware.changed()
        self._town.timeline.after(self._gap(5 * MINUTE), lambda: self._mend(cabinet, slot))

    def _mend(self, cabinet: Cabinet, slot: Slot) -> None:
        slot.mend()
        cabinet.hardware.changed()

    def _steal(self, cabinet: Cabinet) -> None:
        taken = [number for number, slot in enumerate(cabinet.hardware.slots, 1) if slot.bank is not None]
        if taken:
            number = self._random.choice(taken)
            self._town.trace.note(cabinet.name, f"bank of slot {number} is pulled out by force")
            cabinet.hardware.pull(number)

    def _configure(self, cabinet: Cabinet) -> None:
        rule = self._random.choice(
            (["fullest"], ["least_worn"], ["longest_rested"], ["rotate"], ["charge:asc", "slot:desc"])
        )
        disabled = [number for number in range(1, len(cabinet.hardware.slots) + 1) if self._random.random() < 0.05]
        self._town.cloud.configure(cabinet.name, rule, self._random.choice((0, 20, 50)), disabled)

    def _restart_broker(self) -> None:
        self._town.trace.note("broker", "restarts")
        self._town.cloud.lose_broker()
        for cabinet in self._town.cabinets.values():
            cabinet.line.drop()
