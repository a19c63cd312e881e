"""The journal alone: numbers, segments, deletion, room, bad bytes, other people's acknowledgements."""

import pytest

from firmware.core.cabinet.inventory import Inventory
from firmware.core.cabinet.journal_room import HEAD_BYTES, open_journal, reserve_bytes
from firmware.core.common import boots, records, segments
from firmware.core.common.journal import Journal, JournalError
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from shared_protocol.host import whole_wire
from tests.support.bench_cabinet import bank_id, command_id
from tools.world.torn_flash import ALL, HALF, NONE, PlannedFlash, PowerCut

QUOTA = 64 * 1024


def returned(slot, number, boot=1):
    return {
        fields.TYPE: wire.BANK_RETURNED,
        fields.BOOT: boot,
        fields.UPTIME_MS: 1_000 + number,
        fields.CLOCK_QUALITY: codes.CLOCK_NONE,
        wire.SLOT: slot,
        wire.BANK: bank_id(number),
    }


def opened(flash, quota=QUOTA, new_id=b"journal1"):
    journal = open_journal(flash, new_id, quota, 4)
    journal.boot = 1
    return journal


def fill_up(journal):
    """Append until there is no room; returns how many events went in."""
    count = 0
    try:
        while True:
            journal.append_event(returned(1, count))
            count += 1
    except JournalError:
        return count


def banks_of(journal, first=None):
    found = []
    for seq in range(journal.first_seq if first is None else first, journal.next_seq):
        body = journal.read(seq)
        found.append(None if body is None else body[wire.BANK])
    return found


def test_events_are_numbered_from_one_and_read_back_whole():
    journal = opened(PlannedFlash())
    assert [journal.append_event(returned(1, number)) for number in (7, 8)] == [1, 2]
    body = journal.read(2)
    assert (body[fields.SEQ], body[fields.JOURNAL], body[wire.BANK]) == (2, b"journal1", bank_id(8))
    whole_wire.check_outgoing(body, "evt")
    assert journal.read(3) is None
    assert journal.read(0) is None


def test_a_reboot_finds_everything_and_goes_on_in_the_same_file():
    flash = PlannedFlash()
    journal = opened(flash)
    for number in range(10):
        journal.append_event(returned(number % 4 + 1, number))
    again = opened(flash, new_id=b"anything")
    assert (again.journal_id, again.next_seq, again.last_boot) == (b"journal1", 11, 1)
    assert again.inventory.banks == journal.inventory.banks
    assert again.append_event(returned(1, 99)) == 11
    assert banks_of(again) == [bank_id(number) for number in range(10)] + [bank_id(99)]
    assert len(flash.files) == 1


def test_segments_stay_within_a_block_and_reading_crosses_them():
    flash = PlannedFlash()
    journal = opened(flash)
    for number in range(500):
        journal.append_event(returned(number % 4 + 1, number))
    assert len(flash.files) > 3
    assert max(len(data) for data in flash.files.values()) <= segments.SEGMENT_BYTES
    assert banks_of(journal) == [bank_id(number) for number in range(500)]
    assert banks_of(opened(flash)) == banks_of(journal)
    for seq in (500, 1, 250, 251, 249):
        assert journal.read(seq)[wire.BANK] == bank_id(seq - 1)


def test_acknowledged_segments_are_kept_until_room_is_needed_and_then_deleted_whole():
    flash = PlannedFlash()
    journal = opened(flash, quota=4 * segments.SEGMENT_BYTES)
    number = 0
    while len(flash.files) < 4:
        journal.append_event(returned(1, number))
        number += 1
    assert journal.acknowledge(b"journal1", number - 1)
    assert len(flash.files) == 4
    assert journal.first_seq == 1
    for _ in range(200):
        journal.append_event(returned(1, number))
        number += 1
    assert len(flash.files) == 4
    assert journal.first_seq > 1
    assert journal.read(journal.first_seq - 1) is None
    assert banks_of(journal)[-1] == bank_id(number - 1)
    assert opened(flash, quota=4 * segments.SEGMENT_BYTES).first_seq == journal.first_seq


def test_a_full_journal_refuses_and_keeps_what_nobody_acknowledged():
    flash = PlannedFlash()
    journal = opened(flash, quota=3 * segments.SEGMENT_BYTES)
    count = fill_up(journal)
    assert journal.room_bytes() == 0
    assert banks_of(journal) == [bank_id(number) for number in range(count)]
    journal.acknowledge(b"journal1", count)
    assert journal.append_event(returned(1, count)) == count + 1


