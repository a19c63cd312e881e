"""Every row of the route table, called by everybody: who reaches what follows from its access and its owner alone.

A new route is in here by being in the table. One whose path names a new kind of object fails until a maker makes it.
"""

import itertools

import msgspec
import pytest

from cloud.http.routes import SAFE_METHODS, Access, Owner, Route
from tests.support.access_matrix import Fate, NoMaker, Role, fate, fill, missing, named_objects
from tests.support.examples import example
from tests.unit.cloud.api.town import EVERY_ROW, careless, plain, row, seen

in_one_loop = pytest.mark.asyncio(loop_scope="module")
WITH_OBJECTS = [route for route in EVERY_ROW if named_objects(route.path)]
# What a body may name that belongs to an organisation; a cabinet is for everybody to rent from.
OWNED_IN_BODIES = ("organisation_id", "station_id")
PUBLIC_IN_BODIES = ("cabinet_id",)


@in_one_loop
@pytest.mark.parametrize("route", EVERY_ROW, ids=row)
async def test_everybody_gets_what_the_row_says_and_the_refused_change_nothing(world, route):
    wrong = []
    for role in sorted(
        Role, key=lambda role: fate(route, role) is Fate.REACHED
    ):  # the refused first: objects are whole
        headers, body = await world.headers(role), example(route.body, world.known(role))
        before = world.version()
        answer = await world.call(route, world.side.objects_of(role), headers, body)
        status = answer[0]
        if careless(route, answer):
            wrong.append(
                f"{role.value}: {status}, an answer that may be kept, framed, or taken for another type: {answer[1]}"
            )
        if seen(answer) is not fate(route, role):
            wrong.append(f"{role.value}: {status} {answer[2][:300]!r}, yet it {fate(route, role).value}")
        may_change = fate(route, role) is Fate.REACHED and route.method not in SAFE_METHODS
        if world.version() != before and not may_change:
            wrong.append(f"{role.value}: {status}, and the database changed")
    assert not wrong, "\n".join(wrong)


@in_one_loop
@pytest.mark.parametrize("route", WITH_OBJECTS, ids=row)
async def test_what_does_not_exist_is_missing_for_its_would_be_owner(world, route):
    for role in (role for role in Role if fate(route, role) is Fate.REACHED):
        body = example(route.body, world.known(role))
        answer = await world.call(route, missing(), await world.headers(role), body)
        assert seen(answer) is Fate.MISSING, (role, answer)


@in_one_loop
@pytest.mark.parametrize("route", [route for route in WITH_OBJECTS if route.owner is not Owner.PUBLIC], ids=row)
async def test_anothers_object_and_a_missing_one_answer_alike_to_the_byte(world, route):
    for role in (role for role in Role if fate(route, role) is Fate.MISSING):
        headers, body, nothing = await world.headers(role), example(route.body, world.known(role)), missing()
        objects = world.side.objects_of(role)
        theirs = await world.call(route, objects, headers, body)
        none = await world.call(route, nothing, headers, body)
        assert plain(theirs, objects) == plain(none, nothing), role


@in_one_loop
@pytest.mark.parametrize("route", [route for route in WITH_OBJECTS if len(named_objects(route.path)) > 1], ids=row)
async def test_an_object_is_not_reached_by_way_of_ones_own(world, route):
    headers, body = await world.headers(Role.OTHER_OPERATOR), example(route.body, world.other.objects)
    sides = (world.other.objects, world.side.objects)
    for mix in itertools.product(sides, repeat=len(named_objects(route.path))):
        objects = {name: side[name] for name, side in zip(named_objects(route.path), mix, strict=True)}
        answer = await world.call(route, objects, headers, body)
        expected = Fate.REACHED if all(side is world.other.objects for side in mix) else Fate.MISSING
        assert seen(answer) is expected, objects


IN_BODIES = [
    (route, field.name)
    for route in EVERY_ROW
    if route.body is not None
    for field in msgspec.structs.fields(route.body)
    if field.name.endswith("_id")
]


@in_one_loop
@pytest.mark.parametrize(
    ("route", "name"), IN_BODIES, ids=lambda value: value if isinstance(value, str) else row(value)
)
async def test_anothers_object_in_a_body_looks_like_a_missing_one(world, route, name):
    assert name in OWNED_IN_BODIES + PUBLIC_IN_BODIES, f"{row(route)}: say whose object {name} in its body names"
    if name in PUBLIC_IN_BODIES:
        return
    headers, nothing = await world.headers(Role.OTHER_OPERATOR), missing()
    before, answers = world.version(), []
    for objects in (world.side.objects, nothing):
        body = {**example(route.body, world.other.objects), name: objects[name]}
        answers.append(plain(await world.call(route, world.other.objects, headers, body), objects))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert world.version() == before


def test_a_path_that_names_what_nobody_makes_says_what_to_add():
    with pytest.raises(NoMaker, match="make a parcel_id in"):
        fill("/parcels/{parcel_id}", {})


def test_the_rule_knows_every_access_and_owner_for_every_role():
    async def handler(call): ...

    for access, owner, role in itertools.product(Access, Owner, Role):
        assert fate(Route("GET", "/x", access, handler, "X", {200: None}, owner=owner), role) in Fate
