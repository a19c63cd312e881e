"""The command `wattlend sim`: what it takes, what it prints, how it ends."""

import json
import logging
from pathlib import Path

import pytest

from tools.sim import FAULTS, report
from tools.sim.faults import PROFILES
from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.complaints import Complaints
from tools.sim.judging.observations import Observation, Pulsed
from tools.sim.run import Options, simulate
from tools.sim.town import Size
from tools.wattlend.cli import main

SMALL = ["--orders", "5", "--cabinets", "1", "--slots", "3"]


class Objector:
    """A checker that forbids what must happen."""

    def see(self, seen: Observation) -> None:
        if isinstance(seen, Pulsed):
            raise Violation("INV-0", "a lock was pulsed")


def test_a_run_ends_with_a_summary_and_the_hash_of_its_trace(capsys: pytest.CaptureFixture[str]):
    assert main(["sim", "--seed", "3", *SMALL]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "seed 3"
    assert any("orders placed" in line for line in lines)
    assert lines[-1].startswith("trace ")


def test_without_a_seed_one_is_chosen_and_printed_first(capsys: pytest.CaptureFixture[str]):
    assert main(["sim", *SMALL, "--faults", "none"]) == 0
    chosen = capsys.readouterr().out.splitlines()[0]
    assert chosen.removeprefix("seed ").isdigit()


def test_the_trace_is_shown_as_it_happens(capsys: pytest.CaptureFixture[str]):
    main(["sim", "--seed", "3", *SMALL, "--show"])
    assert "pulse slot" in capsys.readouterr().out


def test_the_outcome_is_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    target = tmp_path / "outcome.json"
    main(["sim", "--seed", "3", *SMALL, "--json", str(target)])
    document = json.loads(target.read_text(encoding="utf-8"))
    assert document["options"]["seed"] == 3
    assert document["violation"] is None
    assert capsys.readouterr().out.splitlines()[-1] == f"trace {document['trace']}"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["sim", "--seed", "3", *SMALL, "--json", str(tmp_path / "no" / "such.json")]) == 1
    assert "such.json" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("--orders", "0"), ("--slots", "49"), ("--cabinets", "-1")])
def test_a_town_that_cannot_be_is_refused(option: str, value: str, capsys: pytest.CaptureFixture[str]):
    assert main(["sim", option, value]) == 2
    shown = capsys.readouterr().err
    assert option in shown
    assert "allowed" in shown


def test_a_broken_promise_is_told_with_all_that_is_needed_to_see_it_again():
    outcome = simulate(Options(3, 5, Size(1, 3)), checkers=[Objector()])
    told = "\n".join(report.lines(outcome, wall_s=0.1))
    assert "VIOLATION INV-0: a lock was pulsed" in told
    assert f"commit {report.commit()}" in told
    assert "wattlend sim --seed 3 --orders 5 --cabinets 1 --slots 3 --faults some" in told
    assert "pulse slot" in outcome.last_lines[-1]
    assert told.splitlines()[-1] == f"trace {outcome.trace}"


def test_a_broken_promise_ends_the_command_with_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr("tools.sim.run.all_checkers", lambda: [Objector()])
    assert main(["sim", "--seed", "3", *SMALL]) == 1
    assert "VIOLATION INV-0" in capsys.readouterr().out


def test_an_error_that_the_cloud_only_logs_is_a_violation():
    complaints = Complaints()
    try:
        complaints.check()
        logging.getLogger("cloud.bridge.router").warning("refused something")
        complaints.check()
        logging.getLogger("cloud.bridge.router").error("an authentic message was not stored")
        with pytest.raises(Violation, match="not stored"):
            complaints.check()
    finally:
        complaints.close()


def test_the_command_offers_every_profile_of_faults():
    assert tuple(PROFILES) == FAULTS
