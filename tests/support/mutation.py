"""Mutation of messages that knows how CBOR is built, so that few mutants die at their first byte.

Three depths: the decoded value (`mutate_body`: still well-formed, breaks the table or the profile), the heads of its
encoding, and its plain bytes (both `mutate_bytes`). Everything is drawn from one seeded generator.
"""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import cbor2

from shared_protocol import limits
from shared_protocol.host.whole_wire import TABLE
from tests.support.samples import Body, random_body

BOUNDARIES = [
    *(0, 1, 23, 24, 255, 256, 65_535, 65_536, (1 << 30) - 1, 1 << 30, (1 << 31) - 1, 1 << 31, (1 << 32) - 1, 1 << 32),
    *(limits.MAX_TIME_MS, limits.MAX_TIME_MS + 1, limits.MAX_INT, limits.MAX_INT + 1, (1 << 64) - 1),
    *(-1, -24, -25, -256, -257, -65_537, limits.MIN_INT, limits.MIN_INT - 1, -(1 << 64)),
]
FOREIGN = [None, 1.5, float("nan"), True, False, "", b"", [], {}, "text", b"bytes", [[]], {1: {1: 1}}, cbor2.undefined]
FOREIGN += [[[[[]]]], [[[[[]]]]], {1: {1: [{}]}}, {1: [{1: [{}]}]}, {1: {1: {1: {1: {}}}}}]
FOREIGN += [cbor2.CBORTag(1, 0), cbor2.CBORTag(2, b"\1"), cbor2.CBORTag(35, "("), {"a": 1}, {-1: 1}, {256: 1}]
BAD_UTF8 = [
    b"\x80",
    b"\xc0\x80",
    b"\xc3",
    b"\xe0\x80\x80",
    b"\xed\xa0\x80",
    b"\xf0\x80\x80\x80",
    b"\xf4\x90\x80\x80",
    b"\xff",
]
CLAIMS = [(1 << 30), (1 << 32) - 1, 1 << 32, (1 << 63) - 1, (1 << 64) - 1]


class Sample(NamedTuple):
    """A valid message to mutate: `heads` are the offsets at which its items begin."""

    leaf: str
    body: Body
    payload: bytes
    heads: list[int]


def make_samples(rng: Random, of_each_type: int) -> list[Sample]:
    """Return `of_each_type` random messages of every type in the table."""
    samples = []
    for message_type, row in TABLE.items():
        for _ in range(of_each_type):
            body = random_body(rng, message_type)
            payload = cbor2.dumps(body)
            samples.append(Sample(row[0], body, payload, head_offsets(payload)))
    return samples


def mutate(rng: Random, samples: list[Sample]) -> tuple[str, bytes]:
    """Return a leaf and a mutant of one of `samples`; now and then the leaf is another's, or nothing was changed."""
    sample = samples[int(rng.random() * len(samples))]
    chance = rng.random()
    leaf = sample.leaf if chance > 0.01 else samples[int(rng.random() * len(samples))].leaf
    if chance < 0.3:
        return leaf, cbor2.dumps(mutate_body(rng, sample.body))
    return leaf, mutate_bytes(rng, sample.payload, sample.heads, samples)


def mutate_body(rng: Random, body: Body) -> Any:
    """Return a copy of `body` with one to three fields lost, foreign, out of bounds or unknown, some of them nested."""
    copy: Any = dict(body)
    for _ in range(1 + int(rng.random() * 3)):
        _mutate_map(rng, copy)
    if rng.random() < 0.05:
        return dict(rng.sample(list(copy.items()), len(copy)))
    return copy


def mutate_bytes(rng: Random, data: bytes, heads: list[int], samples: list[Sample]) -> bytes:
    """Return `data` after one to three byte or head mutations."""
    out = bytearray(data)
    for _ in range(1 + int(rng.random() * rng.random() * 3)):
        at = heads[int(rng.random() * len(heads))] if rng.random() < 0.6 else int(rng.random() * (len(out) + 1))
        _BYTE_MUTATIONS[int(rng.random() * len(_BYTE_MUTATIONS))](rng, out, min(at, len(out)), samples)
    return bytes(out)


def _mutate_map(rng: Random, members: Body) -> None:
    chance = rng.random()
    if chance < 0.002:
        members[255] = [0] * rng.choice((350, 370, 390, 399))
        return
    if chance < 0.15 or not members:
        members[int(rng.random() * 260)] = _odd_value(rng)
        return
    key = rng.choice(list(members))
    if chance < 0.3:
        del members[key]
    elif chance < 0.35:
        members[rng.choice((-1, 256, "0", 1.0, True))] = members.pop(key)
    else:
        members[key] = _mutated_value(rng, members[key])


def _mutated_value(rng: Random, value: Any) -> Any:
    if isinstance(value, dict) and value and rng.random() < 0.8:
        inner = dict(value)
        _mutate_map(rng, inner)
        return inner
    if isinstance(value, list) and value and rng.random() < 0.8:
        return _mutated_list(rng, value)
    if isinstance(value, str | bytes) and rng.random() < 0.5:
        return rng.choice((value[:-1], value + value[:1], value[:0], value * 40))
    if type(value) is int and rng.random() < 0.5:
        return value + rng.choice((-1, 1, 256, -value - 1, 1 << 32))
    return _odd_value(rng)


