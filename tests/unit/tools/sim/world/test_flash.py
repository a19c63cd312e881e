"""The torn flash keeps littlefs' promises and no more, and the reader beside it trusts nobody."""

import errno
from random import Random

import pytest

from firmware.core.cabinet.inventory import Inventory, OpenLend
from shared_protocol import fields
from tests.unit.tools.sim.flash_bytes import event, intent, result, segment
from tools.sim.judging.flash_records import last_intent, numbered_events, open_commands
from tools.sim.world.flash import SimulatedFlash
from tools.world.torn_flash import PowerCut

COMMAND, OTHER = b"c" * 16, b"d" * 16


def flash(seed: int = 1) -> SimulatedFlash:
    return SimulatedFlash(Random(seed), 10_000)


def test_what_was_appended_is_there_to_read():
    made = flash()
    made.append("a", b"one")
    made.append("a", b"two")
    assert (made.names(), made.read("a", 2, 3), made.free_bytes()) == (["a"], b"etw", 10_000 - 6)


def test_a_cut_append_leaves_a_prefix_and_every_length_of_it_in_the_end():
    lengths = set()
    for seed in range(200):
        made = flash(seed)
        made.append("a", b"0123")
        made.chance.cut_at = 0
        with pytest.raises(PowerCut):
            made.append("a", b"4567")
        assert b"01234567".startswith(made.read("a", 0, 100))
        lengths.add(len(made.read("a", 0, 100)))
    assert lengths == {4, 5, 6, 7, 8}


def test_a_cut_replace_is_all_or_nothing():
    found = set()
    for seed in range(50):
        made = flash(seed)
        made.replace("a", b"old")
        made.chance.cut_at = 0
        with pytest.raises(PowerCut):
            made.replace("a", b"newer")
        found.add(made.read("a", 0, 100))
    assert found == {b"old", b"newer"}


def test_power_goes_at_the_operation_that_was_chosen_and_only_once():
    made = flash()
    made.chance.cut_at = 2
    made.append("a", b"1")
    made.replace("b", b"2")
    with pytest.raises(PowerCut):
        made.remove("a")
    made.append("c", b"3")


def test_a_full_flash_says_so_and_keeps_what_it_has():
    made = flash()
    with pytest.raises(OSError, match="a") as full:
        made.append("a", bytes(10_001))
    assert full.value.errno == errno.ENOSPC
    assert made.names() == []


def test_a_failing_flash_may_keep_a_part():
    made = flash()
    made.chance.failing = 1_000
    with pytest.raises(OSError, match="a"):
        made.append("a", b"data")
    assert b"data".startswith(made.files["a"])


def test_removing_gives_room_back_and_tells_what_went():
    made = flash()
    told: list[tuple[str, bytes]] = []
    made.on_remove = lambda *what: told.append(what)
    made.append("a", b"data")
    made.remove("a")
    assert (told, made.free_bytes()) == ([("a", b"data")], 10_000)
    with pytest.raises(OSError, match="a"):
        made.remove("a")


def test_the_newest_intent_is_found_behind_later_events_and_in_an_older_segment():
    files = {
        "journal-00000001": segment(b"journal1", 1, 2) + intent(COMMAND, 3) + intent(OTHER, 4),
        "journal-00000002": segment(b"journal1", 3, 2),
        "boot": b"not a journal",
    }
    found = last_intent(files)
    assert found is not None
    assert (found.command, found.slot, found.place[0]) == (OTHER, 4, "journal-00000001")


def test_an_intent_that_is_torn_is_none():
    whole = segment(b"journal1", 1, 0) + intent(COMMAND, 3)
    for lost in range(1, len(intent(COMMAND, 3)) + 1):
        assert last_intent({"journal-00000001": whole[:-lost]}) is None


def test_an_intent_whose_bytes_changed_is_none():
    whole = bytearray(segment(b"journal1", 1, 0) + intent(COMMAND, 3))
    whole[-1] ^= 1
    assert last_intent({"journal-00000001": bytes(whole)}) is None


def test_a_command_is_open_from_its_intent_to_its_result():
    begun = segment(b"journal1", 1, 1) + intent(COMMAND, 3)
    assert open_commands({"journal-00000001": begun}) == {COMMAND}
    assert open_commands({"journal-00000001": begun + event(5) + result(COMMAND)}) == set()


def test_a_command_is_open_when_only_the_head_of_a_segment_still_tells_of_it():
    inventory = Inventory()
    inventory.open_lend = OpenLend({fields.COMMAND: COMMAND, fields.ORDER: b"o" * 16, fields.BOOT: 1}, [3])
    assert open_commands({"journal-00000002": segment(b"journal1", 9, 1, inventory)}) == {COMMAND}


def test_the_numbers_of_a_segment_are_those_of_its_events():
    assert numbered_events("journal-00000001", segment(b"journal1", 7, 3)) == (b"journal1", range(7, 10))
    assert numbered_events("journal-00000001", b"torn") is None
