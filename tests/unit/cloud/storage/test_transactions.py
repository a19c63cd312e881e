from typing import Any

import pytest

from cloud.services.ports.store import (
    ConstraintViolated,
    Overtaken,
    RunInstead,
    StorageBusy,
    StorageError,
    StorageFull,
    Unit,
)
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.postgresql import Deadlocked
from cloud.storage.group_commit import GroupCommit
from tests.support.traces import has_row, leave, leave_then, traces, violate


@pytest.fixture
def group(connection: Connection) -> GroupCommit:
    return GroupCommit(connection)


def looked(group: GroupCommit, work: Any) -> Any:
    outcome = group.read([work]).outcomes[0]
    assert outcome.error is None
    return outcome.result


def test_a_batch_is_committed_in_order_with_its_notes(group: GroupCommit) -> None:
    committed = group.write([leave("a"), leave("b"), leave("c")])
    assert [outcome.result for outcome in committed.outcomes] == ["a", "b", "c"]
    assert [note.name for note in committed.notes] == ["a", "b", "c"]
    assert looked(group, traces) == ["a", "b", "c"]


def test_one_failing_item_undoes_itself_alone(group: GroupCommit) -> None:
    failure = ValueError("no")
    committed = group.write([leave("a"), leave_then("b", failure), leave("c")])
    assert committed.outcomes[1].error is failure
    assert [note.name for note in committed.notes] == ["a", "c"]
    assert looked(group, traces) == ["a", "c"]
    assert not looked(group, has_row("b"))


def test_a_broken_constraint_undoes_its_item_alone(group: GroupCommit) -> None:
    committed = group.write([leave("a"), violate("b"), leave("c")])
    assert isinstance(committed.outcomes[1].error, ConstraintViolated)
    assert looked(group, traces) == ["a", "c"]
    assert not looked(group, has_row("b"))


def test_an_overtaken_item_is_run_again_from_its_start(group: GroupCommit) -> None:
    runs = []

    def work(unit: Unit) -> int:
        leave("b")(unit)
        runs.append(1)
        if len(runs) < 3:
            raise Overtaken
        return len(runs)

    committed = group.write([leave("a"), work])
    assert committed.outcomes[1].result == 3
    assert [note.name for note in committed.notes] == ["a", "b"]
    assert looked(group, traces) == ["a", "b"]


def test_an_item_that_is_always_overtaken_gives_up(group: GroupCommit) -> None:
    committed = group.write([leave_then("a", Overtaken()), leave("b")])
    assert isinstance(committed.outcomes[0].error, StorageBusy)
    assert looked(group, traces) == ["b"]


def test_work_can_be_replaced_half_way(group: GroupCommit) -> None:
    committed = group.write([leave_then("a", RunInstead(leave("instead"))), leave("b")])
    assert committed.outcomes[0].result == "instead"
    assert [note.name for note in committed.notes] == ["instead", "b"]
    assert looked(group, traces) == ["instead", "b"]


@pytest.mark.parametrize("error", [StorageFull("full"), StorageBusy("busy"), StorageError("lost")])
def test_what_fails_the_transaction_fails_nobody_else(group: GroupCommit, error: StorageError) -> None:
    committed = group.write([leave("a"), leave_then("b", error), leave("c")])
    assert [outcome.error for outcome in committed.outcomes] == [None, error, None]
    assert [note.name for note in committed.notes] == ["a", "c"]
    assert looked(group, traces) == ["a", "c"]
    assert not looked(group, has_row("b"))


def test_a_lone_item_that_fails_the_transaction_is_run_once(group: GroupCommit) -> None:
    runs = []

    def work(unit: Unit) -> None:
        runs.append(1)
        raise StorageFull("full")

    assert isinstance(group.write([work]).outcomes[0].error, StorageFull)
    assert len(runs) == 1


def test_who_gave_way_in_a_deadlock_is_run_again(group: GroupCommit) -> None:
    runs = []

    def work(unit: Unit) -> str:
        runs.append(1)
        leave("b")(unit)
        if len(runs) < 4:
            raise Deadlocked("gave way")
        return "done"

    committed = group.write([leave("a"), work])
    assert [outcome.result for outcome in committed.outcomes] == ["a", "done"]
    assert looked(group, traces) == ["a", "b"]


def test_a_commit_that_fails_promises_nothing(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    group = GroupCommit(connection)

    def fail() -> None:
        raise StorageFull("no room for the commit")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "commit", fail)
        committed = group.write([leave("a"), leave("b")])
    assert [type(outcome.error) for outcome in committed.outcomes] == [StorageFull, StorageFull]
    assert committed.notes == []
    assert looked(group, traces) == []
    assert group.write([leave("c")]).notes


def test_reading_sees_one_state_and_changes_nothing(group: GroupCommit) -> None:
    outcome = group.read([leave("a")]).outcomes[0]
    assert isinstance(outcome.error, StorageError) or outcome.result == "a"
    assert looked(group, traces) == []
    assert group.write([leave("b")]).outcomes[0].result == "b"


def test_a_reader_that_fails_disturbs_no_other(group: GroupCommit) -> None:
    group.write([leave("a")])
    outcomes = group.read([leave_then("b", ValueError("no")), traces]).outcomes
    assert outcomes[0].error is not None
    assert outcomes[1].result == ["a"]


def test_a_unit_reads_what_it_wrote_and_what_the_batch_wrote(group: GroupCommit) -> None:
    committed = group.write([leave("a"), lambda unit: unit.banks.get("a") is not None])
    assert committed.outcomes[1].result is True
