"""One lend, end to end: terminal, cloud, bridge, Mosquitto and MicroPython board, each a process of its own."""

import cbor2
import pytest

from shared_protocol import cabinet as wire
from shared_protocol import fields, topics
from tests.mission.conftest import MakeCabinet
from tests.support.stack import TERMS, Stack
from tests.support.waiting import until


@pytest.mark.claim("RENT-1")
@pytest.mark.claim("CARD-1", image="cabinet")
@pytest.mark.claim("CARD-2")
@pytest.mark.parametrize("bits", [64, 32])
def test_a_person_asks_and_a_bank_comes_out(stack: Stack, make_cabinet: MakeCabinet, bits: int) -> None:
    cabinet = make_cabinet(slots=6, banks="1-6", bits=bits)
    person = stack.person()

    answer = person.rent(cabinet.id)

    assert answer.status == 201, answer.document
    order = answer.document
    assert order["state"] == "active"
    world = cabinet.rig.wait_for(lambda world: len(world["outside"]) == 1)
    assert [pulse["slot"] for pulse in world["pulses"]] == [order["slot"]]
    assert world["outside"][0]["bank"] == order["bank"]
    assert person.order(order["id"]) == order


@pytest.mark.claim("RENT-1")
@pytest.mark.parametrize("extra", [{"slot": 3}, {"bank": "0011223344ff"}, {"slot_id": 1}])
def test_a_request_that_names_a_slot_or_a_bank_is_refused(
    stack: Stack, make_cabinet: MakeCabinet, extra: dict[str, object]
) -> None:
    cabinet = make_cabinet(slots=2, banks="all")
    body = {"cabinet_id": cabinet.id, **extra}

    answer = stack.person().call("POST", "/rentals", body, Idempotency_Key="one")

    assert answer.status in (400, 422)
    assert next(iter(extra)) in answer.document["detail"]
    assert stack.tap.heard(cabinet.id, topics.COMMAND) == []


@pytest.mark.claim("RENT-3")
@pytest.mark.claim("CARD-2")
def test_the_lend_command_on_the_wire_names_no_slot_and_no_bank(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=4, banks="all")

    person = stack.person()
    order = person.rent(cabinet.id).document
    assert person.wallet()["held"] == TERMS.hold_minor

    heard = stack.tap.wait_for(cabinet.id, topics.COMMAND)
    tag = cbor2.loads(heard.payload)
    body = cbor2.loads(tag.value[2])
    assert tag.tag == 17  # COSE_Mac0
    assert body[fields.TYPE] == wire.LEND
    assert set(body) == {fields.TYPE, fields.BOOT, fields.COMMAND, fields.ORDER, fields.NOT_AFTER_UPTIME_MS}
    assert body[fields.ORDER].hex() == order["id"]
    assert bytes.fromhex(order["bank"]) not in heard.payload


@pytest.mark.claim("RENT-6")
def test_with_no_fit_bank_the_order_is_cancelled_and_the_person_told_why(
    stack: Stack, make_cabinet: MakeCabinet
) -> None:
    cabinet = make_cabinet(slots=3, banks="1-2")
    for slot in (1, 2):
        cabinet.set_charge(slot, 3)

    person = stack.person()
    answer = person.rent(cabinet.id)

    assert answer.status == 409, answer.document
    assert answer.document["type"].endswith("no-bank")
    [order] = person.call("GET", "/orders").document
    assert (order["state"], order["reason"], order["bank"]) == ("cancelled", "no-bank", None)
    assert cabinet.rig.world()["pulses"] == []


@pytest.mark.claim("RENT-6")
def test_a_cabinet_that_is_too_hot_says_so(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=2, banks="all")
    cabinet.rig.act("heat", celsius=90)
    cabinet.rig.act("reset")  # it measures at once when it starts, and every ten seconds after that
    until("it is back online", lambda: cabinet.online_since_boot(2))

    answer = stack.person().rent(cabinet.id)

    assert answer.status == 409
    assert answer.document["type"].rsplit("/", 1)[-1].rsplit(":", 1)[-1] == "cabinet-too-hot"


def test_an_offline_cabinet_is_refused_at_once_and_nothing_is_sent(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=2, banks="all")
    cabinet.rig.act("refuse-network")
    until("the cloud sees it offline", lambda: not cabinet.detail()["device"]["online"])

    answer = stack.person().rent(cabinet.id)

    assert answer.status == 409
    assert answer.document["type"].endswith("cabinet-offline")
    assert stack.tap.heard(cabinet.id, topics.COMMAND) == []
