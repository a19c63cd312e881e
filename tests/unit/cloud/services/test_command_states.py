import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from shared_protocol.codes import DONE, EXECUTING, EXPIRED, REFUSED, WRONG_BOOT
from tests.support.cloud_world import Cabinet, Message, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def rented(world: World, cabinet: Cabinet) -> tuple[str, Message]:
    order = world.rent(world.account(), cabinet.id).order
    return order.id, world.commands()[-1]


def command_state(world: World, command: Message) -> str:
    found = world.look(lambda unit: unit.commands.with_order(command[fields.COMMAND].hex()))
    assert found is not None
    return found[0].state


@pytest.mark.parametrize(
    ("outcome", "reason", "slug", "state"),
    [
        (REFUSED, wire.NO_FIT_BANK, "no-bank", "refused"),
        (REFUSED, codes.BUSY, "cabinet-busy", "refused"),
        (REFUSED, wire.TOO_HOT, "cabinet-too-hot", "refused"),
        (EXPIRED, codes.DEADLINE_PASSED, "lend-expired", "expired"),
    ],
)
def test_an_answer_that_touched_nothing_cancels_the_order(
    world: World, cabinet: Cabinet, outcome: int, reason: int, slug: str, state: str
) -> None:
    order_id, command = rented(world, cabinet)
    assert cabinet.answer(command, outcome, reason=reason)
    assert (world.order(order_id).state, world.order(order_id).reason) == ("cancelled", slug)
    assert command_state(world, command) == state


def test_an_answer_given_twice_is_applied_once(world: World, cabinet: Cabinet) -> None:
    _, command = rented(world, cabinet)
    answers = [cabinet.answer(command, REFUSED, reason=wire.NO_FIT_BANK) for _ in range(3)]
    assert answers == [True, False, False]


def test_executing_puts_off_the_next_sending(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    world.clock.at_ms += 1_500
    assert cabinet.answer(command, EXECUTING)
    assert world.look(lambda unit: unit.commands.due(world.clock.at_ms + 1_000, 9)) == []
    assert world.order(order_id).state == "authorised"


@pytest.mark.parametrize("outcome", [DONE, REFUSED])
def test_an_answer_that_names_a_journal_entry_waits_for_it(world: World, cabinet: Cabinet, outcome: int) -> None:
    order_id, command = rented(world, cabinet)
    assert not cabinet.answer(command, outcome, seq=1)
    assert world.order(order_id).state == "authorised"


def test_wrong_boot_binds_the_same_command_to_the_new_boot(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.restart()
    cabinet.come_online()
    world.commands()
    world.clock.at_ms += 4_000
    assert cabinet.answer(command, REFUSED, reason=WRONG_BOOT, bound_boot=1)
    [again] = world.commands()
    assert again[fields.COMMAND] == command[fields.COMMAND]
    assert again[fields.BOOT] == 2
    left_ms = world.order(order_id).window_until_ms - world.clock.at_ms
    assert again[fields.NOT_AFTER_UPTIME_MS] == cabinet.uptime_ms + left_ms
    assert world.order(order_id).state == "authorised"


def test_an_old_wrong_boot_does_not_undo_the_new_binding(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.restart()
    cabinet.come_online()
    cabinet.answer(command, REFUSED, reason=WRONG_BOOT, bound_boot=1)
    assert not cabinet.answer(command, REFUSED, reason=WRONG_BOOT, bound_boot=1)
    assert world.order(order_id).state == "authorised"


def test_wrong_boot_after_the_window_cancels(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.restart()
    world.clock.at_ms += world.ports.settings.lend_window_ms
    cabinet.come_online()
    assert cabinet.answer(command, REFUSED, reason=WRONG_BOOT, bound_boot=1)
    assert (world.order(order_id).state, world.order(order_id).reason) == ("cancelled", "lend-expired")


def test_a_refusal_of_an_earlier_boot_says_nothing_about_the_new_binding(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    cabinet.restart()
    cabinet.come_online()
    cabinet.answer(command, REFUSED, reason=WRONG_BOOT, bound_boot=1)
    cabinet.boot = 1
    assert not cabinet.answer(command, REFUSED, reason=wire.NO_FIT_BANK)
    assert world.order(order_id).state == "authorised"


def test_another_device_cannot_answer(world: World, cabinet: Cabinet) -> None:
    order_id, command = rented(world, cabinet)
    other = world.cabinet()
    assert not other.answer(command, REFUSED, reason=wire.NO_FIT_BANK)
    assert world.order(order_id).state == "authorised"
