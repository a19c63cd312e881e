"""INV-13: the same command id gets the same stored result, and no second act.

`WRONG_BOOT` speaks of a binding and not of the command, so each bound boot has answers of its own. A result that the
cabinet knows to be committed may be forgotten; even then nothing begins again.
"""

from typing import Any

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages
from tools.sim.checkers.violation import Violation
from tools.sim.observations import AckArrived, CommandArrived, Observation, Published, Pulsed
from tools.sim.trace import short

Answer = tuple[int, int]  # outcome, reason or 0

# A refusal that is past its deadline need not be remembered: it can be told from nothing that a refusal would.
_TOO_LATE = (codes.EXPIRED, codes.DEADLINE_PASSED)


class Answers:
    """Knows the result and the answers that were given for each command."""

    def __init__(self) -> None:
        self._results: dict[bytes, tuple[str, bytes, int, Answer]] = {}
        self._answers: dict[tuple[bytes, int], Answer] = {}
        self._refused: set[tuple[bytes, int]] = set()
        self._acknowledged: dict[tuple[str, bytes], int] = {}
        self._lends: set[bytes] = set()

    def see(self, seen: Observation) -> None:
        """Take results, answers, acknowledgements and pulses."""
        if isinstance(seen, Published):
            if seen.body[fields.TYPE] == wire.LEND_RESULT:
                self._take_result(seen.cabinet, seen.body)
            elif seen.body[fields.TYPE] == messages.COMMAND_STATE and seen.body[fields.COMMAND] in self._lends:
                self._take_answer(seen)
        elif isinstance(seen, CommandArrived):
            self._lends.add(seen.body[fields.COMMAND])
        elif isinstance(seen, AckArrived):
            journal = (seen.cabinet, seen.journal)
            self._acknowledged[journal] = max(seen.seq, self._acknowledged.get(journal, 0))
        elif isinstance(seen, Pulsed) and seen.intent is not None:
            command = seen.intent.command
            if command is not None and (command in self._results or (command, seen.boot) in self._refused):
                raise Violation("INV-13", f"{seen.cabinet} acted on command {short(command)}, which it had answered")

    def _take_result(self, cabinet: str, body: dict[int, Any]) -> None:
        result = (cabinet, body[fields.JOURNAL], body[fields.SEQ], _answer(body))
        if self._results.setdefault(body[fields.COMMAND], result) != result:
            raise Violation("INV-13", f"{cabinet} told two results of command {short(body[fields.COMMAND])}")

    def _take_answer(self, told: Published) -> None:
        command, answer = told.body[fields.COMMAND], _answer(told.body)
        where = f"{told.cabinet} answered {answer} to command {short(command)}"
        result = self._results.get(command)
        if result is not None:
            self._compare(where, answer, result)
        elif answer[0] != codes.EXECUTING and answer[1] != codes.WRONG_BOOT and fields.SEQ not in told.body:
            first = self._answers.setdefault((command, told.boot), answer)
            if answer not in (first, _TOO_LATE):
                raise Violation("INV-13", f"{where} after {first}")
            self._refused.add((command, told.boot))

    def _compare(self, where: str, answer: Answer, result: tuple[str, bytes, int, Answer]) -> None:
        cabinet, journal, seq, stored = result
        committed = self._acknowledged.get((cabinet, journal), 0) >= seq
        if answer[0] == codes.EXECUTING:
            raise Violation("INV-13", f"{where}, which has ended with {stored}")
        if answer != stored and not committed:
            raise Violation("INV-13", f"{where}, whose stored result is {stored}")


def _answer(body: dict[int, Any]) -> Answer:
    return body[fields.OUTCOME], body.get(fields.REASON, 0)
