"""What CPython makes of the wire, a board makes of it too: vectors and mutants on MicroPython, 64 and 32 bits wide."""

from pathlib import Path
from random import Random

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import envelope, keys
from shared_protocol.channel import DeviceChannel
from tests.micropython import open_mutants
from tests.support.compiled import compile_firmware
from tests.support.micropython import run_script
from tests.support.mutation import make_samples, mutate
from tests.vectors import lines

HERE = Path(__file__).resolve().parent
VECTORS = Path(lines.__file__).resolve().parent
MUTANTS = 10_000


@pytest.fixture(scope="module")
def compiled_path(tmp_path_factory):
    return compile_firmware(tmp_path_factory.mktemp("mpy"))


@pytest.mark.parametrize("bits", [64, 32])
def test_every_vector_comes_out_the_same_on_micropython(bits, compiled_path):
    expected = [f"{name} {line}" for name, line, _, _ in lines.cases(str(VECTORS))]
    printed = run_script(bits, VECTORS / "lines.py", VECTORS, path=compiled_path)
    different = [pair for pair in zip(printed, expected, strict=True) if pair[0] != pair[1]]
    assert different == []


@pytest.mark.parametrize("bits", [64, 32])
def test_mutants_below_a_valid_mac_end_the_same_on_micropython(bits, compiled_path, tmp_path):
    rng = Random(bits)
    samples = make_samples(rng, 20)
    mutants = [mutate(rng, samples) for _ in range(MUTANTS)]
    sealed = [f"{leaf} {_seal(leaf, payload).hex()}" for leaf, payload in mutants]
    (tmp_path / "mutants").write_text("".join(f"{line}\n" for line in sealed))
    printed = run_script(bits, HERE / "open_mutants.py", tmp_path / "mutants", path=compiled_path)
    expected = [open_mutants.outcome(line) for line in sealed]
    different = [
        (line, on_board, here)
        for line, on_board, here in zip(sealed, printed, expected, strict=True)
        if on_board != here
    ]
    assert different == []
    assert sum(not line.startswith("refused") for line in printed) > MUTANTS // 50


def _seal(leaf, payload):
    device = DeviceChannel(open_mutants.DEVICE_ID, open_mutants.KEY_VERSION, open_mutants.ROOT, wire.ROWS)
    key = keys.MacKey(keys.derive(open_mutants.ROOT, keys.DOWN))
    return envelope.seal(key, envelope.protected_header(device.key_id), device.topic(leaf), payload)
