import asyncio

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import codes
from tests.unit.cloud.api.conftest import problem


async def test_a_rental_waits_for_the_cabinet_and_returns_the_lent_order(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    lending = asyncio.create_task(cabinet.lend())
    answer = await api.rent(user, cabinet.id, wait_s=10)
    await lending
    order = await answer.json()
    assert answer.status == 201
    assert (order["state"], order["slot"], order["bank"]) == ("active", 3, b"bank-1".hex())
    assert answer.headers["Location"] == f"/api/v1/orders/{order['id']}"


async def test_without_waiting_the_order_is_open_and_can_be_looked_up(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    answer = await api.rent(user, cabinet.id)
    order = await answer.json()
    assert answer.status == 202
    assert order["state"] == "authorised"
    assert answer.headers["Retry-After"] == "1"
    await cabinet.lend()
    found = await api.client.get(answer.headers["Location"], headers=user)
    assert (await found.json())["state"] == "active"


async def test_waiting_is_bounded_and_ends_with_the_open_order(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    answer = await api.rent(user, cabinet.id, wait_s=1)
    assert answer.status == 202


@pytest.mark.parametrize(
    ("reason", "slug"),
    [(wire.NO_FIT_BANK, "no-bank"), (wire.TOO_HOT, "cabinet-too-hot"), (codes.BUSY, "cabinet-busy")],
)
async def test_the_cabinets_refusal_is_told_as_a_problem_with_the_order(api, reason, slug):
    user, cabinet = await api.sign_up(), await api.cabinet()
    refusing = asyncio.create_task(cabinet.refuse(reason))
    document = await problem(await api.rent(user, cabinet.id, wait_s=10), 409, slug)
    await refusing
    order = await (await api.client.get(f"/api/v1/orders/{document['order_id']}", headers=user)).json()
    assert order["state"] == "cancelled"


async def test_an_offline_cabinet_is_refused_and_nothing_is_sent(api):
    user, cabinet = await api.sign_up(), await api.cabinet(online=False)
    await problem(await api.rent(user, cabinet.id), 409, "cabinet-offline")
    assert cabinet.lends.empty()
    assert await (await api.client.get("/api/v1/orders", headers=user)).json() == []


async def test_the_same_key_again_is_the_same_order_and_one_command(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    answers = await asyncio.gather(*(api.rent(user, cabinet.id, key="one") for _ in range(50)))
    assert {answer.status for answer in answers} == {202}
    assert len({(await answer.json())["id"] for answer in answers}) == 1
    assert cabinet.lends.qsize() == 1


async def test_the_same_key_with_another_body_is_refused(api):
    user, cabinet, other = await api.sign_up(), await api.cabinet(), await api.cabinet()
    await api.rent(user, cabinet.id, key="one")
    for _ in range(5):
        await problem(await api.rent(user, other.id, key="one"), 422, "idempotency-mismatch")
    assert other.lends.empty()


async def test_the_key_of_one_account_says_nothing_to_another(api):
    one, two, cabinet = await api.sign_up(), await api.sign_up(), await api.cabinet()
    first = await (await api.rent(one, cabinet.id, key="same")).json()
    second = await (await api.rent(two, cabinet.id, key="same")).json()
    assert first["id"] != second["id"]


async def test_a_repeated_request_after_the_lend_gets_the_lent_order(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    await api.rent(user, cabinet.id, key="one")
    await cabinet.lend()
    again = await api.rent(user, cabinet.id, key="one")
    assert again.status == 201
    assert (await again.json())["slot"] == 3


@pytest.mark.parametrize("key", ["", "x" * 256, "naïve"])
async def test_a_missing_or_odd_idempotency_key_is_refused(api, key):
    user, cabinet = await api.sign_up(), await api.cabinet()
    answer = await api.client.post(
        "/api/v1/rentals", json={"cabinet_id": cabinet.id}, headers={**user, "Idempotency-Key": key}
    )
    await problem(answer, 400, "invalid-parameter")


@pytest.mark.parametrize(
    "extra", [{"slot": 3}, {"bank": "00"}, {"price": 0}, {"account_id": "x"}, {"role": "operator"}]
)
async def test_fields_that_do_not_belong_there_are_refused(api, extra):
    user, cabinet = await api.sign_up(), await api.cabinet()
    await problem(await api.rent(user, cabinet.id, **extra), 422, "invalid-request")
    assert cabinet.lends.empty()


async def test_an_unknown_cabinet_is_not_found(api):
    await problem(await api.rent(await api.sign_up(), "cab-0000000000000000"), 404, "not-found")


async def test_another_persons_order_looks_like_a_missing_one(api):
    owner, stranger, cabinet = await api.sign_up(), await api.sign_up(), await api.cabinet()
    order = await (await api.rent(owner, cabinet.id)).json()
    missing = "0" * 32
    theirs = await problem(await api.client.get(f"/api/v1/orders/{order['id']}", headers=stranger), 404, "not-found")
    none = await problem(await api.client.get(f"/api/v1/orders/{missing}", headers=stranger), 404, "not-found")
    assert {**theirs, "detail": theirs["detail"].replace(order["id"], missing)} == none
    assert await (await api.client.get("/api/v1/orders", headers=stranger)).json() == []


async def test_too_many_open_orders_are_refused(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    for _ in range(3):
        assert (await api.rent(user, cabinet.id)).status == 202
    await problem(await api.rent(user, cabinet.id), 409, "too-many-open-orders")


async def test_orders_are_paged_from_the_newest(api):
    user, cabinet = await api.sign_up(), await api.cabinet()
    made = [(await (await api.rent(user, cabinet.id)).json())["id"] for _ in range(3)]
    first = await (await api.client.get("/api/v1/orders?limit=2", headers=user)).json()
    rest = await (await api.client.get(f"/api/v1/orders?limit=2&before={first[-1]['id']}", headers=user)).json()
    assert [order["id"] for order in first + rest] == made[::-1]


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1.5", "x", "", "9" * 40, "٣"])
async def test_an_odd_page_size_is_refused(api, limit):
    user = await api.sign_up()
    await problem(
        await api.client.get("/api/v1/orders", params={"limit": limit}, headers=user), 400, "invalid-parameter"
    )
