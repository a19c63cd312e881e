"""What each action does to a board and its world.

Owns the deeds. Their names, parameters and checks stand in `actions.py`; here values are already checked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from tools.virtual_board.assembly import Board
from tools.virtual_board.cabinet.bank import Bank, make_bank
from tools.virtual_board.cabinet.slot import Gauge, Slot, Stuck
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.network.flow import Mode
from tools.virtual_board.rig.parameters import FOREIGN


@dataclass(frozen=True)
class Hand:
    """One action under way: at which board, with which values, and the boards beside it."""

    board: Board
    neighbours: Iterable[Board]
    values: dict[str, Any]

    def slot(self) -> Slot:
        """Return the slot that is meant; raises ActionRefusedError."""
        return self.board.cabinet.slot(self.values["slot"])

    def done(self) -> None:
        """Let the change be saved."""
        self.board.cabinet.on_change()


Deed = Callable[[Hand], dict[str, Any] | None]
"""Carries an action out and returns what to tell; raises ActionRefusedError."""


def show(hand: Hand) -> dict[str, Any]:
    """Tell everything."""
    return hand.board.snapshot()


def console(hand: Hand) -> dict[str, Any]:
    """Tell what the board printed."""
    return {"lines": [line._asdict() for line in hand.board.console.after(hand.values["after"] or 0)]}


def insert(hand: Hand) -> dict[str, Any]:
    """Push a bank in."""
    hand.slot()
    if hand.values["bank"] == FOREIGN and hand.values["cycles"] is not None:
        raise ActionRefusedError("a foreign bank has no record of its cycles; leave --cycles or --bank foreign out")
    bank, home = _bank_for(hand)
    hand.board.cabinet.insert(hand.values["slot"], bank)
    if hand.values["charge"] is not None:
        bank.charge_pct = hand.values["charge"]
    if hand.values["cycles"] is not None:
        bank.set_cycles(hand.values["cycles"])
    if home and home is not hand.board:
        home.cabinet.outside.remove(bank)
        home.cabinet.on_change()
    return {"bank": bank.name, "charge_pct": bank.charge_pct, "cycles": bank.cycles}


def _bank_for(hand: Hand) -> tuple[Bank, Board | None]:
    """Return the bank that was named, with the board that it lies outside of, else a new one."""
    identity = hand.values["bank"]
    if identity == FOREIGN:
        return make_bank(SystemRandom(), foreign=True), None
    if identity is not None:
        for home in (hand.board, *hand.neighbours):
            if bank := home.cabinet.outside_bank(identity.hex()):
                return bank, home
    return make_bank(SystemRandom(), identity=identity), None


def pull(hand: Hand) -> dict[str, Any]:
    """Take a bank out by force."""
    return {"bank": hand.board.cabinet.pull(hand.values["slot"]).name}


def jam(hand: Hand) -> None:
    """Let a lock hold its bank."""
    hand.slot().jammed = True
    hand.done()


def unjam(hand: Hand) -> None:
    """Free a lock."""
    hand.slot().jammed = False
    hand.done()


def stick(hand: Hand) -> None:
    """Let a presence switch show one thing, or work again."""
    hand.slot().presence = Stuck(hand.values["shows"])
    hand.done()


def silence_id(hand: Hand) -> None:
    """Take an id chip's contact away, or give it back."""
    hand.slot().id_silent = hand.values["state"] == "on"
    hand.done()


def corrupt_gauge(hand: Hand) -> None:
    """Let a gauge fail, or work again."""
    hand.slot().gauge = Gauge(hand.values["state"])
    hand.done()


def heat(hand: Hand) -> None:
    """Set the temperature."""
    hand.board.cabinet.celsius = hand.values["celsius"]
    hand.done()


def drain(hand: Hand) -> None:
    """Let a charge fall."""
    bank = hand.slot().require_bank()
    if hand.values["percent"] > bank.charge_pct:
        raise ActionRefusedError(f"the bank is at {bank.charge_pct:g} %; drain goes down only, charge goes up")
    bank.charge_pct = hand.values["percent"]
    hand.done()


