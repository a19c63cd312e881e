"""The ledger: accounts and transfers. A transfer is inserted once and never changed."""

from sqlalchemy import and_, not_, or_, select, update

from cloud.domain.money.ledger import LedgerAccount, Transfer, currency_of, kind_of
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, Statement, number, plain, text_
from cloud.storage.schema.money import LEDGER_ACCOUNT, TRANSFER

_TRANSFER_COLUMNS = tuple(column.name for column in TRANSFER.columns)
_INSERT = Statement(lambda insert: insert(TRANSFER).on_conflict_do_nothing(), *_TRANSFER_COLUMNS)
_GET = plain(select(TRANSFER).where(TRANSFER.c.id == text_("transfer")), "transfer")
_ACCOUNT = plain(select(LEDGER_ACCOUNT).where(LEDGER_ACCOUNT.c.id == text_("account")), "account")
_CHANGE = plain(
    update(LEDGER_ACCOUNT)
    .where(LEDGER_ACCOUNT.c.id == text_("account"))
    .values(
        held_minor=LEDGER_ACCOUNT.c.held_minor + number("held"),
        debits_minor=LEDGER_ACCOUNT.c.debits_minor + number("debits"),
        credits_minor=LEDGER_ACCOUNT.c.credits_minor + number("credits"),
    ),
    "held",
    "debits",
    "credits",
    "account",
)
_ADD_ACCOUNT = Statement(
    lambda insert: insert(LEDGER_ACCOUNT).on_conflict_do_nothing(),
    *(column.name for column in LEDGER_ACCOUNT.columns),
)
_OWING = LEDGER_ACCOUNT.alias("owing")
_HOLD = plain(
    update(LEDGER_ACCOUNT)
    .where(
        LEDGER_ACCOUNT.c.id == text_("wallet"),
        LEDGER_ACCOUNT.c.credits_minor - LEDGER_ACCOUNT.c.debits_minor - LEDGER_ACCOUNT.c.held_minor >= number("least"),
        not_(
            select(_OWING.c.id)
            .where(_OWING.c.id == text_("unpaid"), _OWING.c.debits_minor > _OWING.c.credits_minor)
            .exists()
        ),
    )
    .values(held_minor=LEDGER_ACCOUNT.c.held_minor + number("amount")),
    "amount",
    "wallet",
    "least",
    "unpaid",
)
_OF_PERSON = plain(
    select(TRANSFER)
    .where(
        TRANSFER.c.account_id == text_("person"),
        or_(
            TRANSFER.c.at_ms < number("before"),
            and_(TRANSFER.c.at_ms == number("same"), TRANSFER.c.id < text_("before_id")),
        ),
    )
    .order_by(TRANSFER.c.at_ms.desc(), TRANSFER.c.id.desc())
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "person",
    "before",
    "same",
    "before_id",
    "at_most",
)
_ACCOUNTS = plain(select(LEDGER_ACCOUNT).order_by(LEDGER_ACCOUNT.c.id))
_PAGE = plain(
    select(TRANSFER)
    .where(TRANSFER.c.id > text_("after"))
    .order_by(TRANSFER.c.id)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "after",
    "at_most",
)
_AFTER_ALL_TIME = 2**62


class LedgerRows:
    """Keeps accounts and transfers (services.ports.repositories.Ledger)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def insert(self, transfer: Transfer) -> bool:
        return self._connection.run(_INSERT, transfer) == 1

    def get(self, transfer_id: str) -> Transfer | None:
        row = self._connection.one(_GET, (transfer_id,))
        return None if row is None else Transfer._make(row)

    def account(self, account: str) -> LedgerAccount | None:
        row = self._connection.one(_ACCOUNT, (account,))
        return None if row is None else LedgerAccount._make(row)

    def change(self, account: str, held_minor: int, debits_minor: int, credits_minor: int) -> None:
        amounts = (held_minor, debits_minor, credits_minor)
        if self._connection.run(_CHANGE, (*amounts, account)) == 0:
            self._connection.run(_ADD_ACCOUNT, (account, kind_of(account), currency_of(account), 0, 0, 0))
            self._connection.run(_CHANGE, (*amounts, account))

    def hold(self, wallet: str, amount_minor: int, unpaid: str) -> bool:
        return self._connection.run(_HOLD, (amount_minor, wallet, amount_minor, unpaid)) == 1

    def of_person(self, account_id: str, limit: int, before: tuple[int, str] | None) -> list[Transfer]:
        at_ms, transfer_id = before or (_AFTER_ALL_TIME, "")
        rows = self._connection.all(_OF_PERSON, (account_id, at_ms, at_ms, transfer_id, limit))
        return [Transfer._make(row) for row in rows]

    def accounts(self) -> list[LedgerAccount]:
        return [LedgerAccount._make(row) for row in self._connection.all(_ACCOUNTS)]

    def page(self, after_id: str, limit: int) -> list[Transfer]:
        return [Transfer._make(row) for row in self._connection.all(_PAGE, (after_id, limit))]
