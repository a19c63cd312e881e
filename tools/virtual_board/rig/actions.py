"""The table of what a hand can do to a board and its world; the command line and the control socket both read it.

Owns names, summaries, parameters, and the one check of a request. What an action does stands in `deeds.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.virtual_board.assembly import Board
from tools.virtual_board.cabinet.slot import Gauge, Stuck
from tools.virtual_board.cabinet.wiring import LAST_GPIO
from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.rig import deeds
from tools.virtual_board.rig.parameters import (
    Parameter,
    bank_to_insert,
    choice,
    clock_offset,
    flag,
    number,
    slot,
    whole,
)

MOST_BYTES = 1 << 40
WHEN_PASSED = "when so many more have passed: from the host for pull-cable, from the board for lose-bytes"


@dataclass(frozen=True)
class Action:
    """One row of the table."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    deed: deeds.Deed


def carry_out(board: Board, neighbours: Iterable[Board], name: str, raw: Mapping[str, object]) -> dict[str, Any]:
    """Check the values for action `name` and do it to `board`; raises ActionRefusedError."""
    action = ACTIONS.get(name)
    if action is None:
        raise ActionRefusedError(f"there is no action {name!r}; there are: {', '.join(ACTIONS)}")
    known = {parameter.name for parameter in action.parameters}
    if unknown := sorted(set(raw) - known):
        raise ActionRefusedError(f"{name} takes no {unknown[0]!r}; it takes: {', '.join(sorted(known)) or 'nothing'}")
    values = {}
    for parameter in action.parameters:
        given = raw.get(parameter.name)
        if given is None and parameter.required:
            raise ActionRefusedError(f"{name} needs {parameter.name}: {parameter.help}")
        values[parameter.name] = None if given is None else parameter.parse(parameter.name, given)
    return action.deed(deeds.Hand(board, neighbours, values)) or {}


SLOT = Parameter("slot", slot, "a slot's number, from 1")
GPIO = Parameter("gpio", whole(0, LAST_GPIO), f"a pin of the processor, 0 to {LAST_GPIO}")
PERCENT = Parameter("percent", number(0, 100), "0 to 100")
FOR = Parameter(
    "for_s", number(0, 86400), "seconds until it comes back; without it, restore-power or plug-cable", required=False
)

_TABLE = (
    Action("show", "the cabinet now: slots, banks, faults, locks", (), deeds.show),
    Action(
        "insert",
        "push a bank in; one that is outside if --bank names it, else a new one; --bank foreign: one that is none of ours",
        (
            SLOT,
            Parameter("bank", bank_to_insert, "its id, 12 hexadecimal digits, or foreign", required=False),
            Parameter("charge", number(0, 100), "its charge, 0 to 100 %", required=False),
            Parameter("cycles", whole(0, 65535), "its charge cycles, 0 to 65535", required=False),
        ),
        deeds.insert,
    ),
    Action("pull", "take a bank out by force", (SLOT,), deeds.pull),
    Action("jam", "let the lock hold its bank whatever drives it", (SLOT,), deeds.jam),
    Action("unjam", "free the lock", (SLOT,), deeds.unjam),
    Action(
        "stick",
        "let the presence switch show present, absent or bouncing whatever is there; free ends it",
        (SLOT, Parameter("shows", choice(*Stuck), ", ".join(Stuck))),
        deeds.stick,
    ),
    Action(
        "silence-id",
        "on takes the id chip's contact away, off gives it back",
        (SLOT, Parameter("state", choice("on", "off"), "on or off")),
        deeds.silence_id,
    ),
    Action(
        "corrupt-gauge",
        "let the fuel gauge be silent or implausible; ok ends it",
        (SLOT, Parameter("state", choice(*Gauge), ", ".join(Gauge))),
        deeds.corrupt_gauge,
    ),
    Action(
        "heat", "set the temperature, -40 to 125", (Parameter("celsius", number(-40, 125), "-40 to 125"),), deeds.heat
    ),
    Action("drain", "let a bank's charge fall to PERCENT", (SLOT, PERCENT), deeds.drain),
    Action("charge", "let a bank's charge rise to PERCENT", (SLOT, PERCENT), deeds.charge),
    Action("cut-power", "pull the plug", (FOR,), deeds.cut_power),
    Action("restore-power", "put the plug back in", (), deeds.restore_power),
    Action("reset", "press the board's reset button", (), deeds.reset),
    Action("kill", "let the processor panic", (), deeds.kill),
    Action(
        "pull-cable",
        "pull the serial cable: the port goes away in the middle of whatever happens",
        (
            FOR,
            Parameter("after_bytes", whole(1, MOST_BYTES), WHEN_PASSED, required=False),
            Parameter("power", flag, "the board has its power from it, too", required=False, flag=True),
        ),
        deeds.pull_cable,
    ),
    Action("plug-cable", "plug the serial cable in; tells the port", (), deeds.plug_cable),
    Action(
        "lose-bytes",
        "lose COUNT bytes that the board sends, as a poor serial adapter does; it knows nothing",
        (
            Parameter("count", whole(0, MOST_BYTES), "how many; 0 takes an order back"),
            Parameter("after_bytes", whole(0, MOST_BYTES), WHEN_PASSED, required=False),
            Parameter("damaged", flag, "they come, each with a wrong bit", required=False, flag=True),
        ),
        deeds.lose_bytes,
    ),
    Action("jumper", "lay a wire from a slot's lock drive to a free pin of the processor", (SLOT, GPIO), deeds.jumper),
    Action("unjumper", "take that wire off", (GPIO,), deeds.unjumper),
    Action(
        "cut-power-on-pulse",
        "pull the plug when the next lock is driven, or --after ms later",
        (Parameter("after_ms", whole(0, 60000), "ms, 0 to 60000", required=False), FOR),
        deeds.cut_power_on_pulse,
    ),
    Action(
        "cut-power-on-flash-write",
        "pull the plug in the COUNTth flash write from now, when half of it is written",
        (
            Parameter("count", whole(1, 1_000_000), "1 to 1000000"),
            Parameter("percent", number(0, 100), "how much of it is written, 0 to 100", required=False),
            FOR,
        ),
        deeds.cut_power_on_flash_write,
    ),
    Action(
        "cut-network",
        "let nothing pass; connections stay and hear nothing",
        (Parameter("wifi", flag, "the access point goes as well", required=False, flag=True),),
        deeds.cut_network,
    ),
    Action("refuse-network", "break connections and refuse new ones", (), deeds.refuse_network),
    Action("hold-network", "hold bytes back, both ways", (), deeds.hold_network),
    Action("release-network", "deliver what was held back", (), deeds.release_network),
    Action(
        "delay-network",
        "let everything take DELAY_MS longer, each way",
        (Parameter("delay_ms", whole(0, 600_000), "ms, 0 to 600000"),),
        deeds.delay_network,
    ),
    Action("restore-network", "let everything pass again", (), deeds.restore_network),
    Action(
        "set-clock",
        "set the clock chip OFFSET seconds from the right time, or `unset` as with a new battery",
        (Parameter("offset", clock_offset, "seconds, or unset"),),
        deeds.set_clock,
    ),
    Action(
        "console",
        "the board's lines; --after its number gives those behind a line",
        (Parameter("after", whole(0, 1 << 40), "a line's number", required=False),),
        deeds.console,
    ),
)

ACTIONS = {action.name: action for action in _TABLE}
