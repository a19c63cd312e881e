"""messages and fields: laws of the table, and of the check that reads it."""

import re
from pathlib import Path
from random import Random

import pytest

from shared_protocol import cabinet as wire
from shared_protocol import cbor, fields, limits, messages, topics
from shared_protocol.check import check_size
from shared_protocol.errors import FIELD, LIMIT, TOPIC, UNKNOWN_TYPE, LocalError, RemoteError
from shared_protocol.host import names, whole_wire
from shared_protocol.host.kinds import KINDS
from shared_protocol.host.whole_wire import TABLE, check_map
from tests.support.samples import random_body

ACK = {fields.TYPE: messages.ACK, fields.JOURNAL: bytes(8), fields.SEQ: 1, fields.TIME_MS: 1}
EVENTS = [kind for kind, row in TABLE.items() if row[0] == topics.EVENT]


def _keys_of_maps():
    for _, required, optional in TABLE.values():
        yield required, optional
    for spec in whole_wire.SPECS.values():
        yield from _maps_in(spec)


def _maps_in(spec):
    if spec[0] == fields.MAP:
        yield spec[1], spec[2]
    elif spec[0] == fields.LIST:
        yield from _maps_in(spec[3])


def test_no_field_number_is_used_twice():
    # Over all kinds: what is a number in the module of a kind stands in its rows, and in no other kind's.
    numbers = [key for kind in KINDS for key in kind.rows[1]]
    assert sorted(numbers) == sorted(set(numbers)) == sorted(names.FIELDS)
    assert all(0 <= number <= limits.MAX_KEY for number in numbers)


def test_no_message_number_is_used_twice():
    numbers = [number for kind in KINDS for number in kind.rows[0]]
    assert sorted(numbers) == sorted(set(numbers)) == sorted(names.MESSAGES)


def test_no_code_of_a_field_is_used_twice():
    told = [
        (key, getattr(kind.codes, name))
        for kind in KINDS
        for key, of in kind.names.CODES_OF_FIELD.items()
        for name in of
    ]
    assert sorted(told) == sorted(set(told))


def test_all_numbers_of_a_module_have_a_meaning():
    for kind in KINDS:
        told = {*kind.names.FIELDS, *kind.names.MESSAGES, *kind.names.CODES}
        for module in {kind.fields, kind.messages, kind.codes}:
            lines = Path(module.__file__).read_text(encoding="utf-8").splitlines()
            numbered = {found[1] for line in lines if (found := re.match(r"([A-Z][A-Z_0-9]*) = \d+", line))}
            assert numbered - {"INT", "BYTES", "TEXT", "BOOL", "LIST", "MAP", "PROTOCOL_VERSION"} <= told, module


def test_only_optional_keys_are_added_and_only_to_messages_of_others():
    for kind in KINDS:
        for message, keys in kind.rows[2].items():
            assert message not in kind.rows[0]
            assert set(keys) <= set(kind.rows[1])


def test_each_row_names_a_leaf_and_fields_that_exist_each_once():
    for leaf, _, _ in TABLE.values():
        assert leaf in topics.LEAVES
    for required, optional in _keys_of_maps():
        assert len({*required, *optional}) == len(required) + len(optional)
        assert {*required, *optional} <= set(whole_wire.SPECS)
        assert fields.TYPE not in {*required, *optional}


def test_each_event_tells_its_number_and_its_moment():
    assert EVENTS
    for kind in EVENTS:
        assert set(messages.EVENT_REQUIRED) <= set(TABLE[kind][1])
        assert set(messages.EVENT_OPTIONAL) <= set(TABLE[kind][2])


@pytest.mark.parametrize("kind", TABLE)
def test_the_largest_message_that_the_table_allows_fits_every_limit(kind):
    _, required, optional = TABLE[kind]
    body = {fields.TYPE: kind} | {key: _largest(whole_wire.SPECS[key]) for key in required + optional}
    payload = cbor.encode(body)
    whole_wire.check(body, TABLE[kind][0])
    check_size(payload)
    assert cbor.decode(payload) == body


def _largest(spec):
    kind, low, high = spec[:3]
    if kind == fields.INT:
        return max(low, high, key=lambda number: len(cbor.encode(number)))
    if kind == fields.BOOL:
        return True
    if kind == fields.LIST:
        return [_largest(spec[3])] * high
    if kind == fields.MAP:
        return {key: _largest(whole_wire.SPECS[key]) for key in low + high}
    return bytes(high) if kind == fields.BYTES else "a" * high


@pytest.mark.parametrize("kind", TABLE)
def test_a_message_without_one_of_its_required_fields_is_refused_by_its_number(kind):
    leaf, required, _ = TABLE[kind]
    body = random_body(Random(kind), kind)
    for key in required:
        assert _refusal({number: value for number, value in body.items() if number != key}, leaf) == FIELD
        with pytest.raises(RemoteError, match=f"field {key} is missing"):
            whole_wire.check({number: value for number, value in body.items() if number != key}, leaf)


