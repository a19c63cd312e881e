"""Random messages that the table allows, made from the table itself: a new message type is sampled without a change here."""

from random import Random
from typing import Any

from shared_protocol import fields
from shared_protocol.host import whole_wire
from shared_protocol.host.whole_wire import TABLE

Body = dict[int, Any]

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.:-_ äß¿水𐅑"


def random_body(rng: Random, message_type: int) -> Body:
    """Return a message of `message_type`: every required field, each optional one or not."""
    _, required, optional = TABLE[message_type]
    return {fields.TYPE: message_type} | random_fields(rng, required, optional)


def random_fields(rng: Random, required: tuple[int, ...], optional: tuple[int, ...]) -> Body:
    """Return a map with all of `required` and some of `optional`, in ascending order of keys."""
    chosen = [*required, *(key for key in optional if rng.random() < 0.5)]
    return {key: random_value(rng, whole_wire.SPECS[key]) for key in sorted(chosen)}


def random_value(rng: Random, spec: tuple[Any, ...]) -> Any:
    """Return a value that `spec`, a row of fields.py, allows; bounds are likelier than what lies between."""
    kind, low, high = spec[:3]
    if kind == fields.INT:
        return rng.choice((low, high, rng.randint(low, high), rng.randint(low, min(high, max(low, 1000)))))
    if kind == fields.BYTES:
        return rng.randbytes(rng.randint(low, high))
    if kind == fields.TEXT:
        return _random_text(rng, low, high)
    if kind == fields.BOOL:
        return rng.random() < 0.5
    if kind == fields.LIST:
        return [random_value(rng, spec[3]) for _ in range(rng.choice((low, high, rng.randint(low, high))))]
    return random_fields(rng, low, high)


def _random_text(rng: Random, shortest: int, longest: int) -> str:
    wanted = rng.choice((shortest, longest, rng.randint(shortest, longest)))
    text = ""
    while len(text.encode()) < wanted:
        text += rng.choice(_LETTERS)
    while len(text.encode()) > longest:
        text = text[:-1]
    return text or "a"
