"""What is no value for a field, a parameter or a part of a path: tried on every row that the tables have, as its operator.

Refused with a problem document, never an error of ours, and the database stays as it was.
"""

import json

import pytest
from msgspec import inspect
from yarl import URL

from cloud.api.table import ROUTES
from cloud.http.request_parts import MAX_BODY_BYTES
from cloud.http.routes import SAFE_METHODS, Access
from tests.support.access_matrix import Role, fill, named_objects, names
from tests.support.examples import example, numeric_fields, takes_key, text_fields, whole, with_value, wrong_numbers
from tests.unit.cloud.api.town import row

pytestmark = pytest.mark.asyncio(loop_scope="module")
WITH_BODY = [route for route in ROUTES if route.body is not None]
NUMBERS = [(route, name, field) for route in WITH_BODY for name, field in numeric_fields(route.body)]
TEXTS = [(route, name, field) for route in WITH_BODY for name, field in text_fields(route.body)]
COUNTS = [
    (route, parameter.name)
    for route in ROUTES
    for parameter in route.parameters
    if parameter.place == "query" and parameter.schema.get("type") == "integer"
]
WORDS = [
    (route, parameter.name)
    for route in ROUTES
    for parameter in route.parameters
    if parameter.place == "query" and parameter.schema.get("type") != "integer"
]
NOT_COUNTS = ("-1", "x", "", "1.5", "1e3", "+1", " 1", "0x10", "NaN", "9" * 40, "٣", "1\x00", "true", "'", "1;2")
NOT_IDS = (
    "%2f", "..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "a%00b", "%0d%0aSet-Cookie:%20a=b", "%ff%fe", "%zz", "%",
    "9" * 500, "a" * 7000, "'%20OR%201=1--", "%F0%9F%94%8B", "%D9%A3", "-1", "1.5", "null", "*", "{}", "%7B%7D", ";a=b", "%5c",
)  # fmt: skip
NOT_TEXTS = ("nul \x00", "line\nend", "\x1b[31m", "\u202e", "x" * 5000, 5, 1.5, True, None, [], {}, ["x"])
NOT_SHOWN = ("%00", "1~%00", "1~a%00b", "%0a", "a" * 7000, "1~" + "a" * 7000)
SECRETS = ("password",)  # hashed and shown to nobody: any characters are right
# What somebody might add to a body to get what is not theirs to say.
NOT_THEIRS = {
    "role": "operator",
    "state": "active",
    "price": 0,
    "owner": "x",
    "fee_minor": 0,
    "hold": {"amount": 0, "currency": "EUR"},
    "actor_id": "x",
    "balance": 10**9,
    "id": "0" * 32,
    "created_ms": 0,
    "expires_ms": 2**53,
    "__class__": "x",
    "unpaid_minor": 0,
    "is_operator": True,
    "order_state": "ended",
}


def document(status, headers, answer):
    """Return the problem document of a refusal by whoever asked."""
    assert 400 <= status < 500, (status, answer)
    assert headers["Content-Type"] == "application/problem+json"
    return json.loads(answer)


def caller(route):
    return Role.OPERATOR if route.access is Access.OPERATOR else Role.MEMBER


async def send(world, route, body):
    """Send a body as whoever may; returns the answer."""
    role = caller(route)
    return await world.call(route, world.side.objects_of(role), await world.headers(role), body)


async def refused(world, route, bodies, also=()):
    """Send each body; return what was wrong with the answers, which must be refusals that change nothing."""
    role = caller(route)
    objects, headers, wrong = world.side.objects_of(role), await world.headers(role), []
    before = world.version()
    for value, body in bodies:
        status, said, answer = await world.call(route, objects, headers, body)
        slug = document(status, said, answer)["type"]
        if slug.removeprefix("/problems/") not in ("invalid-request", "malformed-body", *also):
            wrong.append(f"{value!r:.60}: {status} {answer.decode():.200}")
    if world.version() != before:
        wrong.append("the database changed")
    return wrong


@pytest.mark.parametrize("route", WITH_BODY, ids=row)
async def test_the_body_that_the_others_spoil_is_taken(world, route):
    status, _, answer = await send(world, route, whole(route.body, world.known(caller(route))))
    assert json.loads(answer).get("type") != "/problems/malformed-body", answer
    assert status < 500


@pytest.mark.parametrize(("route", "name", "field"), NUMBERS, ids=lambda value: getattr(value, "path", None))
async def test_every_number_of_a_body_is_whole_and_within_its_bounds(world, route, name, field):
    right = whole(route.body, world.known(caller(route)))
    values = [*wrong_numbers(field), float("nan"), float("inf"), -0.5]
    assert not await refused(world, route, [(value, with_value(right, name, value)) for value in values])


