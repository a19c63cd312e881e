from itertools import product

import pytest

from cloud.domain.delivery import command
from shared_protocol import codes

LEGAL = {
    "queued sent sent",
    "queued rebound queued",
    "queued done done",
    "queued refused refused",
    "queued expired expired",
    "queued unknown unknown",
    "sent sent sent",
    "sent rebound queued",
    "sent done done",
    "sent refused refused",
    "sent expired expired",
    "sent unknown unknown",
    "refused done done",
    "expired done done",
    "unknown done done",
    "unknown refused refused",
}


@pytest.mark.parametrize(("state", "step"), list(product(command.STATES, command.INPUTS)))
def test_every_pair_of_state_and_input_does_what_the_page_says(state: str, step: str) -> None:
    try:
        line = f"{state} {step} {command.after(state, step)}"
    except command.IllegalStep:
        assert not any(legal.startswith(f"{state} {step} ") for legal in LEGAL)
    else:
        assert line in LEGAL


def test_no_answer_moves_a_command_that_is_done() -> None:
    for step in command.INPUTS:
        with pytest.raises(command.IllegalStep):
            command.after(command.DONE, step)


def test_each_final_outcome_on_the_wire_is_an_input() -> None:
    outcomes = (codes.DONE, codes.REFUSED, codes.EXPIRED, codes.UNKNOWN)
    assert [command.answer_of(outcome) for outcome in outcomes] == ["done", "refused", "expired", "unknown"]


@pytest.mark.parametrize("outcome", [codes.EXECUTING, 0, 99])
def test_what_does_not_end_a_command_is_refused(outcome: int) -> None:
    with pytest.raises(command.IllegalStep):
        command.answer_of(outcome)
