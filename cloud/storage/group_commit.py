"""Runs items of work in one transaction, each in a savepoint: one item's failure undoes that item alone.

What makes the transaction as a whole fail (disk full, connection lost, deadlock) fails nobody else: every item is run again
in a transaction of its own, and hears its own error.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cloud.services.ports.notes import Note
from cloud.services.ports.store import ConstraintViolated, Overtaken, RunInstead, StorageBusy, StorageError, Unit
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.postgresql import Deadlocked
from cloud.storage.unit import StoredUnit

Work = Callable[[Unit], Any]

# Bounds a bug in a use case; more than the events that can be parked, each of which may be found defective in turn.
_MAX_RUNS_OF_ITEM = 200
_MAX_DEADLOCKS = 10


class Outcome(NamedTuple):
    """What became of an item: its result, or what it raised."""

    result: Any
    error: BaseException | None


class Committed(NamedTuple):
    """Outcomes in the order of the items, and the notes of what was committed."""

    outcomes: list[Outcome]
    notes: list[Note]


class GroupCommit:
    """Transactions over one connection, in the hands of one thread."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection over."""
        self._connection = connection
        self._unit = StoredUnit(connection)

    def write(self, works: Sequence[Work]) -> Committed:
        """Run and commit `works`; never raises what a work or the database raised."""
        try:
            return self._together(works)
        except StorageError as error:
            self._abandon()
            if len(works) == 1 and not isinstance(error, Deadlocked):
                return Committed([Outcome(None, error)], [])
        return self._one_by_one(works)

    def read(self, works: Sequence[Work]) -> Committed:
        """Run `works`, which only look, on one state of the database."""
        return Committed([self._look(work) for work in works], [])

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _together(self, works: Sequence[Work]) -> Committed:
        self._connection.begin()
        outcomes = [self._item(work) for work in works]
        self._unit.finish()
        self._connection.commit()
        return Committed(outcomes, list(self._unit.take_notes()))

    def _one_by_one(self, works: Sequence[Work]) -> Committed:
        outcomes: list[Outcome] = []
        notes: list[Note] = []
        for work in works:
            alone = self._alone(work)
            outcomes += alone.outcomes
            notes += alone.notes
        return Committed(outcomes, notes)

    def _alone(self, work: Work) -> Committed:
        failure: StorageError = StorageBusy("the item kept waiting for another that waited for it; try again")
        for _ in range(_MAX_DEADLOCKS):
            try:
                return self._together((work,))
            except Deadlocked:
                self._abandon()
            except StorageError as error:
                self._abandon()
                failure = error
                break
        return Committed([Outcome(None, failure)], [])

    def _item(self, work: Work) -> Outcome:
        connection, unit = self._connection, self._unit
        for _ in range(_MAX_RUNS_OF_ITEM):
            mark = unit.mark()
            connection.savepoint()
            try:
                result = work(unit)
            except BaseException as error:
                unit.drop_since(mark)
                if isinstance(error, StorageError) and not isinstance(error, ConstraintViolated):
                    raise
                connection.rollback_item()
                if isinstance(error, RunInstead):
                    work = error.work
                elif not isinstance(error, Overtaken):
                    return Outcome(None, error)
            else:
                connection.release()
                return Outcome(result, None)
        return Outcome(None, StorageBusy("other transactions changed what this one read, again and again; try again"))

    def _look(self, work: Work) -> Outcome:
        try:
            self._connection.begin_reading()
            outcome = Outcome(work(self._unit), None)
        except BaseException as error:  # noqa: BLE001 - the caller hears it
            outcome = Outcome(None, error)
        self._abandon()
        return outcome

    def _abandon(self) -> None:
        """Undo the transaction; a connection that is too broken even for that is opened anew at the next begin."""
        self._unit.drop_since((0, 0))
        try:
            self._connection.rollback()
        except StorageError:
            self._connection.close()