def charge(hand: Hand) -> None:
    """Let a charge rise."""
    bank = hand.slot().require_bank()
    if hand.values["percent"] < bank.charge_pct:
        raise ActionRefusedError(f"the bank is at {bank.charge_pct:g} %; charge goes up only, drain goes down")
    bank.charge_pct = hand.values["percent"]
    hand.done()


def cut_power(hand: Hand) -> None:
    """Pull the plug."""
    hand.board.life.cut_power(hand.values["for_s"])


def restore_power(hand: Hand) -> None:
    """Put the plug back in."""
    hand.board.life.restore_power()


def reset(hand: Hand) -> None:
    """Press the reset button."""
    hand.board.life.press_reset()


def kill(hand: Hand) -> None:
    """Let the processor panic."""
    hand.board.life.kill()


def pull_cable(hand: Hand) -> None:
    """Pull the serial cable, now or later."""
    values = hand.values
    how = {"for_s": values["for_s"], "with_power": bool(values["power"])}
    if values["after_bytes"] is None:
        hand.board.cable.pull(**how)
    else:
        hand.board.cable.pull_after(values["after_bytes"], **how)


def plug_cable(hand: Hand) -> dict[str, Any]:
    """Plug the serial cable in."""
    hand.board.cable.plug()
    return {"port": hand.board.port.name}


def lose_bytes(hand: Hand) -> None:
    """Spoil bytes that the board sends."""
    values = hand.values
    hand.board.port.flaws.spoil(values["count"], values["after_bytes"] or 0, damaged=bool(values["damaged"]))


def jumper(hand: Hand) -> None:
    """Lay a wire from a lock drive to a pin."""
    hand.board.circuit.lay_jumper(hand.values["gpio"], hand.values["slot"])


def unjumper(hand: Hand) -> None:
    """Take that wire off."""
    hand.board.circuit.take_jumper(hand.values["gpio"])


def cut_power_on_pulse(hand: Hand) -> None:
    """Set a trap on the next lock pulse."""
    hand.board.traps.arm_pulse(hand.values["after_ms"] or 0, hand.values["for_s"])


def cut_power_on_flash_write(hand: Hand) -> None:
    """Set a trap on a flash write."""
    percent = 50 if hand.values["percent"] is None else hand.values["percent"]
    hand.board.traps.arm_flash_write(hand.values["count"], percent / 100, hand.values["for_s"])


def cut_network(hand: Hand) -> None:
    """Let nothing pass."""
    if hand.values["wifi"]:
        hand.board.station.set_on_air(on_air=False)
    hand.board.network.set_mode(Mode.CUT)


def refuse_network(hand: Hand) -> None:
    """Break connections, refuse new ones."""
    hand.board.network.set_mode(Mode.REFUSED)


def hold_network(hand: Hand) -> None:
    """Hold bytes back."""
    hand.board.network.set_mode(Mode.HELD)


def release_network(hand: Hand) -> None:
    """Deliver what was held back."""
    mode = hand.board.network.conditions.mode
    if mode is not Mode.HELD:
        raise ActionRefusedError(f"the network is {mode}, nothing is held back; hold-network does")
    hand.board.network.set_mode(Mode.OPEN)


def delay_network(hand: Hand) -> None:
    """Let everything take longer."""
    hand.board.network.set_delay(hand.values["delay_ms"])


def restore_network(hand: Hand) -> None:
    """Let everything pass."""
    hand.board.station.set_on_air(on_air=True)
    hand.board.network.set_delay(0)
    hand.board.network.set_mode(Mode.OPEN)


def set_clock(hand: Hand) -> dict[str, Any]:
    """Set the clock chip."""
    clock, offset_s = hand.board.circuit.clock, hand.values["offset"]
    if offset_s is None:
        clock.forget_time()
    else:
        clock.offset_ms, clock.stopped = round(offset_s * 1000), False
    hand.done()
    return {"clock_unix_ms": clock.unix_ms(), "clock_stopped": clock.stopped}
