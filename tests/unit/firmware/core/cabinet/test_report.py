"""Presence, status pages and health: what stands in them, and when they come."""

from firmware.core.common import inputs, report
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from shared_protocol.check import check_size
from shared_protocol.host import whole_wire
from tests.support.bench_cabinet import Bank, Bench, bank_id


def pages(bench):
    return [body for _, body in bench.published if body[fields.TYPE] == wire.STATUS]


def test_the_presence_tells_who_it_is_and_where_its_journal_stands():
    bench = Bench(slot_count=3).boot()
    body = bench.last(topics.PRESENCE)
    assert body[fields.ONLINE] is True
    assert (body[fields.BOOT], body[fields.CONNECTION]) == (1, 1)
    assert body[fields.JOURNAL] == b"journal1"
    assert (body[wire.SLOT_COUNT], body[fields.FIRMWARE_VERSION]) == (3, "0.1.0")
    assert body[fields.PROTOCOL_VERSION] == codes.PROTOCOL_VERSION


def test_the_will_names_this_boot_and_connection_and_nothing_else():
    bench = Bench(slot_count=1).boot()
    assert bench.device.will(7) == {
        fields.TYPE: messages.PRESENCE,
        fields.ONLINE: False,
        fields.BOOT: 1,
        fields.CONNECTION: 7,
    }
    whole_wire.check_outgoing(bench.device.will(7), topics.PRESENCE)


def test_48_slots_are_four_pages_that_fit_the_wire():
    from shared_protocol import cbor

    bench = Bench(slot_count=48).fill(*[Bank(number, 100, 65_535) for number in range(1, 49)])
    bench.boot()
    bench.run(31_000)
    last = pages(bench)[-4:]
    assert [slot[wire.SLOT] for page in last for slot in page[wire.SLOTS]] == list(range(1, 49))
    for page in last:
        check_size(cbor.encode(page))


def test_a_slot_record_says_what_is_there():
    bench = Bench(slot_count=3).fill(Bank(1, 44, 5), Bank(2, 200)).boot()
    bench.run(3_000)
    first, second, third = pages(bench)[-1][wire.SLOTS]
    assert first == {
        wire.SLOT: 1,
        wire.SLOT_STATE: wire.SLOT_OCCUPIED,
        wire.FAULTS: 0,
        wire.BANK: bank_id(1),
        wire.CHARGE_PCT: 44,
        wire.CYCLES: 5,
    }
    assert (second[wire.FAULTS], wire.CHARGE_PCT in second) == (wire.GAUGE_IMPLAUSIBLE, False)
    assert third == {wire.SLOT: 3, wire.SLOT_STATE: wire.SLOT_EMPTY, wire.FAULTS: 0}


def test_a_change_is_told_soon_and_only_in_its_page():
    bench = Bench(slot_count=24).boot()
    bench.run(3_000)
    bench.published.clear()
    bench.slots[20] = Bank(9)
    bench.run(1_200)
    told = pages(bench)
    assert [page[wire.SLOTS][0][wire.SLOT] for page in told] == [13] * len(told)
    assert 1 <= len(told) <= 2
    assert told[-1][wire.SLOTS][7][wire.SLOT_STATE] == wire.SLOT_OCCUPIED


def test_without_change_status_and_health_come_at_their_pace():
    bench = Bench(slot_count=2).boot()
    bench.run(10_000)
    bench.published.clear()
    bench.run(10 * 60_000)
    health = [body for _, body in bench.published if body[fields.TYPE] == messages.HEALTH]
    assert len(pages(bench)) == 10 * 60_000 // report.STATUS_EVERY_MS
    assert len(health) == 10 * 60_000 // report.HEALTH_EVERY_MS


def test_health_tells_figures_of_adapters_temperature_and_journal():
    bench = Bench(slot_count=1)
    bench.acknowledging = False
    bench.boot()
    bench.give(inputs.HEALTH, {fields.FREE_HEAP_BYTES: 40_000, fields.RSSI_DBM: -60, fields.BOOT: 99})
    bench.give(inputs.TEMPERATURE, 251)
    bench.run(61_000)
    body = bench.last(topics.STATUS, messages.HEALTH)
    assert (body[fields.FREE_HEAP_BYTES], body[fields.RSSI_DBM], body[fields.TEMPERATURE_DC]) == (40_000, -60, 251)
    assert (body[fields.BOOT], body[fields.JOURNAL_DEPTH]) == (1, bench.journal.next_seq - 1)
    bench.give(inputs.TEMPERATURE, None)
    bench.run(61_000)
    assert fields.TEMPERATURE_DC not in bench.last(topics.STATUS, messages.HEALTH)


def test_a_disabled_slot_is_shown_as_disabled_at_once():
    bench = Bench(slot_count=2).boot()
    bench.configure(1, disabled=[2])
    bench.run(600)
    assert pages(bench)[-1][wire.SLOTS][1][wire.SLOT_STATE] == wire.SLOT_DISABLED
