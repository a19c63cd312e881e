"""Fifty requests at once over real HTTP that must be one: one order, one hold, one payment, one bill (INV-24, INV-25)."""

import asyncio
import json
import sqlite3

import pytest

from cloud.domain.money import ledger
from tests.support import access_matrix
from tests.support.access_matrix import Role

CROWD = 50


class Books:
    """What the database of the served API holds."""

    def __init__(self, folder):
        self._look = sqlite3.connect(f"{folder}/cloud.db")

    def count(self, table, where="1 = 1", *values):
        return self._look.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()[0]  # noqa: S608

    def transfers(self, order_id):
        rows = self._look.execute("SELECT kind, phase, amount_minor FROM transfer WHERE order_id = ?", (order_id,))
        return sorted(rows.fetchall())

    def close(self):
        self._look.close()


@pytest.fixture
def books(api, tmp_path):
    opened = Books(tmp_path)
    yield opened
    opened.close()


async def bearer(api, account_id):
    return {"Authorization": f"Bearer {await access_matrix.session(api, account_id)}"}


async def crowd(send):
    """Send fifty at once; returns (status, document) of each."""

    async def one(number):
        async with await send(number) as answer:
            return answer.status, await answer.json(content_type=None)

    return await asyncio.gather(*(one(number) for number in range(CROWD)))


async def test_a_rental_fifty_times_at_once_is_one_order_one_hold_and_one_command(api, books):
    user, cabinet = await api.sign_up(), await api.cabinet()
    answers = await crowd(lambda _: api.rent(user, cabinet.id, key="one"))
    assert {status for status, _ in answers} == {202}
    [order_id] = {document["id"] for _, document in answers}
    assert (books.count("orders"), books.count("command"), cabinet.lends.qsize()) == (1, 1, 1)
    assert [kind for kind, _, _ in books.transfers(order_id)] == [ledger.HOLD]


async def test_one_key_for_two_cabinets_at_once_is_one_order_and_the_others_are_told(api, books):
    user, cabinets = await api.sign_up(), [await api.cabinet(), await api.cabinet()]
    answers = await crowd(lambda number: api.rent(user, cabinets[number % 2].id, key="one"))
    taken = {json.dumps(document) for status, document in answers if status == 202}
    refused = {document["type"] for status, document in answers if status != 202}
    assert len(taken) == 1
    assert refused == {"/problems/idempotency-mismatch"}
    assert (books.count("orders"), books.count("command"), books.count("transfer", "kind = 'hold'")) == (1, 1, 1)


async def test_fifty_rentals_at_once_are_as_many_as_an_account_may_have(api, books):
    user, cabinet = await api.sign_up(), await api.cabinet()
    answers = await crowd(lambda number: api.rent(user, cabinet.id, key=str(number)))
    allowed = api.ports.settings.open_orders
    assert sorted(status for status, _ in answers) == [202] * allowed + [409] * (CROWD - allowed)
    assert (books.count("orders"), books.count("command"), books.count("idempotency")) == (allowed,) * 3


async def test_fifty_rentals_at_once_hold_no_more_than_there_is(api, books):
    cabinet = await api.cabinet()
    tariff = await api.store.read(lambda unit: unit.tariffs.get(unit.devices.lender(cabinet.id).tariff_id))
    user = await api.sign_up(funds_minor=tariff.terms.hold_minor * 2 - 1)
    answers = await crowd(lambda number: api.rent(user, cabinet.id, key=str(number)))
    assert sorted(status for status, _ in answers) == [202] + [402] * (CROWD - 1)
    wallet = await (await api.client.get("/api/v1/wallet", headers=user)).json()
    assert (wallet["held"]["amount"], wallet["available"]["amount"]) == (
        tariff.terms.hold_minor,
        tariff.terms.hold_minor - 1,
    )
    assert books.count("transfer", "kind = 'hold'") == 1


async def test_a_top_up_fifty_times_at_once_is_one_payment(api, books, monkeypatch):
    user, asked, charge = await api.sign_up(funds_minor=1), [], api.context.gateway.charge

    async def counted(payment_id, amount_minor, currency):
        asked.append((payment_id, amount_minor))
        await asyncio.sleep(0)
        return await charge(payment_id, amount_minor, currency)

    monkeypatch.setattr(type(api.context.gateway), "charge", lambda _self, *payment: counted(*payment))

    def pay(number):
        headers = user | {"Idempotency-Key": "one"}
        return api.client.post("/api/v1/wallet/top-ups", json={"amount": 1000 + number % 2}, headers=headers)

    answers = await crowd(pay)
    [taken] = {(document["id"], document["amount"]["amount"]) for status, document in answers if status == 201}
    assert {document["type"] for status, document in answers if status != 201} == {"/problems/idempotency-mismatch"}
    assert {status for status, _ in answers} == {201, 422}
    assert set(asked) == {taken}
    wallet = await (await api.client.get("/api/v1/wallet", headers=user)).json()
    assert wallet["balance"]["amount"] == 1 + taken[1]
    assert (books.count("payment"), books.count("transfer", "id NOT LIKE 'fund-%'")) == (1, 1)


async def test_a_bank_reported_lost_fifty_times_at_once_is_bought_once(api, books):
    side = await access_matrix.make_side(api)
    order_id, user = side.orders[Role.MEMBER], await bearer(api, side.accounts[Role.MEMBER])
    answers = await crowd(lambda _: api.client.post(f"/api/v1/rentals/{order_id}/lost", headers=user))
    assert {(status, document["state"], document["fee"]["amount"]) for status, document in answers} == {
        (200, "closed", answers[0][1]["fee"]["amount"])
    }
    once = books.transfers(order_id)
    assert len({kind for kind, _, _ in once}) == len(once)
    paid = sum(amount for kind, _, amount in once if kind in (ledger.CAPTURE, ledger.CHARGE, ledger.RECEIVABLE))
    assert paid == answers[0][1]["fee"]["amount"]
    assert books.count("cdr", "order_id = ?", order_id) == 1
    again = await api.client.post(f"/api/v1/rentals/{order_id}/lost", headers=user)
    assert (again.status, books.transfers(order_id)) == (200, once)


async def test_a_slot_opened_fifty_times_at_once_by_one_key_is_opened_once(api, books):
    side = await access_matrix.make_side(api)
    user, before = await bearer(api, side.accounts[Role.OPERATOR]), books.count("command")
    body, headers = {"kind": "eject", "slot": 2, "reason": "service"}, user | {"Idempotency-Key": "one"}
    path = f"/api/v1/devices/{side.objects['device_id']}/commands"
    answers = await crowd(lambda _: api.client.post(path, json=body, headers=headers))
    assert {status for status, _ in answers} == {202}
    assert len({document["id"] for _, document in answers}) == 1
    assert books.count("command") == before + 1
    other = await api.client.post(path, json=body | {"slot": 3}, headers=headers)
    assert other.status == 422


async def test_a_case_decided_fifty_times_at_once_is_decided_once(api, books):
    side = await access_matrix.make_side(api)
    user = await bearer(api, side.accounts[Role.OPERATOR])
    path, body = f"/api/v1/reconciliation/{side.objects['case_id']}/resolution", {"resolution": "noted", "note": "seen"}
    answers = await crowd(lambda _: api.client.post(path, json=body, headers=user))
    assert sorted(status for status, _ in answers) == [200] + [409] * (CROWD - 1)
    assert books.count("audit", "action = 'case.resolve'") == 1
