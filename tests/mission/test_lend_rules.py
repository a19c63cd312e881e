"""RENT-4: under each rule the cabinet lends what an independent oracle predicts, from what its sensors say now."""

import random
from typing import Any

import pytest

from tests.mission.conftest import Cabinet, MakeCabinet
from tests.mission.oracle import Candidate, predict
from tests.support.stack import TERMS, Stack
from tests.support.waiting import until

SLOTS = 6
RULES = ("fullest", "least_worn", "longest_rested", "rotate")


@pytest.mark.claim("RENT-4")
@pytest.mark.parametrize("rule", RULES)
def test_each_rule_lends_what_the_oracle_predicts(stack: Stack, make_cabinet: MakeCabinet, rule: str) -> None:
    rng = random.Random(f"rent-4 {rule}")
    cabinet = make_cabinet(slots=SLOTS, banks="none")
    cabinet.configure(lend_rule=[rule], minimum_charge_pct=20)
    order_in = _fill(cabinet, rng)
    person = stack.person()
    last_pulsed = 0
    for lends in range(1, 4):
        _change_after_the_last_report(cabinet, rng)
        expected = predict(rule, _fit(cabinet, order_in), last_pulsed, SLOTS)

        answer = _rent_unreported(cabinet, person)

        assert answer.status == 201, answer.document
        assert answer.document["rental"]["slot"] == expected
        assert person.wallet()["held"] == lends * TERMS.hold_minor
        last_pulsed = expected


def _fill(cabinet: Cabinet, rng: random.Random) -> dict[int, int]:
    """Insert a bank into each slot, one after the other in random order; return when each came."""
    slots = rng.sample(range(1, SLOTS + 1), SLOTS)
    for slot in slots:
        cabinet.rig.act("insert", slot=slot, charge=rng.choice((40, 60, 80)), cycles=rng.choice((3, 50, 400)))
        until(f"slot {slot} is seen", lambda slot=slot: cabinet.slot(slot)["state"] == "occupied")  # type: ignore[misc]
    return {slot: turn for turn, slot in enumerate(slots)}


def _change_after_the_last_report(cabinet: Cabinet, rng: random.Random) -> None:
    """Hold the network, so that no report leaves, and change what the sensors say."""
    cabinet.rig.act("hold-network")
    for slot in _banks(cabinet):
        cabinet.set_charge(slot, rng.randrange(10, 100))


def _rent_unreported(cabinet: Cabinet, person: Any) -> Any:
    """Rent while the cloud still believes the old charges; the command and its answer pass when the network is let go."""
    believed = {slot["slot"]: slot["charge_pct"] for slot in cabinet.detail()["slots"]}
    answer = person.rent(cabinet.id, wait_s=0)
    assert answer.status == 202, answer.document
    real = {slot: bank["charge_pct"] for slot, bank in _banks(cabinet).items()}
    assert any(believed[slot] != charge for slot, charge in real.items())
    cabinet.rig.act("release-network")
    return until("the order is final", lambda: _final(person, answer.document["id"]))


def _final(person: Any, order_id: str) -> Any:
    answer = person.call("GET", f"/orders/{order_id}")
    if answer.document["state"] == "authorised":
        return None
    return type(answer)(201 if answer.document["state"] == "active" else 409, answer.document)


def _banks(cabinet: Cabinet) -> dict[int, Any]:
    slots = cabinet.rig.world()["slots"]
    return {slot["slot"]: slot for slot in slots if slot["bank"]}


def _fit(cabinet: Cabinet, order_in: dict[int, int]) -> list[Candidate]:
    return [
        Candidate(slot, int(bank["charge_pct"]), bank["cycles"], order_in[slot])
        for slot, bank in _banks(cabinet).items()
        if bank["charge_pct"] >= 20
    ]
