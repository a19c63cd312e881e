"""Banks that were sold and come back: one that had been returned before is put right, one that comes later is a question."""

from cloud.domain.reconciliation import SOLD_BANK_RETURNED
from cloud.services.settlement import BOUGHT_OUT
from cloud.services.tend import tend
from shared_protocol import cabinet as wire
from shared_protocol import codes
from tests.support.cloud_world import FUNDS_MINOR, START_MS, Cabinet, World

BOUGHT_AFTER_MS = 5 * 24 * 3_600_000  # 30.00 at 6.00 a day


def sold(world: World, lender: Cabinet) -> str:
    """Return the id of an order that was closed by time."""
    order_id = lender.lend(world.account())
    world.clock.at_ms += BOUGHT_AFTER_MS
    assert world.write(tend).sold == 1
    assert world.order(order_id).reason == BOUGHT_OUT
    return order_id


def balance(world: World, order_id: str) -> int:
    account_id = world.order(order_id).account_id
    account = world.look(lambda unit: unit.ledger.account(f"wallet/{account_id}/EUR"))
    return account.credits_minor - account.debits_minor


def see(world: World, cabinet: Cabinet, bank: bytes) -> None:
    """Have a status tell of the bank before its event does."""
    record = {wire.SLOT: 4, wire.SLOT_STATE: wire.SLOT_OCCUPIED, wire.FAULTS: 0, wire.BANK: bank}
    assert cabinet.report_slots([record])


def test_a_return_that_happened_before_the_sale_is_put_right_whatever_was_heard_first(world: World) -> None:
    lender, other = world.cabinet(), world.cabinet(0)
    order_id = sold(world, lender)
    assert balance(world, order_id) == FUNDS_MINOR - 3_000

    see(world, other, lender.bank(1))
    early = {"wall_ms": START_MS + 3_600_000, "clock_quality": codes.CLOCK_SYNCED}
    returned = other.event(wire.BANK_RETURNED, slot=4, bank=lender.bank(1), **early)
    for _ in range(3):
        other.send(returned)

    order = world.order(order_id)
    assert (order.state, order.fee_minor, order.unpaid_minor) == ("ended", 200, 0)
    assert order.ended_ms == START_MS + 3_600_000
    assert balance(world, order_id) == FUNDS_MINOR - 200
    assert [cdr.version for cdr in world.look(lambda unit: unit.bills.cdrs(order_id))] == [2, 1]


def test_a_sold_bank_that_is_brought_back_later_is_for_a_person_to_decide(world: World) -> None:
    lender, other = world.cabinet(), world.cabinet(0)
    order_id = sold(world, lender)
    world.clock.at_ms += 60_000

    see(world, other, lender.bank(1))
    other.give_back(lender.bank(1), slot=4)

    assert world.order(order_id).state == "sold"
    assert balance(world, order_id) == FUNDS_MINOR - 3_000
    [case] = world.look(lambda unit: unit.cases.newest(world.operator_id, 10, is_open=True))
    assert (case.kind, case.order_id) == (SOLD_BANK_RETURNED, order_id)
