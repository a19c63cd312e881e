"""RENT-5: one fit bank among slots that are jammed, faulty or falsely reported, and it is the one that comes out."""

import pytest

from tests.mission.conftest import MakeCabinet
from tests.support.stack import TERMS, Stack
from tests.support.waiting import until

SLOTS = 6


@pytest.mark.claim("RENT-5")
@pytest.mark.parametrize("fit", [1, 4, 6])
def test_with_every_other_lock_jammed_the_one_that_opens_lends(
    stack: Stack, make_cabinet: MakeCabinet, fit: int
) -> None:
    cabinet = make_cabinet(slots=SLOTS, banks="all")
    for slot in range(1, SLOTS + 1):
        if slot != fit:
            cabinet.rig.act("jam", slot=slot)
            cabinet.set_charge(slot, 100)  # so that the rule tries the jammed ones first
        else:
            cabinet.set_charge(slot, 30)

    person = stack.person()
    answer = person.rent(cabinet.id, wait_s=50)

    assert answer.status == 201, answer.document
    assert answer.document["rental"]["slot"] == fit
    world = cabinet.rig.world()
    assert [bank["bank"] for bank in world["outside"]] == [answer.document["rental"]["bank"]]
    pulsed = [pulse["slot"] for pulse in world["pulses"]]
    assert len(pulsed) == len(set(pulsed)), "a lock was pulsed twice for one command"
    assert pulsed[-1] == fit
    assert person.wallet()["held"] == TERMS.hold_minor  # once, however many locks were tried


@pytest.mark.claim("RENT-5")
def test_faults_of_every_kind_leave_the_one_fit_bank(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=SLOTS, banks="1-5")
    act = cabinet.rig.act
    act("stick", slot=1, shows="absent")  # a bank that seems to be gone
    act("silence-id", slot=2, state="on")  # a bank that nobody can name
    act("corrupt-gauge", slot=3, state="implausible")
    act("corrupt-gauge", slot=4, state="silent")
    act("stick", slot=6, shows="present")  # nothing there, though the switch says so

    person = stack.person()
    answer = person.rent(cabinet.id)

    assert answer.status == 201, answer.document
    assert answer.document["rental"]["slot"] == 5
    assert len(cabinet.rig.world()["outside"]) == 1
    assert person.wallet()["held"] == TERMS.hold_minor


@pytest.mark.claim("RENT-5")
def test_banks_that_the_cloud_still_believes_in_were_pulled_a_moment_ago(
    stack: Stack, make_cabinet: MakeCabinet
) -> None:
    cabinet = make_cabinet(slots=SLOTS, banks="all")
    person = stack.person()
    cabinet.rig.act("hold-network")
    pulled = [cabinet.rig.act("pull", slot=slot)["bank"] for slot in range(1, SLOTS)]
    assert sum(slot["state"] == "occupied" for slot in cabinet.detail()["slots"]) == SLOTS

    answer = person.rent(cabinet.id, wait_s=0)
    cabinet.rig.act("release-network")

    order = until("the lend", lambda: _active(person.order(answer.document["id"])))
    assert order["rental"]["slot"] == SLOTS
    assert order["rental"]["bank"] not in pulled
    assert person.wallet()["held"] == TERMS.hold_minor


@pytest.mark.claim("RENT-5")
def test_a_bank_pulled_in_the_very_moment_is_nobodys_order(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=2, banks="all")
    cabinet.set_charge(1, 100)
    cabinet.set_charge(2, 50)
    person = stack.person()

    cabinet.rig.act("pull", slot=1)
    answer = person.rent(cabinet.id)

    assert answer.status == 201, answer.document
    assert answer.document["rental"]["slot"] == 2
    alarm = until("the alarm", lambda: [event for event in cabinet.events() if event["type"] == "bank_removed"])
    assert alarm[0]["fields"]["slot"] == 1
    assert "order" not in alarm[0]["fields"]
    assert person.wallet()["held"] == TERMS.hold_minor  # for the one that was lent, nothing for the one that was pulled


def _active(order: dict[str, object]) -> dict[str, object] | None:
    return order if order["state"] == "active" else None
