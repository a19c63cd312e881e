"""The journal on the board's own flash, through resets at random moments of writing: what was promised is there."""

import random
import time

from tests.hil.board import Board
from tests.hil.hands import Hand
from tests.hil.on_board import journal_trial
from tests.hil.options import Options
from tests.hil.report import Figures
from tests.hil.world import World

FIRST_LINE_WITHIN_S = 10
LONGEST_S = 0.25
"""Long enough for a segment to be filled and an old one deleted."""
READ_WITHIN_S = 60


def test_no_promised_event_is_lost_over_resets_while_the_journal_is_written(
    board: Board, world: World, hand: Hand, hil: Options, chance: random.Random, figure: Figures
) -> None:
    _prove_the_image(board, world)
    board.ask("journal_trial.clear()")
    promised = checked = 0
    recoveries_ms = []
    for number in range(1, hil.resets + 1):
        said = _written_for_a_while(board, chance.uniform(0, LONGEST_S))
        hand.press_reset()
        promised = _last_promise(said + board.prompt.heard(), promised)
        board.let_go()
        found = board.ask("journal_trial.read()", READ_WITHIN_S)
        assert _faults(found, promised) == [], f"reset {number}, seed {hil.seed}: {found}, promised {promised}"
        checked += found["checked"]
        recoveries_ms.append(found["recovery_ms"])
    board.ask("journal_trial.clear()")
    figure("resets", hil.resets)
    figure("promised", promised, "events")
    figure("compared", checked, "events")
    figure("recovered in", max(recoveries_ms), "ms at most")


def _prove_the_image(board: Board, world: World) -> None:
    """Let an image that was just flashed reach the broker: a board counts what resets it on trial."""
    if board.ask("identity.selected()")[2] != "ok":
        world.wait_until_online(board.start().boot)


def _written_for_a_while(board: Board, moment_s: float) -> bytes:
    """Let the board write, and return what it said until `moment_s` after its first promise; it goes on writing."""
    said = b""
    limit_s = time.monotonic() + FIRST_LINE_WITHIN_S
    has_begun = False
    for data in board.prompt.follow("journal_trial.write()"):
        said += data
        assert b"Traceback" not in said, said[-1000:].decode(errors="replace")
        if not has_begun and b"\n" in said:
            has_begun, limit_s = True, time.monotonic() + moment_s
        if time.monotonic() >= limit_s:
            break
    assert has_begun, f"the board promised nothing in {FIRST_LINE_WITHIN_S} s: {said!r}"
    board.record.damaged += [line for line in _lines(said) if journal_trial.told(line) is None]
    return said


def _last_promise(said: bytes, before: int) -> int:
    return max([before, *(journal_trial.told(line) or 0 for line in _lines(said))])


def _lines(said: bytes) -> list[str]:
    """Return the whole lines; the reset may have cut the last one."""
    return [line.strip().decode(errors="replace") for line in said.split(b"\n")[:-1]]


def _faults(found: dict[str, int], promised: int) -> list[str]:
    holds = {
        "an event says something else": not found["wrong"],
        "a promised event is lost": found["next"] > promised,
        "an event went that was not acknowledged": found["first"] <= max(1, found["next"] - journal_trial.KEPT_EVENTS),
        "the acknowledgement is of an event that had none": found["acknowledged"]
        <= max(0, found["next"] - 1 - journal_trial.KEPT_EVENTS),
        "the banks are not what the events add up to": found["inventory"],
    }
    return [fault for fault, is_well in holds.items() if not is_well]
