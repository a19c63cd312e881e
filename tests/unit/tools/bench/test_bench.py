"""A benchmark of a few rentals: what it prints and writes is whole, and nothing of it is zero."""

import json
import os

import pytest

from tools.bench.report import FIGURES
from tools.wattlend import cli


def test_a_small_benchmark_tells_every_figure(tmp_path, capfd):
    document = tmp_path / "bench.json"
    cores = os.sched_getaffinity(0)
    assert cli.main(["bench", "--rounds", "1", "--rentals", "100", "--json", str(document)]) == 0
    said = capfd.readouterr()
    written = json.loads(document.read_text())
    for name, _, _ in FIGURES:
        assert name in said.out
        assert [value > 0 for value in written["figures"][name]] == [True], name
    assert written["settings"] == {"rounds": 1, "rentals": 100, "database": "sqlite"}
    assert all(written["versions"].values()), written["versions"]
    assert "mosquitto" in written["versions"]
    assert "Warning" not in said.err
    assert os.sched_getaffinity(0) == cores


@pytest.mark.parametrize("given", [["--rounds", "0"], ["--rentals", "99"]])
def test_too_little_to_measure_is_refused(given, capsys):
    assert cli.main(["bench", *given]) != 0
    assert "too little to measure" in capsys.readouterr().err
