"""INV-15: numbers rise by one, what is acknowledged was sent, and a device deletes only what was acknowledged to it."""

from typing import Any

from shared_protocol import fields
from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.flash_records import PREFIX, numbered_events
from tools.sim.judging.observations import AckArrived, AckSent, AckTaken, FileRemoved, Observation, Published, Settled
from tools.sim.world.trace import short

Journal = tuple[str, bytes]


class Delivery:
    """Knows each journal's events as they were sent, and what was acknowledged on either side."""

    def __init__(self) -> None:
        self._events: dict[Journal, list[dict[int, Any]]] = {}
        self._acknowledged: dict[Journal, int] = {}
        self._current: dict[str, bytes] = {}

    def see(self, seen: Observation) -> None:
        """Take events, acknowledgements on both sides, and deleted files."""
        if isinstance(seen, Published) and fields.SEQ in seen.body and fields.JOURNAL in seen.body:
            self._take_event(seen)
        elif isinstance(seen, AckArrived):
            journal = (seen.cabinet, seen.journal)
            self._acknowledged[journal] = max(seen.seq, self._acknowledged.get(journal, 0))
        elif isinstance(seen, AckTaken):
            self._take_belief(seen)
        elif isinstance(seen, AckSent):
            if seen.seq > len(self._events.get((seen.cabinet, seen.journal), ())):
                raise Violation("INV-15", f"the cloud acknowledged {seen.seq} to {seen.cabinet}, which never sent it")
        elif isinstance(seen, FileRemoved) and seen.name.startswith(PREFIX):
            self._take_removal(seen)
        elif isinstance(seen, Settled):
            self._compare_prefixes(seen)

    def _take_event(self, told: Published) -> None:
        seq = told.body[fields.SEQ]
        self._current[told.cabinet] = told.body[fields.JOURNAL]
        events = self._events.setdefault((told.cabinet, told.body[fields.JOURNAL]), [])
        if seq == len(events) + 1:
            events.append(dict(told.body))
        elif seq > len(events):
            raise Violation("INV-15", f"{told.cabinet} sent event {seq} after {len(events)}")
        elif told.body != events[seq - 1]:
            raise Violation("INV-15", f"{told.cabinet} sent event {seq} with another content than before")

    def _take_belief(self, taken: AckTaken) -> None:
        journal = self._current.get(taken.cabinet)
        if journal is None:
            return
        known = self._acknowledged.get((taken.cabinet, journal), 0)
        if taken.acknowledged_seq > known:
            raise Violation(
                "INV-15",
                f"{taken.cabinet} believes {taken.acknowledged_seq} of journal {short(journal)} to be committed, "
                f"of which only {known} was acknowledged to it",
            )

    def _take_removal(self, removed: FileRemoved) -> None:
        numbered = numbered_events(removed.name, removed.data)
        if numbered is None or not numbered[1]:
            return
        journal, last = numbered[0], numbered[1][-1]
        known = self._acknowledged.get((removed.cabinet, journal), 0)
        if last > known:
            raise Violation(
                "INV-15",
                f"{removed.cabinet} deleted event {last} of journal {short(journal)}, "
                f"of which only {known} was acknowledged to it",
            )

    def _compare_prefixes(self, end: Settled) -> None:
        for name, device in end.devices.items():
            journal = device.journal or b""
            expected = list(range(1, device.committed_seq + 1))
            if device.applied.get(journal, []) != expected:
                raise Violation(
                    "INV-15", f"the cloud committed {device.committed_seq} of {name}, but holds no such prefix"
                )
            if device.committed_seq < len(self._events.get((name, journal), ())):
                raise Violation("INV-15", f"{name} sent more than the {device.committed_seq} events that the cloud has")
