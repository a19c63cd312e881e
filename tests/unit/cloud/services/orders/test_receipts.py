"""Receipts as settlements issue them, on both databases."""

import json

import pytest

from cloud.domain.money.refusals import NoReceipt
from cloud.domain.problems import NotFound
from cloud.services.money.receipt_keys import public_keys, replace_key
from cloud.services.orders.receipts import receipt
from cloud.services.ports.world import VaultError
from cloud.services.renting.ending import report_lost
from cloud.storage.vault import MasterKeyVault
from shared_protocol import cabinet as wire
from shared_protocol import topics
from shared_protocol.host.receipt import verify
from tests.support.cloud_world import FUNDS_MINOR, Cabinet, World

HOUR_MS = 3_600_000


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def _keys(world: World) -> dict[str, bytes]:
    return {key.key_id: key.public_key for key in world.read(public_keys)}


def _rented_and_returned(world: World, cabinet: Cabinet, account_id: str) -> str:
    order_id = cabinet.lend(account_id)
    world.clock.at_ms += HOUR_MS
    cabinet.give_back(cabinet.bank(1), slot=5)
    return order_id


def test_a_return_issues_a_receipt_that_the_published_key_verifies(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    lent_ms = world.clock.at_ms
    order_id = _rented_and_returned(world, cabinet, account_id)
    view = world.read(receipt, account_id, order_id)
    content = verify(view.cose, _keys(world))
    cdr = world.look(lambda unit: unit.bills.cdrs(order_id))[0]
    assert (content.order_id, content.version, content.end) == (order_id, 1, "returned")
    assert (content.organisation_id, content.organisation_name) == (world.organisation_id, "Town")
    assert (content.lent_ms, content.ended_ms, content.issued_ms) == (lent_ms, lent_ms + HOUR_MS, world.clock.at_ms)
    assert (content.lent_at.cabinet_id, content.returned_at) == (cabinet.id, content.lent_at)
    assert content.lent_at.sticker == world.device(cabinet.id).sticker
    assert content.charge_record_sha256.hex() == cdr.digest
    assert [line._asdict() for line in content.lines] == json.loads(cdr.body)["lines"]
    assert sum(line.amount_minor for line in content.lines) == content.total_minor == world.order(order_id).fee_minor
    assert content.payment == (200, 0, 0, 0)
    assert (view.total.amount, view.duration_ms, view.bank) == (200, HOUR_MS, cabinet.bank(1).hex())


def test_a_receipt_embeds_the_device_s_events_byte_for_byte(world: World, cabinet: Cabinet) -> None:
    account_id, other = world.account(), world.cabinet()
    order_id = cabinet.lend(account_id)
    world.clock.at_ms += HOUR_MS
    other.give_back(cabinet.bank(1))
    view, order = world.read(receipt, account_id, order_id), world.order(order_id)
    began = world.look(lambda unit: unit.journals.get(cabinet.id, order.began_journal_id, order.began_seq))
    ended = world.look(lambda unit: unit.journals.get(other.id, order.ended_journal_id, order.ended_seq))
    assert (view.began.topic, view.began.envelope) == (cabinet.channel.topic(topics.EVENT), began.envelope)
    assert (view.ended.topic, view.ended.envelope) == (other.channel.topic(topics.EVENT), ended.envelope)
    assert (began.type, ended.type) == (wire.LEND_RESULT, wire.BANK_RETURNED)
    assert view.returned_at.cabinet_id == other.id


def test_a_lost_bank_s_receipt_says_so_and_has_no_return(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    order_id = cabinet.lend(account_id)
    world.write(report_lost, account_id, order_id)
    view = world.read(receipt, account_id, order_id)
    assert (view.end, view.returned_at, view.ended) == ("reported-lost", None, None)
    assert view.total.amount == 3_000
    assert (view.payment.hold.amount, view.payment.wallet.amount) == (1_000, 2_000)


def test_a_correction_is_the_next_version_and_states_what_was_paid_in_all(world: World, cabinet: Cabinet) -> None:
    account_id = world.account(funds_minor=2_500)
    order_id, offline = cabinet.lend(account_id), world.cabinet()
    world.clock.at_ms += HOUR_MS
    body = offline.event(wire.BANK_RETURNED, slot=1, bank=cabinet.bank(1))
    world.clock.at_ms += HOUR_MS
    world.write(report_lost, account_id, order_id)
    offline.send(body)
    corrected, first = world.read(receipt, account_id, order_id), world.read(receipt, account_id, order_id, 1)
    assert (first.version, first.end, first.total.amount) == (1, "reported-lost", 3_000)
    assert (corrected.version, corrected.end, corrected.total.amount) == (2, "returned", 200)
    paid = verify(corrected.cose, _keys(world)).payment
    assert paid == (1_000, 1_500, 500, 2_800)
    assert paid.hold_minor + paid.wallet_minor + paid.owed_minor - paid.refund_minor == 200


def test_an_order_that_runs_has_no_receipt_and_somebody_else_s_is_not_there(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    order_id = cabinet.lend(account_id)
    with pytest.raises(NoReceipt):
        world.read(receipt, account_id, order_id)
    cabinet.give_back(cabinet.bank(1))
    for who, what in ((world.account(), order_id), (account_id, "f" * 32), (account_id, "\x00")):
        with pytest.raises(NotFound):
            world.read(receipt, who, what)
    with pytest.raises(NoReceipt, match="version 2"):
        world.read(receipt, account_id, order_id, 2)


def test_a_refused_lend_leaves_no_receipt(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    order_id = world.rent(account_id, cabinet.id).order.id
    cabinet.answer(world.commands()[-1], 2)
    with pytest.raises(NoReceipt):
        world.read(receipt, account_id, order_id)
    assert world.look(lambda unit: unit.ledger.account(f"wallet/{account_id}/EUR")).held_minor == 0
    assert world.look(lambda unit: unit.ledger.account(f"wallet/{account_id}/EUR")).credits_minor == FUNDS_MINOR


def test_one_key_signs_until_it_is_replaced_and_old_receipts_stay_good(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    orders = [_rented_and_returned(world, cabinet, account_id)]
    cabinet.report(3)
    world.clock.at_ms += 1
    replaced_ms = world.clock.at_ms
    new_id = world.write(replace_key, "system", "yearly")
    world.clock.at_ms += 1
    orders.append(_rented_and_returned(world, cabinet, account_id))
    first, second = (world.read(receipt, account_id, order_id) for order_id in orders)
    assert second.key_id == new_id != first.key_id
    published = world.read(public_keys)
    assert [(key.key_id, key.until_ms) for key in published] == [(new_id, None), (first.key_id, replaced_ms)]
    assert all(verify(view.cose, _keys(world)).order_id == view.order_id for view in (first, second))


def test_the_private_key_is_sealed_for_its_row_and_opened_once(world: World, cabinet: Cabinet) -> None:
    account_id = world.account()
    _rented_and_returned(world, cabinet, account_id)
    row = world.look(lambda unit: unit.bills.keys())[0]
    with pytest.raises(VaultError):
        world.ports.vault.open(row.sealed_key, f"receipt key {row.id}x")
    assert len(world.ports.vault.open(row.sealed_key, f"receipt key {row.id}")) == 32
    opened = []

    class CountingVault(MasterKeyVault):
        def open(self, sealed: bytes, context: str) -> bytes:
            opened.append(context)
            return super().open(sealed, context)

    object.__setattr__(world.ports, "vault", CountingVault(bytes(32)))
    for _ in range(3):
        cabinet.report(3)
        _rented_and_returned(world, cabinet, account_id)
    assert opened == [f"receipt key {row.id}"]
