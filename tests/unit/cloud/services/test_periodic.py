from itertools import pairwise

import pytest

from cloud.services.delivery.outbox import mark_sent, queued_commands
from cloud.services.periodic import each_second
from shared_protocol import codes, fields
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def test_a_command_without_an_answer_is_sent_again_at_growing_intervals(world: World, cabinet: Cabinet) -> None:
    world.rent(world.account(), cabinet.id)
    [command] = world.commands()
    sent_at_ms = []
    for _ in range(100):
        world.clock.at_ms += 500
        world.write(each_second)
        for _ in world.commands():
            sent_at_ms.append(world.clock.at_ms)
            world.write(mark_sent, [command[fields.COMMAND].hex()])
    gaps = [later - earlier for earlier, later in pairwise(sent_at_ms)]
    assert len(gaps) >= 3
    assert gaps == sorted(gaps)
    assert gaps[0] < gaps[-1]


def test_nothing_is_sent_to_a_cabinet_that_is_offline(world: World, cabinet: Cabinet) -> None:
    world.rent(world.account(), cabinet.id)
    world.commands()
    cabinet.go_offline()
    world.clock.at_ms += 60_000
    assert world.write(each_second)["commands sent again"] == 0


def test_a_sent_command_is_queued_no_more(world: World, cabinet: Cabinet) -> None:
    world.rent(world.account(), cabinet.id)
    [ready] = world.write(queued_commands)
    world.write(mark_sent, [ready.command_id])
    assert world.write(queued_commands) == []


def test_marking_an_answered_command_sent_changes_nothing(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend()
    command_id = world.order(order_id).command_id
    world.write(mark_sent, [command_id])
    assert world.look(lambda unit: unit.commands.with_order(command_id))[0].state == "done"


def test_an_order_that_nobody_answers_goes_to_a_person_and_is_never_cancelled(world: World, cabinet: Cabinet) -> None:
    order_id = world.rent(world.account(), cabinet.id).order.id
    settings = world.ports.settings
    world.clock.at_ms += settings.lend_window_ms + settings.order_maximum_ms - 1
    assert world.write(each_second)["orders given up"] == 0
    world.clock.at_ms += 1
    assert world.write(each_second)["orders given up"] == 1
    assert (world.order(order_id).state, world.order(order_id).reason) == ("reconciling", "no-answer")
    assert world.alarms() == ["no-answer"]
    assert world.write(each_second)["orders given up"] == 0


@pytest.mark.parametrize(("outcome", "state"), [(codes.DONE, "active"), (codes.REFUSED, "cancelled")])
def test_the_answer_that_comes_after_all_settles_it(world: World, cabinet: Cabinet, outcome: int, state: str) -> None:
    order_id = world.rent(world.account(), cabinet.id).order.id
    command = world.commands()[-1]
    world.clock.at_ms += 10_000_000
    world.write(each_second)
    cabinet.send(cabinet.lend_result(command, outcome))
    assert world.order(order_id).state == state
