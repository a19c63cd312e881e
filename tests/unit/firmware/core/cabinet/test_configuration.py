"""What the cloud configures: the newest right version is in force, a wrong one is refused by name, old ones are passed over."""

import pytest

from firmware.core.cabinet import configuration
from shared_protocol import cabinet as wire
from shared_protocol import cbor, codes, fields, messages, topics
from tests.support.bench_cabinet import Bank, Bench


def booted():
    return Bench(slot_count=4).fill(Bank(1, 50), Bank(2, 90, cycles=99)).boot()


def results(bench):
    return bench.events(messages.CONFIGURATION_RESULT)


def test_a_right_configuration_is_journaled_stored_and_in_force_at_once():
    bench = booted()
    command = bench.configure(3, ["least_worn"])
    assert [(event[fields.COMMAND], event[fields.OUTCOME]) for event in results(bench)] == [(command, codes.DONE)]
    bench.run(600)
    assert bench.last(topics.STATUS, messages.HEALTH)[fields.CONFIGURATION_VERSION] == 3
    assert bench.lend_result(bench.lend())[wire.SLOT] == 1
    bench.boot()
    assert bench.last(topics.PRESENCE)[fields.CONFIGURATION_VERSION] == 3


@pytest.mark.parametrize(
    ("wrong", "detail"),
    [
        ({"rule": ["biggest"]}, "lend_rule[0] is 'biggest', allowed: fullest, least_worn, longest_rested, rotate"),
        ({"rule": ["charge:asc", "slot:up"]}, "lend_rule[1] is 'slot:up', allowed: charge/cycles/rested/turn/slot"),
        ({"disabled": [1, 5]}, "disabled_slots[1] is 5, allowed: 1 to 4"),
        ({"hot": 701}, "maximum_temperature_dc is 701, allowed: 0 to 700"),
    ],
)
def test_a_wrong_configuration_is_refused_with_key_value_and_what_is_allowed(wrong, detail):
    bench = booted()
    bench.configure(3, **wrong)
    result = results(bench)[0]
    assert (result[fields.OUTCOME], result[fields.REASON]) == (codes.REFUSED, codes.INVALID_CONFIGURATION)
    assert result[fields.DETAIL].startswith(detail)
    assert bench.stored is None
    assert bench.device.snapshot()["configuration_version"] == 0
    assert bench.lend_result(bench.lend())[wire.SLOT] == 2


def test_a_detail_too_long_for_the_wire_is_cut_at_a_character():
    bench = booted()
    bench.configure(3, ["\N{POUND SIGN}" * 16])
    bench.configure(4, ["charge:asc", "\U0001f50c" * 8])
    for result in results(bench):
        assert len(result[fields.DETAIL].encode()) <= 200


def test_the_same_version_again_gets_the_same_answer_and_writes_nothing():
    bench = booted()
    bench.configure(3)
    bench.configure(4, ["biggest"])
    operations = bench.flash.operations
    again = bench.configure(4, ["biggest"])
    answer = bench.answers(again)[0]
    assert (answer[fields.OUTCOME], answer[fields.REASON]) == (codes.REFUSED, codes.INVALID_CONFIGURATION)
    assert answer[fields.SEQ] == results(bench)[1][fields.SEQ]
    assert bench.flash.operations == operations


def test_an_older_version_is_passed_over():
    bench = booted()
    bench.configure(3, ["least_worn"])
    old = bench.configure(2, ["fullest"])
    assert bench.answers(old)[0][fields.OUTCOME] == codes.EXPIRED
    assert bench.device.snapshot()["configuration_version"] == 3


def test_the_version_in_force_is_answered_after_a_reboot_too():
    bench = booted()
    bench.configure(3)
    bench.boot()
    command = bench.configure(3)
    assert bench.answers(command)[0][fields.OUTCOME] == codes.DONE
    assert len(results(bench)) == 1


def test_a_configuration_that_flash_refuses_is_not_in_force():
    bench = booted()
    bench.flash.fails = True
    command = bench.configure(3)
    assert bench.answers(command)[0][fields.REASON] == codes.FLASH_FAILED
    assert (bench.stored, bench.device.snapshot()["configuration_version"]) == (None, 0)
    bench.flash.fails = False
    bench.configure(3, command=command)
    assert bench.device.snapshot()["configuration_version"] == 3


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\xff",
        cbor.encode({}),
        cbor.encode({fields.CONFIGURATION_VERSION: 7}),
        cbor.encode([1]),
        cbor.encode(configuration.default(48).body() | {wire.CONFIGURATION: {wire.LEND_RULE: ["fullest"]}}),
    ],
)
def test_stored_bytes_that_make_no_sense_lend_nothing_until_the_cloud_sends_them_again(stored):
    bench = Bench(slot_count=2).fill(Bank(1))
    bench.stored = stored
    bench.boot()
    assert bench.lend_result(bench.lend())[fields.REASON] == codes.NOT_CONFIGURED
    assert bench.last(topics.PRESENCE)[fields.CONFIGURATION_VERSION] == 0
    bench.configure(7)
    assert bench.lend_result(bench.lend())[fields.OUTCOME] == codes.DONE


def test_what_is_stored_is_what_is_restored():
    bench = booted()
    bench.configure(9, ["cycles:desc", "slot:desc"], minimum=55, hot=450, disabled=[2, 4])
    kept = configuration.restore(bench.stored, 4)
    assert (kept.version, kept.minimum_charge_pct, kept.maximum_temperature_dc) == (9, 55, 450)
    assert (kept.disabled, kept.usable) == ([2, 4], True)
    assert kept.body() == cbor.decode(bench.stored)


def test_a_full_journal_refuses_configurations():
    bench = Bench(slot_count=2, quota_bytes=4 * 4096).boot()
    bench.acknowledging = False
    while bench.journal.has_room():
        bench.journal.append_event(bench.events(messages.BOOTED)[0])
    command = bench.configure(3)
    assert bench.answers(command)[0][fields.REASON] == codes.JOURNAL_FULL
    assert bench.device.snapshot()["configuration_version"] == 0
