"""What a hand at the bench can do to any board: power, cable, flash, network, clock and temperature.

Owns these actions and their rows. What only one kind of device has stands in that kind's folder.
"""

from typing import Any

from tools.virtual_board.errors import ActionRefusedError
from tools.virtual_board.network.flow import Mode
from tools.virtual_board.rig.action import Action, Request
from tools.virtual_board.rig.parameters import FOR, Parameter, clock_offset, flag, number, whole

MOST_BYTES = 1 << 40
WHEN_PASSED = "when so many more have passed: from the host for pull-cable, from the board for lose-bytes"


def show(request: Request) -> dict[str, Any]:
    """Tell everything."""
    return request.board.snapshot()


def heat(request: Request) -> None:
    """Set the temperature."""
    request.board.mainboard.celsius = request.values["celsius"]
    request.save()


def cut_power(request: Request) -> None:
    """Pull the plug."""
    request.board.lifecycle.cut_power(request.values["for_s"])


def restore_power(request: Request) -> None:
    """Put the plug back in."""
    request.board.lifecycle.restore_power()


def reset(request: Request) -> None:
    """Press the reset button."""
    request.board.lifecycle.press_reset()


def kill(request: Request) -> None:
    """Let the processor panic."""
    request.board.lifecycle.kill()


def pull_cable(request: Request) -> None:
    """Pull the serial cable, now or later."""
    values = request.values
    how = {"for_s": values["for_s"], "with_power": bool(values["power"])}
    if values["after_bytes"] is None:
        request.board.cable.pull(**how)
    else:
        request.board.cable.pull_after(values["after_bytes"], **how)


def plug_cable(request: Request) -> dict[str, Any]:
    """Plug the serial cable in."""
    request.board.cable.plug()
    return {"port": request.board.port.name}


def lose_bytes(request: Request) -> None:
    """Spoil bytes that the board sends."""
    values = request.values
    request.board.port.flaws.spoil(values["count"], values["after_bytes"] or 0, damaged=bool(values["damaged"]))


def cut_power_on_flash_write(request: Request) -> None:
    """Arm a power cut in a flash write."""
    percent = 50 if request.values["percent"] is None else request.values["percent"]
    request.board.power_cuts.arm_flash_write(request.values["count"], percent / 100, request.values["for_s"])


def cut_network(request: Request) -> None:
    """Let nothing pass."""
    if request.values["wifi"]:
        request.board.station.set_on_air(on_air=False)
    request.board.network.set_mode(Mode.CUT)


def refuse_network(request: Request) -> None:
    """Break connections, refuse new ones."""
    request.board.network.set_mode(Mode.REFUSED)


def hold_network(request: Request) -> None:
    """Hold bytes back."""
    request.board.network.set_mode(Mode.HELD)


def release_network(request: Request) -> None:
    """Deliver what was held back."""
    mode = request.board.network.conditions.mode
    if mode is not Mode.HELD:
        raise ActionRefusedError(f"the network is {mode}, nothing is held back; hold-network does")
    request.board.network.set_mode(Mode.OPEN)


def delay_network(request: Request) -> None:
    """Let everything take longer."""
    request.board.network.set_delay(request.values["delay_ms"])


def restore_network(request: Request) -> None:
    """Let everything pass."""
    request.board.station.set_on_air(on_air=True)
    request.board.network.set_delay(0)
    request.board.network.set_mode(Mode.OPEN)


def set_clock(request: Request) -> dict[str, Any]:
    """Set the clock chip."""
    clock, offset_s = request.board.mainboard.clock, request.values["offset"]
    if offset_s is None:
        clock.forget_time()
    else:
        clock.offset_ms, clock.stopped = round(offset_s * 1000), False
    request.save()
    return {"clock_unix_ms": clock.unix_ms(), "clock_stopped": clock.stopped}


def console(request: Request) -> dict[str, Any]:
    """Tell what the board printed."""
    return {"lines": [line._asdict() for line in request.board.console.after(request.values["after"] or 0)]}


BOARD_ACTIONS = (
    Action("show", "the board now, and what its kind has around it", (), show),
    Action("heat", "set the temperature, -40 to 125", (Parameter("celsius", number(-40, 125), "-40 to 125"),), heat),
    Action("cut-power", "pull the plug", (FOR,), cut_power),
    Action("restore-power", "put the plug back in", (), restore_power),
    Action("reset", "press the board's reset button", (), reset),
    Action("kill", "let the processor panic", (), kill),
    Action(
        "pull-cable",
        "pull the serial cable: the port goes away in the middle of whatever happens",
        (
            FOR,
            Parameter("after_bytes", whole(1, MOST_BYTES), WHEN_PASSED, required=False),
            Parameter("power", flag, "the board has its power from it, too", required=False, flag=True),
        ),
        pull_cable,
    ),
    Action("plug-cable", "plug the serial cable in; tells the port", (), plug_cable),
    Action(
        "lose-bytes",
        "lose COUNT bytes that the board sends, as a poor serial adapter does; it knows nothing",
        (
            Parameter("count", whole(0, MOST_BYTES), "how many; 0 takes an order back"),
            Parameter("after_bytes", whole(0, MOST_BYTES), WHEN_PASSED, required=False),
            Parameter("damaged", flag, "they come, each with a wrong bit", required=False, flag=True),
        ),
        lose_bytes,
    ),
    Action(
        "cut-power-on-flash-write",
        "pull the plug in the COUNTth flash write from now, when half of it is written",
        (
            Parameter("count", whole(1, 1_000_000), "1 to 1000000"),
            Parameter("percent", number(0, 100), "how much of it is written, 0 to 100", required=False),
            FOR,
        ),
        cut_power_on_flash_write,
    ),
    Action(
        "cut-network",
        "let nothing pass; connections stay and hear nothing",
        (Parameter("wifi", flag, "the access point goes as well", required=False, flag=True),),
        cut_network,
    ),
    Action("refuse-network", "break connections and refuse new ones", (), refuse_network),
    Action("hold-network", "hold bytes back, both ways", (), hold_network),
    Action("release-network", "deliver what was held back", (), release_network),
    Action(
        "delay-network",
        "let everything take DELAY_MS longer, each way",
        (Parameter("delay_ms", whole(0, 600_000), "ms, 0 to 600000"),),
        delay_network,
    ),
    Action("restore-network", "let everything pass again", (), restore_network),
    Action(
        "set-clock",
        "set the clock chip OFFSET seconds from the right time, or `unset` as with a new battery",
        (Parameter("offset", clock_offset, "seconds, or unset"),),
        set_clock,
    ),
    Action(
        "console",
        "the board's lines; --after its number gives those behind a line",
        (Parameter("after", whole(0, 1 << 40), "a line's number", required=False),),
        console,
    ),
)
