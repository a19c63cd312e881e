"""Commands: the outbox."""

from collections.abc import Sequence

from sqlalchemy import case, literal_column, select, update

from cloud.domain.delivery import command as states
from cloud.services.ports.rows.delivery import Command
from cloud.services.ports.rows.orders import Order
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, insert_row, number, plain, text_, word, words
from cloud.storage.schema.delivery import COMMAND
from cloud.storage.schema.fleet import DEVICE
from cloud.storage.schema.orders import ORDERS

# These two words stand in the partial index, which is used only where they are repeated.
_IS_OPEN = COMMAND.c.state.in_(words(states.OPEN))
_WIDTH = len(COMMAND.columns)

_ADD = insert_row(COMMAND)
_WITH_ORDER = plain(
    select(COMMAND, ORDERS)
    .select_from(COMMAND.outerjoin(ORDERS, ORDERS.c.id == COMMAND.c.order_id))
    .where(COMMAND.c.id == text_("command")),
    "command",
)
_QUEUED = plain(
    select(COMMAND)
    .where(_IS_OPEN, COMMAND.c.state == word(states.QUEUED))
    .order_by(COMMAND.c.id)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "at_most",
)
_DUE = plain(
    select(COMMAND)
    .join(DEVICE, DEVICE.c.id == COMMAND.c.device_id)
    .where(_IS_OPEN, COMMAND.c.due_ms <= number("now"), DEVICE.c.online == literal_column("1"))
    .order_by(COMMAND.c.due_ms, COMMAND.c.id)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "now",
    "at_most",
)
_OPEN_OF_DEVICE = plain(
    select(COMMAND).where(_IS_OPEN, COMMAND.c.device_id == text_("device")).order_by(COMMAND.c.id), "device"
)
_MARK_SENT = plain(
    update(COMMAND)
    .where(COMMAND.c.id == text_("command"), _IS_OPEN)
    .values(
        state=word(states.SENT),
        attempts=COMMAND.c.attempts + literal_column("1"),
        sent_ms=number("now"),
        # What `postpone` set further off stays: that is the growing interval.
        due_ms=case((COMMAND.c.due_ms > number("soonest"), COMMAND.c.due_ms), else_=number("next")),
    ),
    "now",
    "soonest",
    "next",
    "command",
)
_POSTPONE = plain(
    update(COMMAND).where(COMMAND.c.id == text_("command"), _IS_OPEN).values(due_ms=number("next")), "next", "command"
)
_REBIND = plain(
    update(COMMAND)
    .where(
        COMMAND.c.id == text_("command"), COMMAND.c.state == text_("before"), COMMAND.c.boot == number("boot_before")
    )
    .values(
        state=text_("after"), boot=number("boot_after"), not_after_uptime_ms=number("deadline"), due_ms=number("next")
    ),
    "after",
    "boot_after",
    "deadline",
    "next",
    "command",
    "before",
    "boot_before",
)
_FINISH = plain(
    update(COMMAND)
    .where(COMMAND.c.id == text_("command"), COMMAND.c.state == text_("before"))
    .values(state=text_("after"), outcome=number("how"), reason=number("why")),
    "after",
    "how",
    "why",
    "command",
    "before",
)
_SUPERSEDE = plain(
    update(COMMAND)
    .where(_IS_OPEN, COMMAND.c.device_id == text_("device"), COMMAND.c.kind == word("configure"))
    .values(state=word(states.EXPIRED)),
    "device",
)


class CommandRows:
    """Keeps commands (services.ports.repositories.Commands)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, command: Command) -> None:
        self._connection.run(_ADD, command)

    def with_order(self, command_id: str) -> tuple[Command, Order | None] | None:
        row = self._connection.one(_WITH_ORDER, (command_id,))
        if row is None:
            return None
        return Command._make(row[:_WIDTH]), None if row[_WIDTH] is None else Order._make(row[_WIDTH:])

    def queued(self, limit: int) -> list[Command]:
        return [Command._make(row) for row in self._connection.all(_QUEUED, (limit,))]

    def due(self, now_ms: int, limit: int) -> list[Command]:
        return [Command._make(row) for row in self._connection.all(_DUE, (now_ms, limit))]

    def open_of_device(self, device_id: str) -> list[Command]:
        return [Command._make(row) for row in self._connection.all(_OPEN_OF_DEVICE, (device_id,))]

    def mark_sent(self, command_ids: Sequence[str], now_ms: int, due_ms: int) -> None:
        self._connection.many(_MARK_SENT, [(now_ms, due_ms, due_ms, command_id) for command_id in command_ids])

    def postpone(self, command_id: str, due_ms: int) -> None:
        self._connection.run(_POSTPONE, (due_ms, command_id))

    def rebind(self, after: Command, before: Command) -> bool:
        fresh = (after.state, after.boot, after.not_after_uptime_ms, after.due_ms)
        return self._connection.run(_REBIND, (*fresh, before.id, before.state, before.boot)) == 1

    def finish(self, command_id: str, from_state: str, state: str, outcome: int, reason: int | None) -> bool:
        return self._connection.run(_FINISH, (state, outcome, reason, command_id, from_state)) == 1

    def supersede_configure(self, device_id: str) -> None:
        self._connection.run(_SUPERSEDE, (device_id,))