@pytest.mark.parametrize(("route", "name", "field"), TEXTS, ids=lambda value: getattr(value, "path", None))
async def test_every_text_of_a_body_is_bounded_and_can_be_shown(world, route, name, field):
    right = example(route.body, world.known(caller(route)))
    may_be_none = isinstance(field.type, inspect.UnionType)
    values = [value for value in NOT_TEXTS if not (may_be_none and value is None)]
    if name in SECRETS:
        values = [value for value in values if not isinstance(value, str) or len(value) > 1000]
    if route.path.endswith(
        "/sessions"
    ):  # whoever signs in with such an email is told that it does not fit, like anybody
        values = [value for value in values if not isinstance(value, str) or len(value) > 1000]
    also = ("not-found", "resolution-not-allowed")  # what names nothing that there is
    assert not await refused(world, route, [(value, {**right, name: value}) for value in values], also)


@pytest.mark.parametrize("route", WITH_BODY, ids=row)
async def test_nobody_says_in_a_body_what_is_not_theirs_to_say(world, route):
    right = example(route.body, world.known(caller(route)))
    extra = [
        (name, {**right, name: value}) for name, value in NOT_THEIRS.items() if name not in route.body.__struct_fields__
    ]
    assert not await refused(world, route, extra)


@pytest.mark.parametrize(("route", "name"), COUNTS, ids=lambda value: value if isinstance(value, str) else row(value))
async def test_every_number_of_a_query_is_written_plainly(world, route, name):
    role = caller(route)
    path, headers = fill(route.path, world.side.objects_of(role)), await world.headers(role)
    wrong = []
    for value in NOT_COUNTS:
        query = {name: value} | ({"near": "0,0"} if name == "radius_m" else {})
        async with world.api.client.get(path, params=query, headers=headers) as answer:
            slug = document(answer.status, answer.headers, await answer.read())["type"]
            if slug != "/problems/invalid-parameter":
                wrong.append((value, slug))
    assert not wrong


@pytest.mark.parametrize(("route", "name"), WORDS, ids=lambda value: value if isinstance(value, str) else row(value))
async def test_every_text_of_a_query_can_be_shown(world, route, name):
    role = caller(route)
    path, headers = fill(route.path, world.side.objects_of(role)), await world.headers(role)
    for odd in (*NOT_SHOWN, "%ff", "1~%ff", "~", "1~", "-1~a", "%F0%9F%94%8B", "%ED%A0%80", "9" * 40 + "~a"):
        async with world.api.client.get(URL(f"{path}?{name}={odd}", encoded=True), headers=headers) as answer:
            assert answer.status < 500, odd
            if odd in NOT_SHOWN:
                document(answer.status, answer.headers, await answer.read())


@pytest.mark.parametrize("route", [route for route in ROUTES if names(route.path)], ids=row)
async def test_what_cannot_be_an_id_is_not_found_on_any_path(world, route):
    role = caller(route)
    objects, body = world.side.objects_of(role), example(route.body, world.known(role))
    headers = await world.headers(role) | ({"Idempotency-Key": "1"} if takes_key(route) else {})
    before = world.version()
    for name in names(route.path):
        for odd in NOT_IDS:
            path = fill(route.path.replace(f"{{{name}}}", odd.replace("{}", "%7B")), objects)
            async with world.api.client.request(
                route.method, URL(path, encoded=True), json=body, headers=headers
            ) as answer:
                data = await answer.read()
                assert 400 <= answer.status < 500, (odd, data)
                assert document(answer.status, answer.headers, data)["type"] in (
                    "/problems/not-found",
                    "/problems/method-not-allowed",
                    *(() if name in named_objects(route.path) else ("/problems/invalid-parameter",)),
                ), odd
    assert world.version() == before


@pytest.mark.parametrize("route", [route for route in ROUTES if route.method not in SAFE_METHODS], ids=row)
async def test_a_huge_body_is_refused_on_every_path(world, route):
    role = caller(route)
    headers = await world.headers(role) | {"Content-Type": "application/json", "Idempotency-Key": "1"}
    path, before = fill(route.path, world.side.objects_of(role)), world.version()
    async with world.api.client.request(
        route.method, path, data=b"[" * (MAX_BODY_BYTES + 1), headers=headers
    ) as answer:
        if route.body is not None:
            assert document(answer.status, answer.headers, await answer.read())["type"] == "/problems/body-too-large"
            assert world.version() == before
        assert answer.status < 500
