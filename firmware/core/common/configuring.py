"""Takes commands that configure: the newest version wins, a wrong one is refused by name, a repeated one gets its old answer.

What may be configured is the business of each kind of device: what is handed in holds

    configuration       the one in force: `version`, `usable` (False: what was stored cannot be read), `body()` to be stored
    judge(body)         returns the configuration that a command asks for; raises ConfigurationError
"""

from firmware.core.common.clock import Clock
from firmware.core.common.commands import state_body
from firmware.core.common.effects import INFO, PUBLISH, SAY, STORE_CONFIGURATION, WARNING
from firmware.core.common.event_log import EventLog
from shared_protocol import codes, fields, messages, topics
from shared_protocol.limits import MAX_TEXT_BYTES


class ConfigurationError(Exception):
    """A value that is not allowed: `key` names it, `value` is what stood there, `allowed` says what may stand there."""

    def __init__(self, key: str, value: str, allowed: str) -> None:
        super().__init__(key + " is " + value + ", allowed: " + allowed)
        self.key = key
        self.value = value
        self.allowed = allowed


class Configuring:
    """Remembers the last version that was judged, and how."""

    def __init__(self, configured, log: EventLog, clock: Clock) -> None:
        """Take what is configured."""
        self._configured = configured
        self._log = log
        self._clock = clock
        self._judged = configured.configuration.version
        self._answer = [codes.DONE, 0, 0, 0]  # as commands.state_body takes it

    def take(self, body: dict, now_ms: int, out: list) -> bool:
        """Judge a CONFIGURE; tells whether another configuration is in force now."""
        version = body[fields.CONFIGURATION_VERSION]
        if version == self._judged and (self._configured.configuration.usable or self._answer[0] != codes.DONE):
            self._reply(body, self._answer, now_ms, out)
        elif version <= self._configured.configuration.version and self._configured.configuration.usable:
            self._reply(body, [codes.EXPIRED, 0, 0, 0], now_ms, out)  # a newer one is in force
        elif not self._log.journal.has_room():
            self._reply(body, [codes.REFUSED, codes.JOURNAL_FULL, 0, 0], now_ms, out)
        else:
            return self._judge(body, version, now_ms, out)
        return False

    def _judge(self, body: dict, version: int, now_ms: int, out: list) -> bool:
        try:
            wanted = self._configured.judge(body)
        except ConfigurationError as error:
            detail = _cut(str(error))
            out.append((SAY, WARNING, "configuration " + str(version) + " refused: " + detail))
            self._record(body, codes.REFUSED, codes.INVALID_CONFIGURATION, detail, now_ms, out)
            return False
        if not self._record(body, codes.DONE, 0, "", now_ms, out):
            return False
        self._configured.configuration = wanted
        out.append((STORE_CONFIGURATION, wanted.body()))
        out.append((SAY, INFO, "configuration " + str(version) + " in force"))
        return True

    def _record(self, command: dict, outcome: int, reason: int, detail: str, now_ms: int, out: list) -> bool:
        body = {
            fields.TYPE: messages.CONFIGURATION_RESULT,
            fields.COMMAND: command[fields.COMMAND],
            fields.CONFIGURATION_VERSION: command[fields.CONFIGURATION_VERSION],
            fields.OUTCOME: outcome,
        }
        if reason:
            body[fields.REASON] = reason
        if detail:
            body[fields.DETAIL] = detail
        seq = self._log.event(body, now_ms, now_ms)
        if not seq:
            self._reply(command, [codes.REFUSED, codes.FLASH_FAILED, 0, 0], now_ms, out)
            return False
        self._judged = command[fields.CONFIGURATION_VERSION]
        self._answer = [outcome, reason, 0, seq]
        return True

    def _reply(self, command: dict, answer: list, now_ms: int, out: list) -> None:
        state = state_body(command[fields.COMMAND], answer, self._clock.moment(now_ms))
        out.append((PUBLISH, topics.STATUS, state, False))


def _cut(text: str) -> str:
    while len(text.encode()) > MAX_TEXT_BYTES:
        text = text[:-1]
    return text
