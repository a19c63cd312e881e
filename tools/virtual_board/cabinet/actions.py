"""What a hand at the bench can do to a cabinet: push banks in, jam locks, spoil switches and chips, lay jumpers.

Owns these actions and their rows.
"""

from random import SystemRandom
from typing import Any

from tools.virtual_board.assembly import Board
from tools.virtual_board.cabinet.device import CabinetDevice
from tools.virtual_board.cabinet.parameters import FOREIGN, bank_to_insert, slot
from tools.virtual_board.cabinet.wiring import LAST_GPIO
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.rig.action import Action, Request
from tools.virtual_board.rig.parameters import FOR, Parameter, choice, number, whole
from tools.world.bank import Bank, make_bank
from tools.world.slot import Gauge, Slot, Switch

SLOT = Parameter("slot", slot, "a slot's number, from 1")
GPIO = Parameter("gpio", whole(0, LAST_GPIO), f"a pin of the processor, 0 to {LAST_GPIO}")
PERCENT = Parameter("percent", number(0, 100), "0 to 100")


def _device(board: Board) -> CabinetDevice:
    if not isinstance(board.device, CabinetDevice):
        raise ActionRefusedError(f"{board.specification.name} is no cabinet")
    return board.device


def _slot(request: Request) -> Slot:
    return _device(request.board).cabinet.slot(request.values["slot"])


def insert(request: Request) -> dict[str, Any]:
    """Push a bank in."""
    _slot(request)
    if request.values["bank"] == FOREIGN and request.values["cycles"] is not None:
        raise ActionRefusedError("a foreign bank has no record of its cycles; leave --cycles or --bank foreign out")
    bank, home = _bank_for(request)
    _device(request.board).record.insert(request.values["slot"], bank)
    if request.values["charge"] is not None:
        bank.charge_pct = request.values["charge"]
    if request.values["cycles"] is not None:
        bank.set_cycles(request.values["cycles"])
    if home and home is not request.board.device:
        home.record.outside.remove(bank)
        home.on_change()
    return {"bank": bank.name, "charge_pct": bank.charge_pct, "cycles": bank.cycles}


def _bank_for(request: Request) -> tuple[Bank, CabinetDevice | None]:
    """Return the bank that was named, with the cabinet that it lies outside of, else a new one."""
    identity = request.values["bank"]
    if identity == FOREIGN:
        return make_bank(SystemRandom(), foreign=True), None
    if identity is not None:
        for board in (request.board, *request.neighbours):
            home = board.device
            if isinstance(home, CabinetDevice) and (bank := home.record.outside_bank(identity.hex())):
                return bank, home
    return make_bank(SystemRandom(), identity=identity), None


def pull(request: Request) -> dict[str, Any]:
    """Take a bank out by force."""
    return {"bank": _device(request.board).cabinet.pull(request.values["slot"]).name}


def jam(request: Request) -> None:
    """Let a lock hold its bank."""
    _slot(request).jammed = True
    request.save()


def unjam(request: Request) -> None:
    """Free a lock."""
    _slot(request).jammed = False
    request.save()


def stick(request: Request) -> None:
    """Let a presence switch show one thing, or work again."""
    _slot(request).switch = request.values["shows"]
    request.save()


def silence_id(request: Request) -> None:
    """Take an id chip's contact away, or give it back."""
    _slot(request).id_silent = request.values["state"] == "on"
    request.save()


def corrupt_gauge(request: Request) -> None:
    """Let a gauge fail, or work again."""
    _slot(request).gauge = request.values["state"]
    request.save()


def drain(request: Request) -> None:
    """Let a charge fall."""
    bank = _slot(request).require_bank()
    if request.values["percent"] > bank.charge_pct:
        raise ActionRefusedError(f"the bank is at {bank.charge_pct:g} %; drain goes down only, charge goes up")
    bank.charge_pct = request.values["percent"]
    request.save()


def charge(request: Request) -> None:
    """Let a charge rise."""
    bank = _slot(request).require_bank()
    if request.values["percent"] < bank.charge_pct:
        raise ActionRefusedError(f"the bank is at {bank.charge_pct:g} %; charge goes up only, drain goes down")
    bank.charge_pct = request.values["percent"]
    request.save()


def jumper(request: Request) -> None:
    """Lay a wire from a lock drive to a pin."""
    _device(request.board).circuit.lay_jumper(request.values["gpio"], request.values["slot"])


def unjumper(request: Request) -> None:
    """Take that wire off."""
    _device(request.board).circuit.take_jumper(request.values["gpio"])


def cut_power_on_pulse(request: Request) -> None:
    """Arm a power cut on the next lock pulse."""
    request.board.power_cuts.arm_drive(request.values["after_ms"] or 0, request.values["for_s"])


CABINET_ACTIONS = (
    Action(
        "insert",
        "push a bank in; one that is outside if --bank names it, else a new one; --bank foreign: one that is none of ours",
        (
            SLOT,
            Parameter("bank", bank_to_insert, "its id, 12 hexadecimal digits, or foreign", required=False),
            Parameter("charge", number(0, 100), "its charge, 0 to 100 %", required=False),
            Parameter("cycles", whole(0, 65535), "its charge cycles, 0 to 65535", required=False),
        ),
        insert,
    ),
    Action("pull", "take a bank out by force", (SLOT,), pull),
    Action("jam", "let the lock hold its bank whatever drives it", (SLOT,), jam),
    Action("unjam", "free the lock", (SLOT,), unjam),
    Action(
        "stick",
        "let the presence switch show present, absent or bouncing whatever is there; free ends it",
        (SLOT, Parameter("shows", choice(*Switch.ALL), ", ".join(Switch.ALL))),
        stick,
    ),
    Action(
        "silence-id",
        "on takes the id chip's contact away, off gives it back",
        (SLOT, Parameter("state", choice("on", "off"), "on or off")),
        silence_id,
    ),
    Action(
        "corrupt-gauge",
        "let the fuel gauge be silent or implausible; ok ends it",
        (SLOT, Parameter("state", choice(*Gauge.ALL), ", ".join(Gauge.ALL))),
        corrupt_gauge,
    ),
    Action("drain", "let a bank's charge fall to PERCENT", (SLOT, PERCENT), drain),
    Action("charge", "let a bank's charge rise to PERCENT", (SLOT, PERCENT), charge),
    Action("jumper", "lay a wire from a slot's lock drive to a free pin of the processor", (SLOT, GPIO), jumper),
    Action("unjumper", "take that wire off", (GPIO,), unjumper),
    Action(
        "cut-power-on-pulse",
        "pull the plug when the next lock is driven, or --after ms later",
        (Parameter("after_ms", whole(0, 60000), "ms, 0 to 60000", required=False), FOR),
        cut_power_on_pulse,
    ),
)
