"""Two million mutants a run: a value or a typed refusal, the same at both ends, in bounded time and memory (INV-33)."""

import json
import os
import subprocess
import sys
import time
import tracemalloc
from random import Random

import pytest

from shared_protocol import cbor, errors
from shared_protocol.errors import RemoteError
from shared_protocol.host import codec
from tests.plugins.printed import PRINTED
from tests.support.compiled import ROOT
from tests.support.mutation import make_samples, mutate
from tests.support.wire_fuzz import ACCEPTED, BEHIND_MAC, WireFuzz

COUNT = int(os.environ.get("WATTLEND_FUZZ_COUNT", "2000000"))
SEED = os.environ.get("WATTLEND_FUZZ_SEED", "wattlend")
SHARES = 4

COVERAGE_SAMPLE = 40_000
LOWEST_BRANCH_COVERAGE_PCT = 95
SENDING = {"encode", "put_head", "key_id", "protected_header", "seal", "check_outgoing"}
SENDING |= {"_put", "_put_int", "_put_text", "_put_map", "_put_bytes", "_mac_structure"}

# 1280 bytes of single-byte items cost 8 bytes of list slot each and a few objects beside; a claimed length costs nothing.
MOST_BYTES = 100_000
LONGEST_REFUSAL_MS = 50


@pytest.mark.parametrize("share", range(SHARES))
def test_mutants_end_in_a_value_or_a_typed_refusal_on_both_sides(share, record_property):
    outcomes = WireFuzz(f"{SEED}/{share}").run(COUNT // SHARES)
    behind_mac = outcomes.pop(BEHIND_MAC)
    assert outcomes.total() == COUNT // SHARES
    assert behind_mac >= outcomes.total() // 2
    # Mutants that all die of the same cause would prove little.
    assert all(outcomes[code] for code in (ACCEPTED, *range(errors.MALFORMED, errors.MAC + 1)))
    accepted = outcomes[ACCEPTED]
    record_property(
        PRINTED,
        f"mutants {share + 1}/{SHARES}: {COUNT // SHARES:,}, {behind_mac:,} behind a valid MAC, {accepted:,} accepted",
    )


def test_mutants_reach_nearly_every_branch_of_the_decoder(tmp_path, record_property):
    covered, missed = _branch_coverage(tmp_path)
    share_pct = 100 * covered // (covered + len(missed))
    record_property(
        PRINTED,
        f"decoder branches reached by {COVERAGE_SAMPLE:,} mutants: {covered} of {covered + len(missed)} ({share_pct} %);"
        f" missed: {', '.join(missed) or 'none'}",
    )
    assert share_pct >= LOWEST_BRANCH_COVERAGE_PCT, missed


@pytest.mark.parametrize("decode", [cbor.decode, codec.decode], ids=["device", "cloud"])
@pytest.mark.parametrize("major", [2, 3, 4, 5], ids=["bytes", "text", "list", "map"])
@pytest.mark.parametrize("claim", [1 << 30, (1 << 32) - 1, 1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1])
def test_a_huge_length_is_refused_at_once_and_costs_no_memory(decode, major, claim):
    data = bytes([major << 5 | 27]) + claim.to_bytes(8, "big") + bytes(1000)
    started = time.process_time()
    with pytest.raises(RemoteError):
        decode(data)
    assert (time.process_time() - started) * 1000 < LONGEST_REFUSAL_MS
    assert _peak_bytes(decode, data) < MOST_BYTES


@pytest.mark.parametrize("decode", [cbor.decode, codec.decode], ids=["device", "cloud"])
@pytest.mark.parametrize("opening", [b"\x81", b"\xa1\x00", b"\x9f", b"\xc1", b"\xd8\x1c"])
def test_depth_100_000_is_refused_at_once(decode, opening):
    for depth in (1279 // len(opening), 100_000):
        started = time.process_time()
        with pytest.raises(RemoteError):
            decode(opening * depth + b"\0")
        assert (time.process_time() - started) * 1000 < LONGEST_REFUSAL_MS


@pytest.mark.parametrize("decode", [cbor.decode, codec.decode], ids=["device", "cloud"])
def test_no_mutant_costs_more_memory_than_a_small_multiple_of_an_envelope(decode):
    rng = Random(f"{SEED}/memory")
    samples = make_samples(rng, 10)
    assert max(_peak_bytes(decode, mutate(rng, samples)[1]) for _ in range(3_000)) < MOST_BYTES


def _peak_bytes(decode, data):
    tracemalloc.start()
    try:
        decode(data)
    except RemoteError:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak


def _branch_coverage(folder):
    """Return how many branches of the decoder a sample of mutants took, and the names of those it did not take."""
    files = [f"shared_protocol/{name}.py" for name in ("cbor", "envelope", "messages")]
    coverage = [sys.executable, "-m", "coverage"]
    environment = {**os.environ, "COVERAGE_FILE": str(folder / "coverage")}
    run = [
        *coverage,
        "run",
        "--branch",
        f"--include={','.join(files)}",
        "-m",
        "tests.support.wire_fuzz",
        SEED,
        str(COVERAGE_SAMPLE),
    ]
    subprocess.run(run, cwd=ROOT, env=environment, check=True, capture_output=True)
    subprocess.run([*coverage, "json", "-q", "-o", folder / "report.json"], cwd=ROOT, env=environment, check=True)
    report = json.loads((folder / "report.json").read_text())
    assert sorted(report["files"]) == files
    covered, missed = 0, []
    for file, content in report["files"].items():
        for name, function in content["functions"].items():
            if name and name not in SENDING:
                covered += function["summary"]["covered_branches"]
                missed += [
                    f"{file.removeprefix('shared_protocol/')}:{start}->{end}"
                    for start, end in function["missing_branches"]
                ]
    return covered, missed