@pytest.mark.parametrize("kind", TABLE)
def test_a_field_out_of_its_bounds_is_refused_by_its_number(kind):
    leaf, required, optional = TABLE[kind]
    body = random_body(Random(kind), kind)
    for key in required + optional:
        for value in _unfit(whole_wire.SPECS[key]):
            with pytest.raises(RemoteError, match=f"field {key} has a value") as refusal:
                whole_wire.check(body | {key: value}, leaf)
            assert refusal.value.code == FIELD


def _unfit(spec):
    kind, low, high = spec[:3]
    strangers = {fields.INT: 1, fields.BYTES: bytes(8), fields.TEXT: "text", fields.BOOL: True, fields.LIST: []}
    yield from (value for other, value in strangers.items() if other != kind)
    yield None
    if kind == fields.INT:
        yield from (low - 1, high + 1)
    elif kind in (fields.BYTES, fields.TEXT):
        one = b"a" if kind == fields.BYTES else "a"
        yield from (one * (high + 1), one * (low - 1))
    elif kind == fields.LIST:
        yield [_largest(spec[3])] * (high + 1)


@pytest.mark.parametrize("kind", TABLE)
def test_a_message_belongs_on_one_leaf_alone(kind):
    body = random_body(Random(kind), kind)
    for leaf in topics.LEAVES:
        if leaf == TABLE[kind][0]:
            assert whole_wire.check(body, leaf) == kind
        else:
            assert _refusal(body, leaf) == TOPIC


def test_an_unknown_optional_field_of_a_newer_peer_is_ignored():
    assert whole_wire.check(ACK | {limits.MAX_KEY: {1: [True, "later"]}}, topics.ACK) == messages.ACK


def test_an_unknown_message_type_is_called_that():
    unknown = next(number for number in range(256) if number not in TABLE)
    assert _refusal(ACK | {fields.TYPE: unknown}, topics.ACK) == UNKNOWN_TYPE


@pytest.mark.parametrize("body", [None, 1, [], {}, {fields.SEQ: 1}, ACK | {fields.TYPE: "8"}, ACK | {fields.TYPE: 256}])
def test_what_is_no_map_with_a_type_is_refused(body):
    assert _refusal(body, topics.ACK) == FIELD


def test_a_bool_is_no_integer_and_an_integer_no_bool():
    assert _refusal(ACK | {fields.SEQ: True}, topics.ACK) == FIELD
    lend = random_body(Random(1), wire.LEND)
    assert _refusal(lend | {fields.TYPE: True}, topics.COMMAND) == FIELD
    presence = random_body(Random(1), messages.PRESENCE)
    assert _refusal(presence | {fields.ONLINE: 1}, topics.PRESENCE) == FIELD


def test_text_is_measured_in_bytes_and_a_lone_surrogate_is_no_text():
    result = random_body(Random(1), messages.CONFIGURATION_RESULT)
    longest = whole_wire.SPECS[fields.DETAIL][2]
    assert whole_wire.check(result | {fields.DETAIL: "ß" * (longest // 2)}, topics.EVENT)
    assert _refusal(result | {fields.DETAIL: "ß" * (longest // 2 + 1)}, topics.EVENT) == FIELD
    assert _refusal(result | {fields.DETAIL: "\ud800"}, topics.EVENT) == FIELD


def test_a_record_can_be_checked_by_itself():
    record = {
        wire.LEND_RULE: ["rotate"],
        wire.MINIMUM_CHARGE_PCT: 30,
        wire.MAXIMUM_TEMPERATURE_DC: 450,
        wire.DISABLED_SLOTS: [],
    }
    check_map(record, wire.CONFIGURATION_RECORD)
    with pytest.raises(RemoteError):
        check_map(record | {wire.MINIMUM_CHARGE_PCT: 101}, wire.CONFIGURATION_RECORD)


def test_what_we_may_not_send_is_our_own_error():
    whole_wire.check_outgoing(ACK, topics.ACK)
    with pytest.raises(LocalError):
        whole_wire.check_outgoing(ACK, topics.COMMAND)


def test_a_payload_longer_than_a_message_is_refused():
    check_size(bytes(limits.MAX_MESSAGE_BYTES))
    with pytest.raises(RemoteError) as refusal:
        check_size(bytes(limits.MAX_MESSAGE_BYTES + 1))
    assert refusal.value.code == LIMIT


def _refusal(body, leaf):
    with pytest.raises(RemoteError) as refusal:
        whole_wire.check(body, leaf)
    return refusal.value.code
