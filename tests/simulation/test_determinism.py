"""Same seed, same run: in another process, under another hash seed, to the last line of the trace."""

import os
import re
import subprocess
import sys

import pytest

from tools.sim.run import Options, simulate
from tools.sim.town import Size

SMALL = Size(cabinets=3, slots=6)
ORDERS = 60


def trace_of_process(seed: int, hash_seed: int) -> str:
    options = ["--seed", str(seed), "--orders", str(ORDERS), "--cabinets", "3", "--slots", "6", "--faults", "storm"]
    answer = subprocess.run(
        [sys.executable, "-m", "tools.wattlend.cli", "sim", *options],
        env=os.environ | {"PYTHONHASHSEED": str(hash_seed)},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = re.fullmatch(r"trace ([0-9a-f]{64})", answer.stdout.splitlines()[-1])
    assert found, answer.stdout
    return found[1]


def test_a_seed_gives_the_same_trace_in_processes_that_hash_differently():
    assert trace_of_process(seed=5, hash_seed=1) == trace_of_process(seed=5, hash_seed=2)


def test_a_second_run_in_one_process_gives_the_same_trace():
    first, second = (simulate(Options(6, ORDERS, SMALL, "storm")) for _ in range(2))
    assert first.document() == second.document()


@pytest.mark.parametrize(
    "other", [Options(8, ORDERS, SMALL), Options(7, ORDERS, SMALL, "storm")], ids=["seed", "faults"]
)
def test_another_seed_or_other_faults_give_another_trace(other: Options):
    assert simulate(Options(7, ORDERS, SMALL)).trace != simulate(other).trace
