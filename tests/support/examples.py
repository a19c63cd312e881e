"""Bodies of requests made from the structures that routes declare: one that is taken, and wrong values for each field.

Knows the words that some fields want; a field that it cannot fill is an error that says what to add here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import inspect

from cloud.http.routes import Route

# What a field of this name may hold where its type does not say.
WORDS: Mapping[str, object] = {
    "email": "somebody@example.org",
    "password": "correct horse battery",
    "name": "Somebody",
    "key": "a key of a form",
    "state": "active",
    "board": "cabinet-s3",
    "currency": "EUR",
    "lend_rule": ["fullest"],
    "resolution": "noted",
    "reason": "a test",
    "note": "a test",
    "amount": 1_000,
    "terms": {"free_minutes": 5, "step_minutes": 30, "step_minor": 100, "total_cap_minor": 2_000, "hold_minor": 500},
    "step_minutes": 30,
    "step_minor": 100,
    "hold_minor": 500,
    "daily_cap_minor": 500,
    "total_cap_minor": 2_000,
    "maximum_temperature_dc": 600,
}
NUMBERS_THAT_ARE_NONE: tuple[object, ...] = (-1, 10**30, -(10**30), 2**63, 1.5, 6.0, "6", "", True, [6], {}, None)


class NoExample(Exception):
    """A field whose value cannot be guessed; the message says what to add."""


def example(kind: type | None, known: Mapping[str, object] | None = None) -> dict[str, Any] | None:
    """Return a body of `kind` with what it requires, its words from `known` before WORDS; None where there is none."""
    if kind is None:
        return None
    words = {**WORDS, **(known or {})}
    return {
        field.encode_name: words[field.name] if field.name in words else _value(f"{kind.__name__}.{field.name}", field)
        for field in _fields(kind)
        if field.required
    }


def whole(kind: type, known: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Return a body of `kind` with every field that is a number too, required or not."""
    numbers = {name: _least(field.type) for name, field in numeric_fields(kind)}
    return {**numbers, **(example(kind, known) or {})}


def numeric_fields(kind: type) -> Iterator[tuple[str, inspect.Field]]:
    """Yield the fields that hold a whole number, or a list of them; those of a structure within it as `outer.inner`."""
    for field in _fields(kind):
        if _integer(field.type) is not None:
            yield field.encode_name, field
        for inner in _plain(field.type):
            if isinstance(inner, inspect.StructType):
                yield from ((f"{field.encode_name}.{name}", each) for name, each in numeric_fields(inner.cls))


def with_value(body: Mapping[str, Any], name: str, value: object) -> dict[str, Any]:
    """Return `body` with another value at `name`, which may lead into a structure: `outer.inner`."""
    outer, _, inner = name.partition(".")
    return {**body, outer: with_value(body.get(outer) or {}, inner, value) if inner else value}


def text_fields(kind: type) -> Iterator[tuple[str, inspect.Field]]:
    """Yield the fields that hold any text."""
    for field in _fields(kind):
        if any(isinstance(each, inspect.StrType) for each in _plain(field.type)):
            yield field.encode_name, field


def wrong_numbers(field: inspect.Field) -> list[object]:
    """Return what is no value for a number field: out of its bounds, not whole, or not a number."""
    bounds = _integer(field.type)
    wrong: list[object] = list(NUMBERS_THAT_ARE_NONE)
    if bounds is None or bounds.ge is None or bounds.le is None:
        raise NoExample(
            f"{field.name}: every whole number of a body has a least and a largest value; give it a Meta(ge=, le=)"
        )
    wrong += [bounds.ge - 1, bounds.le + 1]
    if bounds.ge < 0:
        wrong.remove(-1)
    if any(isinstance(each, inspect.NoneType) for each in _options(field.type)):
        wrong.remove(None)
    return [[each] for each in wrong] if isinstance(field.type, inspect.ListType) else wrong


def takes_key(route: Route) -> bool:
    """Tell whether the route wants an Idempotency-Key."""
    return any(parameter.name == "Idempotency-Key" for parameter in route.parameters)


def _fields(kind: type) -> tuple[inspect.Field, ...]:
    described = inspect.type_info(kind)
    if not isinstance(described, inspect.StructType):
        raise NoExample(f"{kind.__name__}: a body is a msgspec.Struct")
    return described.fields


def _value(name: str, field: inspect.Field) -> object:
    kind = _plain(field.type)[0]
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.BoolType):
        return False
    if isinstance(kind, inspect.IntType):
        return _least(kind)
    raise NoExample(
        f"{name}: say in tests/support/examples.py (WORDS) what it may hold, or in the objects of the matrix"
    )


def _least(kind: inspect.Type) -> object:
    bounds = _integer(kind)
    least = 1 if bounds is None or bounds.ge is None or bounds.ge < 0 else bounds.ge
    return [least] if isinstance(kind, inspect.ListType) else least


def _integer(kind: inspect.Type) -> inspect.IntType | None:
    for option in _plain(kind):
        inner = option.item_type if isinstance(option, inspect.ListType) else option
        if isinstance(inner, inspect.IntType):
            return inner
    return None


def _options(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    return tuple(kind.types) if isinstance(kind, inspect.UnionType) else (kind,)


def _plain(kind: inspect.Type) -> list[inspect.Type]:
    return [option for option in _options(kind) if not isinstance(option, inspect.NoneType)]