def test_room_never_promises_more_than_there_is():
    flash = PlannedFlash()
    journal = opened(flash, quota=4 * segments.SEGMENT_BYTES)
    record = len(records.build(records.EVENT, returned(1, 1)))
    while journal.room_bytes() >= record:
        journal.append_event(returned(1, 1))
    for _ in range(2):
        journal.append_event(returned(1, 1))  # the bound errs on the safe side


def test_lends_are_refused_while_returns_still_fit():
    journal = opened(PlannedFlash(), quota=6 * segments.SEGMENT_BYTES)
    while journal.has_room():
        journal.append_event(returned(1, 1))
    assert journal.room_bytes() > reserve_bytes(4) - 200
    for slot in range(1, 5):
        journal.append_event(returned(slot, 1))


@pytest.mark.parametrize("seq", [3, 2**62, -1])
def test_an_acknowledgement_of_what_was_never_written_is_ignored(seq):
    journal = opened(PlannedFlash())
    journal.append_event(returned(1, 1))
    journal.append_event(returned(1, 2))
    assert not journal.acknowledge(b"journal1", seq)
    assert journal.acknowledged == 0


def test_an_acknowledgement_of_another_journal_is_ignored():
    journal = opened(PlannedFlash())
    journal.append_event(returned(1, 1))
    assert not journal.acknowledge(b"journal2", 1)
    assert (journal.acknowledged, journal.depth()) == (0, 1)


def test_an_acknowledgement_moves_back_only_when_it_is_exact():
    journal = opened(PlannedFlash())
    for number in range(5):
        journal.append_event(returned(1, number))
    journal.acknowledge(b"journal1", 4)
    journal.acknowledge(b"journal1", 2)
    assert journal.acknowledged == 4
    journal.acknowledge(b"journal1", 2, exact=True)
    assert journal.acknowledged == 2


def test_an_error_while_appending_promises_nothing_and_the_next_record_goes_elsewhere():
    flash = PlannedFlash()
    journal = opened(flash)
    journal.append_event(returned(1, 1))
    flash.faults.fails = True
    with pytest.raises(JournalError):
        journal.append_event(returned(1, 2))
    assert journal.inventory.banks == {1: bank_id(1)}
    flash.faults.fails = False
    assert journal.append_event(returned(1, 3)) == 2
    assert len(flash.files) == 2
    assert banks_of(opened(flash)) == [bank_id(1), bank_id(3)]


def test_a_record_that_was_written_although_the_flash_said_no_is_never_sent():
    flash = PlannedFlash()
    journal = opened(flash)
    journal.append_event(returned(1, 1))
    flash.faults.fails_after_writing = True
    for number in (2, 3):  # an event in the old segment, then a new segment's head
        with pytest.raises(JournalError):
            journal.append_event(returned(1, number))
    flash.faults.fails_after_writing = False
    assert journal.append_event(returned(1, 4)) == 2
    assert banks_of(journal) == [bank_id(1), bank_id(4)]
    again = opened(flash)
    assert banks_of(again) == [bank_id(1), bank_id(4)]
    assert again.inventory.banks == {1: bank_id(4)}
    assert again.append_event(returned(1, 5)) == 3


def test_a_flash_that_is_full_below_its_quota_gives_up_what_is_acknowledged():
    flash = PlannedFlash(capacity_bytes=5 * segments.SEGMENT_BYTES)
    journal = opened(flash)
    for number in range(1_000):
        journal.append_event(returned(1, number))
        journal.acknowledge(b"journal1", number + 1)
    assert journal.next_seq == 1_001


def test_reading_from_a_failing_flash_says_so():
    flash = PlannedFlash()
    journal = opened(flash)
    journal.append_event(returned(1, 1))
    flash.faults.fails = True
    with pytest.raises(JournalError):
        journal.read(1)


def flipped(flash, name, offset, bit):
    other = PlannedFlash()
    other.files = {key: bytearray(data) for key, data in flash.files.items()}
    other.files[name][offset] ^= 1 << bit
    return other


