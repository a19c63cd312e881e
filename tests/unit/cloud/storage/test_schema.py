from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import CheckConstraint, MetaData, Table, UniqueConstraint, create_engine, inspect

from cloud.domain.money.ledger import LedgerAccount, Transfer
from cloud.services.ports.rows.delivery import Command, InboxEvent
from cloud.services.ports.rows.fleet import Alarm, BrokerCredential, Case, Device, DeviceKey, Station
from cloud.services.ports.rows.money import ChargeDetailRecord, Payment, Receipt, ReceiptKey, TariffRow
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.people import Account, AuditEntry, LiveEvent, Membership, Organisation, Person, Session
from cloud.services.ports.rows.renting import PowerBank, Rental, Slot
from cloud.storage.engine.statement import StatementError, insert_row, number, plain, text_
from cloud.storage.migration import MIGRATIONS, DatabaseTooNew, migrate
from cloud.storage.opening import connect, open_store
from cloud.storage.schema import declaration, fleet, money, orders, people
from cloud.storage.schema.delivery import COMMAND, INBOX
from cloud.storage.schema.fleet import ALARM, RECONCILIATION_CASE
from cloud.storage.schema.people import AUDIT, LIVE_EVENT
from cloud.storage.schema.renting import POWER_BANK, RENTAL, SLOT
from tests.support.databases import ENGINES, PostgresDatabases, sqlite_url

T = TypeVar("T")

RECORDS = {
    people.ORGANISATION: Organisation,
    people.ACCOUNT: Account,
    people.PERSON: Person,
    people.SESSION: Session,
    people.MEMBERSHIP: Membership,
    fleet.STATION: Station,
    fleet.DEVICE: Device,
    fleet.DEVICE_KEY: DeviceKey,
    fleet.BROKER_CREDENTIAL: BrokerCredential,
    SLOT: Slot,
    RENTAL: Rental,
    POWER_BANK: PowerBank,
    orders.ORDERS: Order,
    COMMAND: Command,
    INBOX: InboxEvent,
    LIVE_EVENT: LiveEvent,
    ALARM: Alarm,
    AUDIT: AuditEntry,
    money.TARIFF: TariffRow,
    money.LEDGER_ACCOUNT: LedgerAccount,
    money.TRANSFER: Transfer,
    money.PAYMENT: Payment,
    money.CDR: ChargeDetailRecord,
    money.RECEIPT: Receipt,
    money.RECEIPT_KEY: ReceiptKey,
    RECONCILIATION_CASE: Case,
}


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    databases: PostgresDatabases = request.getfixturevalue("postgres_databases")
    return databases.empty()


@pytest.mark.parametrize("table", RECORDS, ids=lambda table: table.name)
def test_a_record_has_the_fields_of_its_table_in_order(table: object) -> None:
    assert RECORDS[table]._fields == tuple(column.name for column in table.columns)  # type: ignore[attr-defined,index]


def test_every_column_is_a_number_a_text_or_bytes() -> None:
    types = {str(column.type) for table in declaration.METADATA.sorted_tables for column in table.columns}
    assert types == {"BIGINT", "TEXT", "BLOB"}


@pytest.mark.parametrize("earlier", range(len(MIGRATIONS)))
def test_a_database_of_each_earlier_version_becomes_the_schema(empty_url: str, earlier: int) -> None:
    connection = connect(empty_url)
    migrate(connection, up_to=earlier)
    assert migrate(connection) == len(MIGRATIONS) - earlier
    assert migrate(connection) == 0
    connection.close()
    assert described(empty_url) == declared()


def described(url: str) -> dict[str, object]:
    """What the database itself says of its tables."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    reflected = MetaData()
    reflected.reflect(engine)
    checks = {name: len(inspect(engine).get_check_constraints(name)) for name in reflected.tables}
    engine.dispose()
    return {table.name: (*shape(table), checks[table.name]) for table in reflected.sorted_tables}


def declared() -> dict[str, object]:
    """What the schema says of them."""
    tables = declaration.METADATA.sorted_tables
    return {table.name: (*shape(table), len(of_kind(table, CheckConstraint))) for table in tables}


def shape(table: Table) -> tuple[object, ...]:
    """Columns, key, unique constraints and indexes of a table."""
    columns = [(each.name, str(each.type).replace("BYTEA", "BLOB"), bool(each.nullable)) for each in table.columns]
    unique = {tuple(column.name for column in each.columns) for each in of_kind(table, UniqueConstraint)}
    indexes = {(each.name, tuple(column.name for column in each.columns), bool(each.unique)) for each in table.indexes}
    return columns, [each.name for each in table.primary_key], unique, indexes


def of_kind(table: Table, kind: type[T]) -> list[T]:
    """The constraints of one kind."""
    return [each for each in table.constraints if type(each) is kind]


def test_a_database_of_a_newer_program_is_left_alone(empty_url: str) -> None:
    connection = connect(empty_url)
    migrate(connection)
    connection.begin()
    connection.run(insert_row(declaration.SCHEMA_VERSION), (len(MIGRATIONS) + 1,))
    connection.commit()
    with pytest.raises(DatabaseTooNew, match="start the newer program"):
        migrate(connection)
    connection.close()


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    connection = connect(empty_url)
    connection.begin()
    connection.script(["CREATE TABLE station (id TEXT)"])
    connection.commit()
    with pytest.raises(Exception, match="station"):
        migrate(connection)
    connection.begin()
    assert connection.schema_version() == 0
    connection.rollback()
    connection.close()


async def test_two_programs_may_start_at_once(empty_url: str) -> None:
    stores = [await open_store(empty_url) for _ in range(2)]
    for store in stores:
        assert await store.read(lambda unit: unit.live.newest_id()) == 0
        await store.close()


def test_a_statement_whose_parameters_moved_fails_at_once() -> None:
    query = orders.ORDERS.select().where(orders.ORDERS.c.id == text_("one"), orders.ORDERS.c.connector == number("two"))
    assert plain(query, "one", "two").sqlite.count("?") == 2
    with pytest.raises(StatementError, match="two"):
        plain(query, "two", "one")


def test_an_insert_takes_the_row_in_the_order_of_the_columns() -> None:
    statement = insert_row(people.MEMBERSHIP)
    assert "(account_id, organisation_id, role) VALUES (?, ?, ?)" in statement.sqlite
    assert statement.postgresql.count("%s") == 3
