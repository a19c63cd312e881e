"""How long a lock is driven, measured by the chip itself through a jumper (docs/WIRING.md); skipped where none is."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from firmware.adapters.cabinet.locks import TIMER_GRACE_MS
from tests.hil.board import Board
from tests.hil.hands import Hand, RigHand
from tests.hil.jumpers import LOOPBACKS, Loopback
from tests.hil.plugin import OPTIONS
from tests.hil.report import Figures
from tools.wiring.board import constants

PULSE_US = constants()["LOCK_PULSE_MS"] * 1000
GRACE_US = TIMER_GRACE_MS * 1000
COIL_MS = 1000
"""What the reference wiring's coils bear."""
EARLY_US = 2_000
"""The firmware counts whole milliseconds."""
LATE_US = 20_000
"""A turn of the loop, or a garbage collection before the timer has its turn; half of what the timer leaves the loop."""
PULSES = 3
SAID_WITHIN_S = 10.0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "loopback" in metafunc.fixturenames:
        found = LOOPBACKS.get(metafunc.config.stash[OPTIONS].board, ())
        metafunc.parametrize("loopback", found, ids=lambda loopback: f"slot-{loopback.slot}-gpio-{loopback.gpio}")


@pytest.fixture(autouse=True)
def _banks_back_in(hand: Hand) -> Iterator[None]:
    """Push in again what the locks let go, where a bench rig can; a person finds the slot open and the bank in it."""
    if not isinstance(hand, RigHand):
        yield
        return
    before = hand.rig.world()["slots"]
    yield
    for was, now in zip(before, hand.rig.world()["slots"], strict=True):
        if was["bank"] and not now["bank"]:
            hand.rig.act("insert", slot=was["slot"], bank=was["bank"])


def _pulses(board: Board, loopback: Loopback, *, loop_is_alive: bool) -> list[dict[str, Any]]:
    found = []
    for _ in range(PULSES):
        found.append(board.ask(f"pulse.measure({loopback.slot}, {loopback.gpio}, {loop_is_alive})"))
        if not found[-1]["wired"]:
            pytest.skip(f"no jumper from the lock of slot {loopback.slot} to GPIO {loopback.gpio} (docs/WIRING.md)")
    return found


def _check(pulses: list[dict[str, Any]], due_us: int, hand: Hand) -> None:
    assert [pulse["idle_after"] for pulse in pulses] == [True] * PULSES
    assert min(pulse["pulse_us"] for pulse in pulses) > 0, "the pin is held low, or the expander drives nothing"
    assert min(pulse["setup_us"] + pulse["pulse_us"] for pulse in pulses) >= due_us - EARLY_US
    # A virtual board's time is this computer's, which stops for a moment when it likes: there the best one counts.
    latest = min if isinstance(hand, RigHand) else max
    assert latest(pulse["pulse_us"] for pulse in pulses) <= due_us + LATE_US


def _figures(figure: Figures, pulses: list[dict[str, Any]]) -> None:
    figure("shortest", round(min(pulse["pulse_us"] for pulse in pulses) / 1000, 1), "ms")
    figure("longest", round(max(pulse["pulse_us"] for pulse in pulses) / 1000, 1), "ms")


def test_the_loop_drives_a_lock_as_long_as_the_board_file_says(
    board: Board, hand: Hand, loopback: Loopback, figure: Figures
) -> None:
    pulses = _pulses(board, loopback, loop_is_alive=True)
    _figures(figure, pulses)
    _check(pulses, PULSE_US, hand)


def test_the_timer_ends_a_pulse_whose_loop_hangs(board: Board, hand: Hand, loopback: Loopback, figure: Figures) -> None:
    pulses = _pulses(board, loopback, loop_is_alive=False)
    _figures(figure, pulses)
    _check(pulses, PULSE_US + GRACE_US, hand)


def test_a_reset_in_the_middle_of_a_pulse_leaves_the_lock_off(
    board: Board, hand: Hand, loopback: Loopback, figure: Figures
) -> None:
    if not board.ask(f"pulse.is_wired({loopback.slot}, {loopback.gpio})"):
        pytest.skip(f"no jumper from the lock of slot {loopback.slot} to GPIO {loopback.gpio} (docs/WIRING.md)")
    _cut_short(board, loopback)
    board.listen()
    board.wait_until_ready()
    assert board.ask(f"pulse.level({loopback.gpio})") == 0
    if isinstance(hand, RigHand):  # only a scope sees it on a real board: the pin's own chip is in reset
        pulse = hand.rig.world()["pulses"][-1]
        assert pulse["slot"] == loopback.slot
        assert pulse["duration_ms"] <= COIL_MS
        figure("driven over the reset", pulse["duration_ms"], "ms")


def _cut_short(board: Board, loopback: Loopback) -> None:
    said, deadline = b"", time.monotonic() + SAID_WITHIN_S
    for data in board.prompt.follow(f"pulse.cut_short({loopback.slot}, {loopback.gpio})"):
        said += data
        if b"\n" in said:
            break
        assert time.monotonic() < deadline, f"the board said only {said!r}"
    assert said.split() == [b"driven"], said
