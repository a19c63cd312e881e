"""Power goes between INTENT and RESULT: never a second pulse, and the sensors' evidence decides the order."""

import pytest

from tests.mission.conftest import Cabinet, MakeCabinet
from tests.support.stack import Stack
from tests.support.waiting import until


@pytest.mark.claim("RENT-5")
@pytest.mark.parametrize("after_ms", [0, 300])
def test_power_cut_after_the_pulse_still_ends_in_one_bank_for_the_order(
    stack: Stack, make_cabinet: MakeCabinet, after_ms: int
) -> None:
    cabinet = make_cabinet(slots=3, banks="all")
    person = stack.person()
    cabinet.rig.act("cut-power-on-pulse", after_ms=after_ms, for_s=0.5)

    answer = person.rent(cabinet.id, wait_s=40)

    _wait_for_second_boot(cabinet)
    order = until("the order is final", lambda: _settled(person.order(_order_id(answer, person))), 40)
    world = cabinet.rig.world()
    assert len(world["pulses"]) == 1, "a pulse was repeated after the reboot"
    if world["outside"]:
        assert order["state"] == "active"
        assert [bank["bank"] for bank in world["outside"]] == [order["rental"]["bank"]]
    else:
        assert (order["state"], order["rental"]["bank"]) == ("cancelled", None)


@pytest.mark.claim("RENT-5")
def test_a_jammed_lock_and_a_power_cut_cancel_the_order(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=1, banks="all")
    cabinet.rig.act("jam", slot=1)
    cabinet.rig.act("cut-power-on-pulse", after_ms=100, for_s=0.5)
    person = stack.person()

    answer = person.rent(cabinet.id, wait_s=40)

    _wait_for_second_boot(cabinet)
    order = until("the order is final", lambda: _settled(person.order(_order_id(answer, person))), 40)
    assert (order["state"], order["rental"]["bank"]) == ("cancelled", None)
    assert len(cabinet.rig.world()["pulses"]) == 1


def test_locks_are_off_after_every_kind_of_start(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=2, banks="all")
    for number, action in enumerate(("reset", "kill", "cut-power"), start=2):
        values = {"for_s": 0.2} if action == "cut-power" else {}
        cabinet.rig.act(action, **values)
        cabinet.rig.wait_for(lambda world, number=number: len(world["boots"]) >= number)  # type: ignore[misc]
        until("it is back online", lambda number=number: cabinet.online_since_boot(number))  # type: ignore[misc]
        assert not any(slot["lock_driven"] for slot in cabinet.rig.world()["slots"])
        assert cabinet.rig.world()["pulses"] == []


def _wait_for_second_boot(cabinet: Cabinet) -> None:
    cabinet.rig.wait_for(lambda world: len(world["boots"]) >= 2, 40)


def _order_id(answer: object, person: object) -> str:
    document = answer.document  # type: ignore[attr-defined]
    if "id" in document:
        return str(document["id"])
    [order] = person.call("GET", "/orders").document  # type: ignore[attr-defined]
    return str(order["id"])


def _settled(order: dict[str, object]) -> dict[str, object] | None:
    return None if order["state"] == "authorised" else order
