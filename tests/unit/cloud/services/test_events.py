import pytest

from cloud.services.ports import Settings
from cloud.storage.store import InlineStore
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from shared_protocol.host import whole_wire
from tests.support.cloud_world import Cabinet, World


@pytest.fixture
def cabinet(world: World) -> Cabinet:
    return world.cabinet()


def returned(cabinet: Cabinet, number: int) -> dict[int, object]:
    return cabinet.event(wire.BANK_RETURNED, slot=number, bank=b"bank%02d" % number)


def committed(world: World, cabinet: Cabinet) -> int:
    seq: int = world.device(cabinet.id).committed_seq
    return seq


def test_events_are_applied_in_order_and_acknowledged(world: World, cabinet: Cabinet) -> None:
    world.acks()
    assert [cabinet.send(returned(cabinet, number)) for number in (4, 5, 6)] == ["applied"] * 3
    assert world.acks() == [1, 2, 3]


def test_an_acknowledgement_echoes_the_message_it_answers(world: World, cabinet: Cabinet) -> None:
    cabinet.send(returned(cabinet, 4))
    [*_, ack] = [note for note in world.notes if hasattr(note, "body") and note.body[fields.TYPE] == messages.ACK]
    whole_wire.check_outgoing(ack.body, topics.ACK)
    assert (ack.body[fields.ECHO_BOOT], ack.body[fields.ECHO_UPTIME_MS]) == (cabinet.boot, cabinet.uptime_ms)
    assert ack.body[fields.TIME_MS] == world.clock.at_ms


def test_a_duplicate_changes_nothing_and_is_acknowledged_up_to_what_is_committed(
    world: World, cabinet: Cabinet
) -> None:
    first, second = returned(cabinet, 4), returned(cabinet, 5)
    cabinet.send(first)
    cabinet.send(second)
    world.acks()
    assert cabinet.send(first) == "duplicate"
    assert world.acks() == [2]


def test_an_early_event_waits_for_its_predecessor(world: World, cabinet: Cabinet) -> None:
    first, second, third = (returned(cabinet, number) for number in (4, 5, 6))
    world.acks()
    assert [cabinet.send(third), cabinet.send(second), cabinet.send(third)] == ["park"] * 3
    assert (committed(world, cabinet), world.acks(), world.device(cabinet.id).parked_count) == (0, [], 2)
    assert world.bank(b"bank06") is None
    assert cabinet.send(first) == "applied"
    assert (committed(world, cabinet), world.acks(), world.device(cabinet.id).parked_count) == (3, [3], 0)
    assert world.bank(b"bank06").slot == 6


def test_only_so_many_early_events_are_kept(inline_store: InlineStore) -> None:
    world = World(inline_store, Settings(parked_events=2))
    cabinet = world.cabinet()
    bodies = [returned(cabinet, number) for number in (4, 5, 6, 7)]
    assert [cabinet.send(body) for body in bodies[1:]] == ["park", "park", "refuse"]
    cabinet.send(bodies[0])
    assert committed(world, cabinet) == 3
    assert cabinet.send(bodies[3]) == "applied"


def test_an_event_of_an_unannounced_journal_is_neither_applied_nor_acknowledged(world: World, cabinet: Cabinet) -> None:
    world.acks()
    cabinet.journal = b"another!"
    assert cabinet.send(returned(cabinet, 4)) == "foreign"
    assert (world.acks(), world.bank(b"bank04")) == ([], None)


def test_an_event_of_the_journal_before_is_foreign(world: World, cabinet: Cabinet) -> None:
    old = returned(cabinet, 4)
    cabinet.journal, cabinet.next_seq = b"another!", 1
    cabinet.come_online()
    world.acks()
    assert cabinet.send(old) == "foreign"
    assert world.acks() == []


def test_an_unknown_device_is_foreign(world: World, cabinet: Cabinet) -> None:
    body = returned(cabinet, 4)
    cabinet.id = "cab-unknown000"
    assert cabinet.send(body) == "foreign"


def test_an_event_of_an_unknown_type_is_kept_alarmed_and_acknowledged(world: World, cabinet: Cabinet) -> None:
    world.acks()
    body = cabinet.event(200)
    assert cabinet.send(body, defect="unknown message type 200") == "quarantined"
    assert world.acks() == [1]
    assert world.alarms() == ["event-quarantined"]
    [kept] = world.look(lambda unit: unit.journals.newest(cabinet.id, cabinet.journal.hex(), 10, None))
    assert (kept.state, kept.type, kept.detail) == ("quarantined", 200, "unknown message type 200")


def test_a_quarantined_event_never_blocks_the_journal(world: World, cabinet: Cabinet) -> None:
    cabinet.send(cabinet.event(200), defect="unknown")
    assert cabinet.send(returned(cabinet, 5)) == "applied"


def test_what_cannot_be_applied_leaves_no_trace_but_quarantine(world: World, cabinet: Cabinet) -> None:
    order_id = cabinet.lend()
    command_id = world.order(order_id).command_id
    world.news()
    command = {fields.COMMAND: bytes.fromhex(command_id), fields.ORDER: bytes.fromhex(order_id)}
    assert cabinet.send(cabinet.lend_result(command, codes.REFUSED, reason=wire.NO_FIT_BANK)) == "quarantined"
    assert world.order(order_id).state == "active"
    assert world.news() == []


def test_a_parked_event_that_turns_out_defective_is_quarantined_in_its_turn(world: World, cabinet: Cabinet) -> None:
    first, unknown, third = returned(cabinet, 4), cabinet.event(200), returned(cabinet, 6)
    stray = cabinet.event(wire.LEND_RESULT, command=bytes(16), order=bytes(16), outcome=codes.DONE)
    last = returned(cabinet, 7)
    for body in (third, stray, last):
        cabinet.send(body)
    cabinet.send(unknown, defect="unknown")
    world.acks()
    assert cabinet.send(first) == "applied"
    states = [
        event.state
        for event in world.look(lambda unit: unit.journals.newest(cabinet.id, cabinet.journal.hex(), 9, None))
    ]
    assert states[::-1] == ["applied", "quarantined", "applied", "quarantined", "applied"]
    assert world.acks() == [5]
    assert world.bank(b"bank07").place == "slot"


def test_slot_faults_are_shown_and_alarmed_until_they_are_gone(world: World, cabinet: Cabinet) -> None:
    cabinet.send(cabinet.event(wire.SLOT_FAULT, slot=3, faults=wire.LOCK_JAMMED | wire.GAUGE_SILENT))
    assert world.look(lambda unit: unit.slots.of_device(cabinet.id))[2].faults == wire.LOCK_JAMMED | wire.GAUGE_SILENT
    assert world.alarms() == ["slot-fault"]
    cabinet.send(cabinet.event(wire.SLOT_FAULT, slot=3, faults=0))
    assert world.look(lambda unit: unit.slots.of_device(cabinet.id))[2].faults == 0
    assert world.alarms() == ["slot-fault"]


@pytest.mark.parametrize(("cause", "alarms"), [(codes.RESET_WATCHDOG, ["watchdog-reset"]), (codes.RESET_POWER_ON, [])])
def test_only_a_bite_of_the_watchdog_is_alarmed(world: World, cabinet: Cabinet, cause: int, alarms: list[str]) -> None:
    cabinet.send(cabinet.event(messages.BOOTED, reset_cause=cause, firmware_version="0.1.0"))
    assert world.alarms() == alarms