def test_any_flipped_bit_costs_at_most_its_record_and_never_reuses_a_number():
    flash = PlannedFlash()
    journal = opened(flash)
    for number in range(6):
        journal.append_event(returned(1, number))
    name = segments.name(1)
    for offset in range(len(flash.files[name])):
        damaged = flipped(flash, name, offset, offset % 8)
        again = opened(damaged, new_id=b"journal2")
        if again.journal_id == b"journal2":
            continue  # the only segment's head: nothing says which journal it was
        assert again.next_seq >= journal.next_seq
        seq = again.append_event(returned(1, 77))
        assert again.read(seq)[wire.BANK] == bank_id(77)
        for old in range(1, journal.next_seq):
            body = again.read(old)
            assert body is None or body == journal.read(old)
        assert again.read(1) is not None or offset < 200


def test_a_bit_flipped_in_the_middle_loses_one_event_and_keeps_those_behind_it():
    flash = PlannedFlash()
    journal = opened(flash)
    offsets = []
    for number in range(6):
        journal.append_event(returned(1, number))
        offsets.append(len(flash.files[segments.name(1)]))
    damaged = flipped(flash, segments.name(1), offsets[2] + 20, 3)  # inside the fourth event
    again = opened(damaged)
    assert banks_of(again) == [bank_id(0), bank_id(1), bank_id(2), None, bank_id(4), bank_id(5)]


def test_a_head_that_went_bad_is_passed_over_without_reusing_numbers():
    flash = PlannedFlash()
    journal = opened(flash)
    for number in range(200):
        journal.append_event(returned(1, number))
    last = segments.numbers(flash)[-1]
    again = opened(flipped(flash, segments.name(last), 10, 1))
    assert again.journal_id == b"journal1"
    assert again.next_seq > 200


def test_an_inventory_that_went_bad_is_taken_from_the_segment_before():
    flash = PlannedFlash()
    journal = opened(flash)
    for number in range(200):
        journal.append_event(returned(number % 4 + 1, number))
    last = segments.numbers(flash)[-1]
    _, _, _, head = segments.read_head(flash, segments.name(last))
    again = opened(flipped(flash, segments.name(last), head - 3, 1))
    assert again.inventory.banks == journal.inventory.banks
    assert banks_of(again) == [bank_id(number) for number in range(200)]


def test_files_of_others_and_a_journal_of_another_board_are_left_alone():
    flash = PlannedFlash()
    flash.files["journal-x"] = bytearray(b"1")
    flash.files["journal-00000007.tmp"] = bytearray(b"2")
    flash.files["main.py"] = bytearray(b"3")
    opened(flash).append_event(returned(1, 1))
    assert sorted(flash.files) == ["journal-00000001", "journal-00000007.tmp", "journal-x", "main.py"]


@pytest.mark.parametrize("part", [NONE, HALF, ALL])
def test_the_boot_number_rises_whatever_the_cut_leaves(part):
    flash = PlannedFlash()
    numbers = []
    for _ in range(5):
        numbers.append(boots.next_boot(flash, opened(flash)))
        flash.faults.cut(0, part)
        with pytest.raises(PowerCut):
            boots.next_boot(flash, opened(flash))
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x00\x00\x09\x00\x00\x00\x00", b"\xff" * 8])
def test_an_unreadable_boot_number_goes_on_after_the_journals(data):
    flash = PlannedFlash()
    journal = opened(flash)
    journal.append_event(returned(1, 1, boot=41))
    flash.files[boots.NAME] = bytearray(data)
    assert boots.next_boot(flash, opened(flash)) == 42


@pytest.mark.parametrize(("new_id", "quota"), [(b"short", QUOTA), (b"journal1", 2 * segments.SEGMENT_BYTES)])
def test_a_journal_without_a_proper_id_or_room_is_our_own_bug(new_id, quota):
    with pytest.raises(ValueError, match="8 bytes and room for 3"):
        open_journal(PlannedFlash(), new_id, quota, 1)


def test_a_quota_that_cannot_hold_what_has_to_stay_free_is_our_own_bug():
    with pytest.raises(ValueError, match="too small"):
        Journal(
            PlannedFlash(),
            b"journal1",
            3 * segments.SEGMENT_BYTES,
            Inventory(),
            HEAD_BYTES,
            segments.SEGMENT_BYTES,
        )


def test_results_that_may_be_unacknowledged_are_found_again():
    flash = PlannedFlash()
    journal = opened(flash)
    for number in range(100):
        body = returned(1, number)
        body[fields.TYPE] = wire.LEND_RESULT
        body.update({fields.COMMAND: command_id(number), fields.ORDER: command_id(1), fields.OUTCOME: codes.DONE})
        journal.append_event(body)
    assert [result[0] for result in opened(flash).results] == [command_id(number) for number in range(36, 100)]
