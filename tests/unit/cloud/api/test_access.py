"""Rows that contradict themselves are not served. Who reaches what by those that are served: test_object_access."""

from http import HTTPStatus

import pytest

from cloud.api.table import ROUTES
from cloud.http.routes import Access, BadRouteTable, Owner, Route, check


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
