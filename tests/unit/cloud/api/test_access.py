"""Who may reach what, for every row of the route table: a new route is tested without anybody thinking of it."""

import re
from http import HTTPStatus

import pytest

from cloud.api.table import ROUTES
from cloud.http.routes import Access, BadRouteTable, Owner, Route, check
from tests.unit.cloud.api.conftest import problem

GUARDED = [route for route in ROUTES if route.access is not Access.ANYONE]


def path_of(route, **parts):
    return re.sub(r"{(\w+)}", lambda found: parts.get(found[1], "0" * 32), route.path)


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer stolen"}], ids=["nothing", "unknown token"])
async def test_nobody_gets_in_without_a_session(api, route, headers):
    answer = await api.client.request(route.method, path_of(route), json=example(route), headers=headers | keyed(route))
    await problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.access is Access.OPERATOR], ids=lambda route: route.name
)
async def test_users_do_not_operate(api, route):
    user = await api.sign_up()
    answer = await api.client.request(route.method, path_of(route), json=example(route), headers=user)
    await problem(answer, 403, "forbidden")


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "{device_id}" in route.path], ids=lambda route: route.name
)
async def test_another_organisations_device_looks_like_a_missing_one(api, route):
    cabinet = await api.cabinet()
    _, stranger = await api.organisation("Stranger Ltd")
    documents = []
    for device_id in (cabinet.id, "cab-0000000000000000"):
        path = path_of(route, device_id=device_id)
        answer = await api.client.request(route.method, path, json=example(route), headers=stranger)
        document = await problem(answer, 404, "not-found")
        documents.append({**document, "detail": document["detail"].replace(device_id, "")})
    assert documents[0] == documents[1]


def test_a_route_without_an_access_rule_is_not_served():
    async def handler(call): ...

    with pytest.raises(BadRouteTable, match="who may call"):
        check([Route("GET", "/x", None, handler, "X", {HTTPStatus.OK: None})])


def test_a_path_that_names_an_object_without_saying_whose_is_not_served():
    async def handler(call): ...

    with pytest.raises(BadRouteTable, match="whose object"):
        check([Route("GET", "/x/{id}", Access.MEMBER, handler, "X", {HTTPStatus.OK: None})])


def test_an_owner_without_an_object_is_not_served():
    async def handler(call): ...

    with pytest.raises(BadRouteTable, match="whose object"):
        check([Route("GET", "/x", Access.MEMBER, handler, "X", {HTTPStatus.OK: None}, owner=Owner.PUBLIC)])


@pytest.mark.parametrize(("access", "owner"), [(Access.ANYONE, Owner.ACCOUNT), (Access.MEMBER, Owner.ORGANISATION)])
def test_an_owned_object_is_not_open_to_those_who_cannot_own_one(access, owner):
    async def handler(call): ...

    with pytest.raises(BadRouteTable, match="only"):
        check([Route("GET", "/x/{id}", access, handler, "X", {HTTPStatus.OK: None}, owner=owner)])


def test_a_route_that_is_there_twice_is_not_served():
    with pytest.raises(BadRouteTable, match="twice"):
        check([ROUTES[0], ROUTES[0]])


def test_a_get_with_a_body_is_not_served():
    async def handler(call): ...

    with pytest.raises(BadRouteTable, match="body"):
        check([Route("GET", "/x", Access.ANYONE, handler, "X", {HTTPStatus.OK: None}, body=dict)])


def example(route):
    """Return a body that the route takes, so that access is what refuses."""
    name = route.body and route.body.__name__
    return {
        None: None,
        "NewRental": {"cabinet_id": "cab-0000000000000000"},
        "NewDevice": {"organisation_id": "0" * 32, "slot_count": 6, "board": "cabinet-s3"},
        "NewConfiguration": {"lend_rule": ["fullest"], "minimum_charge_pct": 50, "maximum_temperature_dc": 600},
    }[name]


def keyed(route):
    return {"Idempotency-Key": "1"} if route.name == "rent_bank" else {}