def _mutated_list(rng: Random, value: list[Any]) -> list[Any]:
    chance = rng.random()
    if chance < 0.15:
        return value * rng.choice((0, 2, 5, 30))
    inner = list(value)
    at = int(rng.random() * len(inner))
    inner[at] = _mutated_value(rng, inner[at])
    return inner


def _odd_value(rng: Random) -> Any:
    pool: list[Any] = BOUNDARIES if rng.random() < 0.5 else FOREIGN
    return pool[int(rng.random() * len(pool))]


def _flip_bit(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    if at < len(out):
        out[at] ^= 1 << int(rng.random() * 8)


def _replace_byte(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    out[at : at + 1] = bytes([int(rng.random() * 256)])


def _insert(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    out[at:at] = rng.randbytes(1 + int(rng.random() * 4))


def _delete(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    del out[at : at + 1 + int(rng.random() * rng.random() * 16)]


def _truncate(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    del out[at:]


def _splice(rng: Random, out: bytearray, at: int, samples: list[Sample]) -> None:
    other = samples[int(rng.random() * len(samples))]
    start = other.heads[int(rng.random() * len(other.heads))]
    out[at : at + int(rng.random() * 20)] = other.payload[start : start + int(rng.random() * 40)]


def _append(rng: Random, out: bytearray, at: int, samples: list[Sample]) -> None:
    out += samples[int(rng.random() * len(samples))].payload[: 1 + int(rng.random() * 8)]


def _rewrite_head(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    # Another major type or another additional information for what follows.
    if at < len(out):
        out[at] = (
            out[at] & 0x1F | int(rng.random() * 8) << 5
            if rng.random() < 0.5
            else out[at] & 0xE0 | int(rng.random() * 32)
        )


def _lengthen_head(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    # The same number in more bytes than it needs.
    if at < len(out) and out[at] & 31 < 24:
        size = int(rng.random() * 4)
        out[at : at + 1] = bytes([out[at] & 0xE0 | 24 + size]) + (out[at] & 31).to_bytes(1 << size, "big")


def _resize_string(_: Random, out: bytearray, at: int, __: list[Sample]) -> None:
    # A short string that is one byte shorter, and says so.
    if at + 2 < len(out) and out[at] >> 5 in (2, 3):
        short = 0 < out[at] & 31 < 24
        if short or (out[at] & 31 == 24 and out[at + 1] > 24):
            out[at if short else at + 1] -= 1
            del out[at + 2]


def _put_boundary(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    width = 1 << int(rng.random() * 4) if at < len(out) and out[at] & 31 > 23 else 1
    out[at : at + width] = cbor2.dumps(BOUNDARIES[int(rng.random() * len(BOUNDARIES))])


def _claim_length(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    # A string, array or map that says it is larger than any memory.
    claim = CLAIMS[int(rng.random() * len(CLAIMS))]
    out[at : at + 1] = bytes([(2 + int(rng.random() * 4)) << 5 | 27]) + claim.to_bytes(8, "big")


def _depth_bomb(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    depth = rng.choice((1, 3, 4, 5, 6, 7, 50, 900))
    out[at:at] = b"\x81" * depth if rng.random() < 0.7 else b"\xa1\x01" * depth


def _many_items(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    # Rarely hundreds: they cost as much as twenty other mutants.
    count = rng.choice((30, 60)) if rng.random() < 0.9 else rng.choice((390, 400, 401, 700))
    out[at : at + 1] = cbor2.dumps([0] * count)


def _break_text(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    bad = b"a" * int(rng.random() * 3) + BAD_UTF8[int(rng.random() * len(BAD_UTF8))]
    out[at : at + 1] = bytes([0x60 | len(bad)]) + bad


def _good_text(rng: Random, out: bytearray, at: int, _: list[Sample]) -> None:
    out[at : at + 1] = cbor2.dumps(rng.choice(("ß", "水", "𐅑", "\x00", "\ud7ff", "\ue000", "\U0010ffff")))


_BYTE_MUTATIONS: list[Callable[[Random, bytearray, int, list[Sample]], None]] = [
    *(_flip_bit, _flip_bit, _replace_byte, _insert, _delete, _truncate, _splice, _append, _rewrite_head),
    *(_lengthen_head, _resize_string, _put_boundary, _claim_length, _depth_bomb, _many_items, _break_text, _good_text),
]


def head_offsets(payload: bytes) -> list[int]:
    """Return the offsets at which the items of `payload`, well-formed and without floats, begin."""
    offsets: list[int] = []
    at = 0
    while at < len(payload):
        offsets.append(at)
        major, info = payload[at] >> 5, payload[at] & 31
        size = 0 if info < 24 else 1 << (info - 24)
        number = info if info < 24 else int.from_bytes(payload[at + 1 : at + 1 + size], "big")
        at += 1 + size + (number if major in (2, 3) else 0)
    return offsets
