"""Events until they are acknowledged: window, resending, moving back for a restored cloud, entries that flash lost."""

import pytest

from firmware.core.common import delivery, inputs, segments
from shared_protocol import cabinet as wire
from shared_protocol import fields, messages, topics
from tests.support.bench_cabinet import Bank, Bench


def busy(events=20, link=True):
    """A bench whose journal holds `events` events, none acknowledged."""
    bench = Bench(slot_count=1)
    bench.acknowledging = False
    bench.boot(link=False)
    while bench.journal.next_seq <= events:
        if bench.slots:
            bench.slots.clear()
        else:
            bench.slots[1] = Bank(bench.journal.next_seq)
        bench.run(700)
    if link:
        bench.link_up()
    return bench


def sent(bench):
    return [body[fields.SEQ] for leaf, body in bench.published if leaf == topics.EVENT]


def test_nothing_is_sent_without_a_link():
    bench = busy(link=False)
    bench.run(60_000)
    assert bench.published == []


def test_a_presence_comes_first_then_status_and_health_and_events_after_the_answer():
    bench = busy()
    assert bench.published[0][0] == topics.PRESENCE
    presence = bench.published[0][1]
    assert (presence[fields.FIRST_SEQ], presence[fields.NEXT_SEQ]) == (1, bench.journal.next_seq)
    bench.run(500)
    assert [body[fields.TYPE] for _, body in bench.published[1:]] == [wire.STATUS, messages.HEALTH]
    bench.acknowledge(15)
    bench.run(200)
    assert sent(bench) == [16, 17, 18, 19, 20]


def test_without_an_answer_sending_starts_by_itself_and_stops_at_the_window():
    bench = busy()
    bench.run(delivery.ANSWER_MS - 100)
    assert sent(bench) == []
    bench.run(1_000)
    assert sent(bench) == list(range(1, delivery.WINDOW + 1))


def test_the_window_slides_with_acknowledgements():
    bench = busy()
    bench.acknowledge(0)
    bench.run(100)
    bench.acknowledge(3)
    bench.run(100)
    assert sent(bench) == list(range(1, delivery.WINDOW + 4))


def test_without_progress_the_window_is_sent_again_from_its_start():
    bench = busy()
    bench.acknowledge(0)
    bench.run(100)
    bench.acknowledge(2)
    bench.run(delivery.RESEND_MS + 200)
    assert sent(bench) == [*range(1, 11), *range(3, 11)]


def test_resending_stops_when_all_is_acknowledged():
    bench = busy(events=3)
    bench.acknowledge(0)
    bench.run(100)
    bench.acknowledge(3)
    bench.run(60_000)
    assert sent(bench) == [1, 2, 3]
    assert bench.journal.depth() == 0


def test_a_new_event_goes_out_at_once():
    bench = Bench(slot_count=1).boot()
    bench.slots[1] = Bank(5)
    bench.run(300)
    assert sent(bench)[-1] == bench.journal.next_seq - 1


def test_a_cut_link_stops_sending_and_the_next_one_starts_where_the_cloud_stands():
    bench = busy()
    bench.acknowledge(0)
    bench.run(100)
    bench.give(inputs.LINK_DOWN)
    bench.published.clear()
    bench.run(30_000)
    assert bench.published == []
    bench.link_up()
    bench.acknowledge(5)
    bench.run(100)
    assert sent(bench)[0] == 6


def test_a_cloud_restored_from_a_backup_gets_again_what_it_lost():
    bench = busy()
    bench.acknowledge(18)
    bench.run(1_000)
    bench.give(inputs.LINK_DOWN)
    bench.run(1_000)
    bench.link_up()
    bench.published = bench.published[-1:]
    bench.acknowledge(4)
    bench.run(100)
    assert sent(bench) == list(range(5, 13))


def test_a_cloud_whose_first_answer_was_lost_can_still_ask_for_what_it_lacks():
    bench = busy()
    bench.acknowledge(18)
    bench.run(1_000)
    bench.give(inputs.LINK_DOWN)
    bench.link_up()
    bench.run(31_000)  # a status report is newer than anything that was answered
    bench.published.clear()
    bench.presence_ms = max(report_ms for report_ms in bench.device._clock._reports if report_ms is not None)
    bench.acknowledge(4)
    bench.run(100)
    assert sent(bench) == list(range(5, 13))


def test_an_acknowledgement_that_was_overtaken_does_not_move_back():
    bench = busy()
    bench.acknowledge(0)
    bench.run(100)
    bench.acknowledge(6)
    bench.acknowledge(4)
    assert bench.journal.acknowledged == 6


def test_an_old_acknowledgement_replayed_does_not_move_back():
    bench = busy()
    bench.acknowledge(18)
    bench.run(1_000)
    bench.published.clear()
    bench.acknowledging = False
    bench.give(
        inputs.MESSAGE,
        topics.ACK,
        {
            fields.TYPE: messages.ACK,
            fields.JOURNAL: bench.journal.journal_id,
            fields.SEQ: 4,
            fields.TIME_MS: 1_800_000_000_000,
        },
    )
    assert bench.journal.acknowledged == 18


@pytest.mark.parametrize(("seq", "journal"), [(5, b"journal2"), (21, None), (2**60, None)])
def test_an_acknowledgement_that_cannot_be_meant_for_us_changes_nothing(seq, journal):
    bench = busy()
    bench.acknowledge(2)
    bench.run(100)
    bench.acknowledge(seq, journal)
    bench.run(1_000)
    assert (bench.journal.acknowledged, sent(bench)) == (2, list(range(3, 11)))


def test_an_entry_that_flash_lost_is_sent_as_lost_so_that_numbers_have_no_gap():
    bench = busy(events=5, link=False)
    name = segments.name(1)
    body = bytes(bench.flash.files[name])
    bank = bench.journal.read(3)[wire.BANK]
    at = body.rindex(bank)  # the event that removed it, or brought it
    bench.flash.files[name][at] ^= 1
    bench.link_up()
    bench.run(4_000)
    found = {event[fields.SEQ]: event for leaf, event in bench.published if leaf == topics.EVENT}
    assert sorted(found) == [1, 2, 3, 4, 5]
    lost = [seq for seq in found if found[seq][fields.TYPE] == messages.ENTRY_LOST]
    assert len(lost) == 1


def test_a_flash_that_cannot_be_read_delays_events_and_says_so():
    bench = busy(events=3)
    bench.flash.fails = True
    bench.acknowledge(0)
    bench.run(1_000)
    assert sent(bench) == []
    assert any(text.startswith("delivery: cannot read") for text in bench.said)
    bench.flash.fails = False
    bench.run(delivery.RETRY_MS)
    assert sent(bench) == [1, 2, 3]


def test_the_core_never_asks_to_be_called_without_having_something_to_do():
    bench = busy()
    for _ in range(200):
        due_ms = bench.device.deadline_ms()
        if due_ms is None or due_ms > bench.now_ms:
            break
        bench.give(inputs.TICK)
    else:
        raise AssertionError("the deadline never lies ahead")
