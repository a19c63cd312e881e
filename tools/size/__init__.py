"""Bytes of each compiled module and the heap of a working cabinet, held against what a board has.

Builds the firmware's image, then lets a virtual board of 32 bits lend, take back, be configured and lose its network, while
a stand-in plays the cloud. Ends with 1 when a module outgrew its budget or the cabinet does not do all of it in its heap.
"""

import argparse

from tools import firmware_image
from tools.size.budgets import HEAP_BYTES, MODULE_BYTES
from tools.size.trial import Trial, run
from tools.virtual_board.processor.board_software import overhead_bytes

WIDE_HEAP_BYTES = 192 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `wattlend size` takes."""
    parser.add_argument("--modules-only", action="store_true", help="run no board")
    parser.add_argument("--slots", type=int, default=12, help="slots of the cabinet (12, which is the gate)")
    parser.add_argument("--heap", type=int, default=HEAP_BYTES // 1024, metavar="KB", help="heap of the board (96)")


def main(args: argparse.Namespace) -> int:
    """Print the figures; return 1 when a gate is broken."""
    broken = _print_modules()
    if not args.modules_only:
        broken += _print_heap(args.slots, args.heap * 1024)
    for line in broken:
        print(f"too large: {line}")
    return 1 if broken else 0


def _print_modules() -> list[str]:
    broken, total = [], 0
    print(f"{'bytes':>7} {'budget':>7}  file on the board")
    for path, file in firmware_image.build():
        size, budget = file.stat().st_size, MODULE_BYTES.get(path, 0)
        total += size
        print(f"{size:>7} {budget:>7}  {path}")
        if size > budget:
            broken.append(f"{path} has {size} bytes, its budget in tools/size/budgets.py is {budget}")
    print(f"{total:>7} {sum(MODULE_BYTES.values()):>7}  in all\n")
    return broken


def _print_heap(slots: int, heap_bytes: int) -> list[str]:
    gate = run(slots, heap_bytes)
    print(f"{slots} slots, 32 bits, {heap_bytes} bytes of heap: {_outcome(gate)}")
    measured = run(slots, WIDE_HEAP_BYTES, sampled=True)
    print(f"the same with the heap sampled: {_outcome(measured)}")
    if measured.failure is None:
        less = (WIDE_HEAP_BYTES - heap_bytes) * measured.heap // (WIDE_HEAP_BYTES + overhead_bytes(32))
        print(f"{measured.free_idle - less:>7}  bytes would be free when idle in {heap_bytes}")
        print(f"{measured.free_at_work - less:>7}  bytes would be free at the worst moment of work")
    return [trial.failure for trial in (gate, measured) if trial.failure]


def _outcome(trial: Trial) -> str:
    return f"failed: {trial.failure}" if trial.failure else f"did it all, {trial.lends} lends"
