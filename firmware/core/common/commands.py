"""Memory of command ids: what became of each, so that a repeated one gets the same answer and no second act.

Bounded: an entry goes only when its deadline has passed and the journal entry that tells its result, if there is one,
is acknowledged. When no entry can go, nothing new is taken, and the cabinet keeps silent. Knows no links, no slots.
"""

from shared_protocol import codes, fields, messages

MOST_COMMANDS = 64

OUTCOME = 0
REASON = 1  # 0: none
BOUND_BOOT = 2
SEQ = 3  # of the event that tells the result; 0: there is none
NOT_AFTER_MS = 4


class Commands:
    """A bounded map of command id to [outcome, reason, bound boot, seq, not after]."""

    def __init__(self, results: list) -> None:
        """Take the unacknowledged results that the journal found: (command, outcome, reason, bound boot, seq)."""
        self._entries = {}
        for command, outcome, reason, bound_boot, seq in results:
            self._entries[command] = [outcome, reason, bound_boot, seq, 0]

    def find(self, command: bytes) -> list | None:
        """Return the entry of `command`, or None."""
        return self._entries.get(command)

    def add(self, command: bytes, bound_boot: int, not_after_ms: int, acknowledged: int, now_ms: int) -> bool:
        """Remember a new command as EXECUTING; False when there is no room to remember it."""
        if len(self._entries) >= MOST_COMMANDS:
            self._forget(acknowledged, now_ms)
            if len(self._entries) >= MOST_COMMANDS:
                return False
        self._entries[command] = [codes.EXECUTING, 0, bound_boot, 0, not_after_ms]
        return True

    def recovering(self, command: bytes, bound_boot: int) -> None:
        """Remember the command whose INTENT was open at the power cut, whatever else is remembered."""
        self._entries[command] = [codes.EXECUTING, 0, bound_boot, 0, 0]

    def finish(self, command: bytes, outcome: int, reason: int, seq: int = 0) -> None:
        """Remember what became of `command`; `seq` is that of its journaled result, if it has one."""
        entry = self._entries.get(command)
        if entry is not None:
            entry[OUTCOME] = outcome
            entry[REASON] = reason
            entry[SEQ] = seq

    def _forget(self, acknowledged: int, now_ms: int) -> None:
        gone = []
        for command, entry in self._entries.items():
            if entry[OUTCOME] != codes.EXECUTING and entry[NOT_AFTER_MS] < now_ms and entry[SEQ] <= acknowledged:
                gone.append(command)
        for command in gone:
            del self._entries[command]


def state_body(command: bytes, entry: list, moment: dict) -> dict:
    """Return the COMMAND_STATE that tells `entry`; `moment` holds BOOT and UPTIME_MS of now."""
    body = {
        fields.TYPE: messages.COMMAND_STATE,
        fields.BOOT: moment[fields.BOOT],
        fields.UPTIME_MS: moment[fields.UPTIME_MS],
        fields.COMMAND: command,
        fields.OUTCOME: entry[OUTCOME],
    }
    if entry[REASON]:
        body[fields.REASON] = entry[REASON]
    if entry[BOUND_BOOT]:
        body[fields.BOUND_BOOT] = entry[BOUND_BOOT]
    if entry[SEQ]:
        body[fields.SEQ] = entry[SEQ]
    return body
