"""INV-14: a lend past its deadline, of another boot, or replayed never runs, whoever delayed it."""

from shared_protocol import cabinet as wire
from shared_protocol import fields
from tools.sim.checkers.violation import Violation
from tools.sim.observations import AckArrived, Booted, CommandArrived, Observation, Published, Pulsed
from tools.sim.trace import short


class Freshness:
    """Knows what each cabinet was asked in this boot, and whose result it was told to be committed."""

    def __init__(self) -> None:
        self._deadlines: dict[str, dict[bytes, int]] = {}
        self._told: dict[tuple[str, bytes], list[tuple[int, bytes]]] = {}
        self._over: set[bytes] = set()

    def see(self, seen: Observation) -> None:
        """Judge each pulse by the commands that arrived in this boot, with their deadlines."""
        if isinstance(seen, Booted):
            self._deadlines[seen.cabinet] = {}
        elif isinstance(seen, CommandArrived):
            self._take_command(seen)
        elif isinstance(seen, Published) and seen.body[fields.TYPE] == wire.LEND_RESULT:
            results = self._told.setdefault((seen.cabinet, seen.body[fields.JOURNAL]), [])
            results.append((seen.body[fields.SEQ], seen.body[fields.COMMAND]))
        elif isinstance(seen, AckArrived):
            self._take_ack(seen)
        elif isinstance(seen, Pulsed) and seen.intent is not None and seen.intent.command is not None:
            self._judge(seen, seen.intent.command)

    def _take_command(self, arrived: CommandArrived) -> None:
        body = arrived.body
        if body[fields.BOOT] == arrived.boot:
            asked = self._deadlines.setdefault(arrived.cabinet, {})
            command = body[fields.COMMAND]
            asked[command] = max(asked.get(command, 0), body[fields.NOT_AFTER_UPTIME_MS])

    def _take_ack(self, ack: AckArrived) -> None:
        waiting = self._told.get((ack.cabinet, ack.journal), [])
        self._over.update(command for seq, command in waiting if seq <= ack.seq)
        self._told[ack.cabinet, ack.journal] = [result for result in waiting if result[0] > ack.seq]

    def _judge(self, pulse: Pulsed, command: bytes) -> None:
        where = f"{pulse.cabinet} pulsed slot {pulse.slot} for command {short(command)}"
        deadline_ms = self._deadlines.get(pulse.cabinet, {}).get(command)
        if deadline_ms is None:
            raise Violation("INV-14", f"{where}, which was never given to boot {pulse.boot}")
        if pulse.uptime_ms > deadline_ms:
            raise Violation("INV-14", f"{where} {pulse.uptime_ms - deadline_ms} ms after its deadline")
        if command in self._over:
            raise Violation("INV-14", f"{where}, a replay: its result was acknowledged before")
