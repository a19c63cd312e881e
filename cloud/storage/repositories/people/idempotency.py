"""The keys under which requests were asked for."""

from sqlalchemy import select

from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import Statement, plain, text_
from cloud.storage.schema.people import IDEMPOTENCY

_KEY_COLUMNS = tuple(column.name for column in IDEMPOTENCY.columns)
_CLAIM = Statement(lambda insert: insert(IDEMPOTENCY).on_conflict_do_nothing(), *_KEY_COLUMNS)
_CLAIMED = plain(
    select(IDEMPOTENCY.c.request_hash, IDEMPOTENCY.c.made_id).where(
        IDEMPOTENCY.c.account_id == text_("account"),
        IDEMPOTENCY.c.route == text_("of"),
        IDEMPOTENCY.c.key == text_("given"),
    ),
    "account",
    "of",
    "given",
)


class IdempotencyRows:
    """Keeps idempotency keys (services.ports.repositories.people.Idempotency)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, account_id: str, route: str, key: str, request_hash: str, made_id: str, now_ms: int) -> bool:
        return self._connection.run(_CLAIM, (account_id, route, key, request_hash, made_id, now_ms)) == 1

    def claimed(self, account_id: str, route: str, key: str) -> tuple[str, str]:
        row = self._connection.one(_CLAIMED, (account_id, route, key))
        return ("", "") if row is None else (row[0], row[1])
