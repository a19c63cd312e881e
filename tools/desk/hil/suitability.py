"""Whether the board on a port can be tested: a MicroPython that answers, with firmware of ours."""

from tools.desk.flash.exit_codes import EXIT_UNSUITABLE
from tools.desk.flash.mpremote import Mpremote
from tools.desk.flash.survey import Survey, survey
from tools.errors import ToolError


def looked_at(port: str, board: str) -> Survey:
    """Return what the board on `port` says of itself; raises ToolError, which for want of firmware names `board`."""
    found = survey(Mpremote(port))
    if f"{found.active}/application.mpy" not in found.files:
        way_out = f"wattlend flash --board {board} --port {port}"
        raise ToolError("the board has no firmware of ours", way_out, EXIT_UNSUITABLE)
    return found
