"""What people and programs send that they should not: the HTTP list of INVARIANTS."""

import asyncio

import pytest

from cloud.http import request_parts
from tests.unit.cloud.api.conftest import problem

USERS = "/api/v1/users"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"email": "\xff"}',
        b"NaN",
        b'{"email": "\\ud800"}',
    ],
)
async def test_what_is_not_json_is_refused(api, data):
    await problem(await api.client.post(USERS, data=data, headers=JSON), 400, "malformed-body")


@pytest.mark.parametrize("data", [b"null", b"[]", b"1", b'"text"', b"true", b"{}", b"[" * 8000, b'{"a":' * 2000])
async def test_json_of_another_shape_is_refused(api, data):
    await problem(await api.client.post(USERS, data=data, headers=JSON), 422, "invalid-request")


@pytest.mark.parametrize("positions", [0, -1, 49, 10**30, 1.5, 6.0, "6", True, None, [6]])
async def test_numbers_are_whole_and_within_bounds(api, positions):
    organisation, operator = await api.organisation()
    body = {"organisation_id": organisation.organisation_id, "positions": positions, "board": "cabinet-s3"}
    await problem(await api.client.post("/api/v1/devices", json=body, headers=operator), 422, "invalid-request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx", "text/json"]
)
async def test_another_media_type_is_refused(api, kind):
    answer = await api.client.post(USERS, data=b"{}", headers={"Content-Type": kind})
    await problem(answer, 415, "unsupported-media-type")


async def test_a_media_type_with_its_charset_is_taken(api):
    answer = await api.client.post(USERS, data=b"{}", headers={"Content-Type": "application/json; charset=utf-8"})
    await problem(answer, 422, "invalid-request")


async def test_a_huge_body_is_refused(api):
    await problem(await api.client.post(USERS, data=b"x" * 100_000, headers=JSON), 413, "body-too-large")


async def test_a_huge_body_in_chunks_is_refused_before_it_is_all_read(api):
    sent = 0

    async def endless():
        nonlocal sent
        for _ in range(10_000):
            sent += 1000
            yield b"x" * 1000

    answer = await api.client.post(USERS, data=endless(), headers=JSON)
    await problem(answer, 413, "body-too-large")
    assert sent < 10_000_000


async def test_huge_headers_are_refused(api):
    answer = await api.client.get("/api/v1/me", headers={"X-Huge": "x" * 20_000})
    assert answer.status == 400


async def test_a_slow_body_is_given_up(api, monkeypatch):
    monkeypatch.setattr(request_parts, "BODY_TIMEOUT_S", 0.1)

    async def slow():
        yield b"{"
        await asyncio.sleep(5)

    async with asyncio.timeout(4):
        await problem(await api.client.post(USERS, data=slow(), headers=JSON), 408, "body-too-slow")


async def test_no_such_path(api):
    for path in (
        "/nowhere",
        "/api/v1",
        "/api/v1/orders/",
        "/api/v1/orders/a/b",
        "/api/v2/me",
        "/api/v1/%00",
        "/%2e%2e/etc",
    ):
        await problem(await api.client.get(path), 404, "not-found")


async def test_no_such_method_names_those_there_are(api):
    answer = await api.client.put("/api/v1/me")
    await problem(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET"


@pytest.mark.parametrize("order_id", ["x", "' OR 1=1 --", "%00", "..%2f..", "9" * 500, "ü"])
async def test_odd_ids_are_not_found(api, order_id):
    user = await api.sign_up()
    await problem(await api.client.get(f"/api/v1/orders/{order_id}", headers=user), 404, "not-found")


async def test_a_fault_of_ours_says_nothing_about_itself(api, monkeypatch, caplog):
    async def broken(_work):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(api.store, "read", broken)
    document = await problem(await api.client.get("/api/v1/stations"), 500, "internal-error")
    assert "secret" not in str(document)
    assert "a secret detail" in caplog.text


async def test_every_answer_forbids_caching_and_guessing_of_types(api):
    for answer in (await api.client.get("/api/v1/stations"), await api.client.get("/api/v1/me")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "query",
    [
        "near=1",
        "near=a,b",
        "near=91000000,0",
        "near=0,181000000",
        "near=1.5,2",
        "near=0,0&radius_m=0",
        "near=0,0&radius_m=-5",
        "near=,",
    ],
)
async def test_odd_places_are_refused(api, query):
    await problem(await api.client.get(f"/api/v1/stations?{query}"), 400, "invalid-parameter")
