"""Who moves the world of a board under test: a virtual board's bench rig, or the person in front of a real one.

What nobody can do skips the test, with the reason.
"""

import time
from collections.abc import Callable
from typing import Protocol

import pytest
import serial

from tests.support.waiting import until
from tools.virtual_board.rig.control import Rig

PULSE_S = 0.1
BOOT_S = 0.7
"""The ROM and MicroPython take this until they hear; what is typed before is lost."""
CHARGE_PCT = 80


class Hand(Protocol):
    """A hand on the board's world; each of these returns when it is done."""

    def press_reset(self) -> None:
        """Reset the chip at this very moment, whatever it does."""

    def insert(self, slot: int, bank: str | None = None) -> None:
        """Push a bank into `slot`: the one with that id, else any."""

    def cut_network(self, *, wifi: bool) -> None:
        """Let nothing pass any more between board and broker; with `wifi` the access point goes too."""

    def restore_network(self) -> None:
        """Let everything pass again."""


class RigHand:
    """The bench rig of a virtual board."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig

    def press_reset(self) -> None:
        """As `Hand`: it is done when the board starts, because what is typed before that is lost."""
        boots = len(self.rig.world()["boots"])
        self.rig.act("reset")
        until("the board starts again", lambda: len(self.rig.world()["boots"]) > boots, every_s=0.01)

    def insert(self, slot: int, bank: str | None = None) -> None:
        """As `Hand`."""
        self.rig.act("insert", slot=slot, bank=bank, charge=CHARGE_PCT)

    def cut_network(self, *, wifi: bool) -> None:
        """As `Hand`."""
        self.rig.act("cut-network", wifi=wifi or None)

    def restore_network(self) -> None:
        """As `Hand`."""
        self.rig.act("restore-network")


class PersonHand:
    """A real board: its reset by the serial port's RTS line, its banks by whoever sits there (`--by-hand`)."""

    def __init__(self, port: str, *, is_there: bool, tell: Callable[[str], None]) -> None:
        self._port = port
        self._is_there = is_there
        self._tell = tell

    def press_reset(self) -> None:
        """As `Hand`: RTS pulls EN low on boards with the usual two transistors, and on the chip's own USB port."""
        try:
            with serial.Serial(self._port) as line:
                line.dtr, line.rts = False, True
                time.sleep(PULSE_S)
                line.rts = False
            time.sleep(BOOT_S)
        except OSError as error:
            pytest.skip(f"{self._port} has no reset line: {error}")

    def insert(self, slot: int, bank: str | None = None) -> None:
        """As `Hand`."""
        self._ask(f"push {'a bank' if bank is None else 'bank ' + bank} into slot {slot}")

    def cut_network(self, *, wifi: bool) -> None:
        """As `Hand`."""
        self._ask("switch the access point off" if wifi else "pull the access point's uplink")

    def restore_network(self) -> None:
        """As `Hand`."""
        self._ask("bring the network back")

    def _ask(self, what: str) -> None:
        if not self._is_there:
            pytest.skip(f"nobody is there to {what}; --by-hand asks you, --rig BOARD names a virtual board")
        self._tell(f"please {what}")
