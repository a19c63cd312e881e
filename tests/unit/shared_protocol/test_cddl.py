"""host.cddl: protocol.cddl is what the tables say, and an independent validator reads it as the codec does."""

from random import Random

import pytest
from cddl_verifier import Validator

from shared_protocol import cbor, envelope, fields
from shared_protocol.host import cddl, example, whole_wire
from shared_protocol.host.names import FIELDS, MESSAGES
from shared_protocol.host.whole_wire import TABLE
from shared_protocol.limits import MAX_INT
from tests.support.samples import random_body

VARIETY = 40


@pytest.fixture(scope="module")
def validator():
    return Validator(cddl.TARGET)


def _is_valid(validator, body, rule):
    return validator.validate(cbor.encode(body), root_type=rule).valid


def test_protocol_cddl_is_what_the_tables_say():
    assert cddl.TARGET.read_text(encoding="utf-8") == cddl.generate(), "stale: python -m shared_protocol.host.cddl"


@pytest.mark.parametrize("kind", TABLE)
def test_messages_of_every_kind_are_valid(validator, kind):
    rng = Random(kind)
    leaf, name = TABLE[kind][0], MESSAGES[kind].name
    for _ in range(VARIETY):
        body = random_body(rng, kind)
        assert _is_valid(validator, body, name), body
        assert _is_valid(validator, body, f"on_{leaf}"), body
        assert _is_valid(validator, body | {200: {1: [True, -1, "later", b""]}}, name)


@pytest.mark.parametrize("kind", TABLE)
def test_a_message_without_a_required_field_is_invalid(validator, kind):
    body = random_body(Random(kind), kind)
    for key in (fields.TYPE, *TABLE[kind][1]):
        assert not _is_valid(validator, {k: v for k, v in body.items() if k != key}, MESSAGES[kind].name), FIELDS[key]


@pytest.mark.parametrize("kind", TABLE)
def test_a_field_of_the_wrong_type_or_out_of_bounds_is_invalid(validator, kind):
    body = random_body(Random(kind), kind)
    for key in (fields.TYPE, *TABLE[kind][1], *TABLE[kind][2]):
        spec = whole_wire.SPECS[key]
        wrong = [{}, b"bytes" * 100, "text" * 100]
        if spec[0] == fields.INT:
            wrong += [number for number in (spec[1] - 1, spec[2] + 1) if number <= MAX_INT]
        for value in wrong:
            assert not _is_valid(validator, body | {key: value}, MESSAGES[kind].name), (FIELDS[key], value)


def test_a_message_is_invalid_on_another_leaf(validator):
    for kind, (leaf, _, _) in TABLE.items():
        body = random_body(Random(kind), kind)
        for other in {row[0] for row in TABLE.values()} - {leaf}:
            assert not _is_valid(validator, body, f"on_{other}")


def test_a_sealed_message_is_valid_and_a_changed_frame_is_not(validator):
    sealed = example.sealed()
    assert validator.validate(sealed, root_type="envelope").valid
    assert not validator.validate(sealed[1:], root_type="envelope").valid
    assert not validator.validate(b"\xd2" + sealed[1:], root_type="envelope").valid
    protected = envelope.protected_header(b"cabinet-0001/1")
    assert not validator.validate(sealed.replace(protected, b"\xa0" + protected[1:]), root_type="envelope").valid
