"""What a run looks like to people: the summary at the end, or the violation with what is needed to see it again."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.sim.run import Outcome

_ROOT = Path(__file__).resolve().parents[2]
_HOUR_MS = 3_600_000


def commit() -> str:
    """Return the commit of this tree, with `+changes` when it has some; `unknown` without git."""
    try:
        head = _git("rev-parse", "--short=12", "HEAD").strip()
        changed = _git("status", "--porcelain", "--untracked-files=no").strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{head}+changes" if changed else head


def lines(outcome: Outcome, wall_s: float) -> Iterator[str]:
    """Yield the lines to print; the last one is always `trace <hex>`."""
    if outcome.violation is not None:
        yield from _violation(outcome)
    yield from _summary(outcome, wall_s)
    yield f"trace {outcome.trace}"


def _violation(outcome: Outcome) -> Iterator[str]:
    options = outcome.options
    yield "the last that happened:"
    yield from (f"  {line}" for line in outcome.last_lines)
    yield f"VIOLATION {outcome.violation}"
    yield f"  at virtual {_moment(outcome.violated_at_ms or 0)}, seed {options.seed}, commit {commit()}"
    yield (
        f"  again: wattlend sim --seed {options.seed} --orders {options.orders} --cabinets {options.size.cabinets} "
        f"--slots {options.size.slots} --faults {options.faults} --show"
    )


def _summary(outcome: Outcome, wall_s: float) -> Iterator[str]:
    options = outcome.options
    yield (
        f"seed {options.seed}: {options.size.cabinets} cabinets of {options.size.slots} slots, faults {options.faults}"
    )
    states = ", ".join(f"{count} {state}" for state, count in sorted(outcome.orders.items()))
    yield f"  {'orders':<22}{states or 'none'}"
    for name, value in outcome.figures.items():
        yield f"  {name.replace('_', ' '):<22}{value}"
    yield f"  {'virtual time':<22}{outcome.virtual_ms / _HOUR_MS:.2f} h in {wall_s:.1f} s"


def _moment(at_ms: int) -> str:
    seconds, milliseconds = divmod(at_ms, 1_000)
    return f"{seconds // 3_600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True).stdout
