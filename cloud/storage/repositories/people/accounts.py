"""Accounts, persons, sessions."""

from sqlalchemy import literal_column, select, update

from cloud.services.ports.rows.people import Account, Person, Session
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import Statement, insert_row, number, plain, text_
from cloud.storage.schema.people import ACCOUNT, PERSON, SESSION

_ADD = insert_row(ACCOUNT)
_GET = plain(select(ACCOUNT).where(ACCOUNT.c.id == text_("account")), "account")
_PERSON_COLUMNS = tuple(column.name for column in PERSON.columns)
_ADD_PERSON = Statement(lambda insert: insert(PERSON).on_conflict_do_nothing(), *_PERSON_COLUMNS)
_PERSON = plain(select(PERSON).where(PERSON.c.account_id == text_("account")), "account")
_PERSON_BY_EMAIL = plain(select(PERSON).where(PERSON.c.email == text_("address")), "address")
_ADVANCE = plain(
    update(ACCOUNT)
    .where(ACCOUNT.c.id == text_("account"))
    .values(live_seq=ACCOUNT.c.live_seq + literal_column("1"), open_orders=ACCOUNT.c.open_orders + number("opened"))
    .returning(ACCOUNT.c.state, ACCOUNT.c.live_seq, ACCOUNT.c.open_orders),
    "opened",
    "account",
)
_OPEN_ORDERS = plain(
    select(ACCOUNT.c.id, ACCOUNT.c.open_orders)
    .where(ACCOUNT.c.open_orders != literal_column("0"))
    .order_by(ACCOUNT.c.id)
)
_SET_STATE = plain(update(ACCOUNT).where(ACCOUNT.c.id == text_("account")).values(state=text_("now")), "now", "account")
_ADD_SESSION = insert_row(SESSION)
_SESSION = plain(select(SESSION).where(SESSION.c.token_hash == text_("hash")), "hash")
_REVOKE = plain(
    update(SESSION)
    .where(SESSION.c.token_hash == text_("hash"), SESSION.c.revoked_ms.is_(None))
    .values(revoked_ms=number("now")),
    "now",
    "hash",
)


class AccountRows:
    """Keeps accounts, persons and sessions (services.ports.repositories.Accounts)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: Account) -> None:
        self._connection.run(_ADD, account)

    def get(self, account_id: str) -> Account | None:
        row = self._connection.one(_GET, (account_id,))
        return None if row is None else Account._make(row)

    def add_person(self, person: Person) -> bool:
        return self._connection.run(_ADD_PERSON, person) == 1

    def person(self, account_id: str) -> Person | None:
        row = self._connection.one(_PERSON, (account_id,))
        return None if row is None else Person._make(row)

    def person_by_email(self, email: str) -> Person | None:
        row = self._connection.one(_PERSON_BY_EMAIL, (email,))
        return None if row is None else Person._make(row)

    def advance(self, account_id: str, opened: int) -> tuple[str, int, int] | None:
        row = self._connection.one(_ADVANCE, (opened, account_id))
        return None if row is None else (row[0], row[1], row[2])

    def open_orders(self) -> list[tuple[str, int]]:
        return [(row[0], row[1]) for row in self._connection.all(_OPEN_ORDERS)]

    def set_state(self, account_id: str, state: str) -> None:
        self._connection.run(_SET_STATE, (state, account_id))

    def add_session(self, session: Session) -> None:
        self._connection.run(_ADD_SESSION, session)

    def session(self, token_hash: str) -> Session | None:
        row = self._connection.one(_SESSION, (token_hash,))
        return None if row is None else Session._make(row)

    def revoke_session(self, token_hash: str, now_ms: int) -> None:
        self._connection.run(_REVOKE, (now_ms, token_hash))
