"""Whoever owns the broker doubles, replays and holds back commands: one order still gets one bank at most."""

import time

import pytest

from shared_protocol import codes, fields, messages, topics
from tests.mission.conftest import Cabinet, MakeCabinet
from tests.support.stack import Stack
from tests.support.waiting import until
from tests.support.wiretap import Heard


@pytest.mark.claim("RENT-5")
def test_a_command_that_arrives_a_hundred_times_lends_once(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=4, banks="all")
    stack.person().rent(cabinet.id)
    command = stack.tap.wait_for(cabinet.id, topics.COMMAND)

    for _ in range(100):
        stack.tap.publish(command.topic, command.payload)

    _still_answers(stack, cabinet, command)
    assert len(cabinet.rig.world()["pulses"]) == 1


@pytest.mark.claim("RENT-5")
def test_a_retained_command_and_one_from_before_a_reboot_never_run(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=4, banks="all")
    stack.person().rent(cabinet.id)
    command = stack.tap.wait_for(cabinet.id, topics.COMMAND)
    stack.tap.publish(command.topic, command.payload, retain=True)

    cabinet.rig.act("reset")

    # The retained one comes while the board is still connecting, when an answer may get lost; the next one is answered.
    until("it is back online", lambda: cabinet.online_since_boot(2))
    since = time.monotonic()
    stack.tap.publish(command.topic, command.payload)
    answer = stack.tap.wait_for(cabinet.id, topics.STATUS, _answers(command), since)
    assert answer.body[fields.OUTCOME] in (codes.REFUSED, codes.DONE)
    assert len(cabinet.rig.world()["pulses"]) == 1
    stack.tap.publish(command.topic, b"", retain=True)


@pytest.mark.claim("RENT-6")
def test_a_command_held_back_beyond_its_deadline_is_refused(stack: Stack, make_cabinet: MakeCabinet) -> None:
    cabinet = make_cabinet(slots=2, banks="all")
    person = stack.person()
    cabinet.rig.act("hold-network")
    order_id = person.rent(cabinet.id, wait_s=0).document["id"]
    time.sleep(stack.lend_window_s + 1)  # this is what is tried: time passing

    cabinet.rig.act("release-network")

    order = until("the order is final", lambda: _final(person.order(order_id)), 40)
    assert (order["state"], order["rental"]["bank"]) == ("cancelled", None)
    assert cabinet.rig.world()["pulses"] == []


def test_a_command_for_another_cabinet_is_worthless_here(stack: Stack, make_cabinet: MakeCabinet) -> None:
    one = make_cabinet(slots=2, banks="all")
    other = make_cabinet(slots=2, banks="all")
    stack.person().rent(one.id)
    command = stack.tap.wait_for(one.id, topics.COMMAND)

    stack.tap.publish(topics.topic(other.id, topics.COMMAND), command.payload)
    changed = bytearray(command.payload)
    changed[-1] ^= 1
    stack.tap.publish(topics.topic(other.id, topics.COMMAND), bytes(changed))

    assert stack.person().rent(other.id).status == 201  # it still works, and had nothing else to do
    assert len(other.rig.world()["pulses"]) == 1


def _still_answers(stack: Stack, cabinet: Cabinet, command: Heard) -> None:
    """Every repetition was handled: the stored result came back, and nothing else happened."""
    answer = stack.tap.wait_for(cabinet.id, topics.STATUS, _answers(command))
    assert answer.body[fields.OUTCOME] == codes.DONE


def _answers(command: Heard):  # type: ignore[no-untyped-def]
    wanted = command.body[fields.COMMAND]
    return lambda heard: (
        heard.body.get(fields.TYPE) == messages.COMMAND_STATE and heard.body.get(fields.COMMAND) == wanted
    )


def _final(order: dict[str, object]) -> dict[str, object] | None:
    return None if order["state"] == "authorised" else order
