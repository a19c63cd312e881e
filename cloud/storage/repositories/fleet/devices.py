"""Devices, their keys and broker credentials."""

from operator import attrgetter

from sqlalchemy import func, literal_column, or_, select, update

from cloud.services.ports.rows.fleet import BrokerCredential, Device, DeviceKey
from cloud.services.ports.rows.renting import Lender
from cloud.storage.engine.connection import Connection
from cloud.storage.engine.statement import NO_OFFSET, insert_row, number, plain, text_, word
from cloud.storage.repositories.people.organisations import OPERATED
from cloud.storage.schema.fleet import BROKER_CREDENTIAL, DEVICE, DEVICE_KEY, RECONCILIATION_CASE, STATION
from cloud.storage.schema.money import TARIFF
from cloud.storage.schema.people import ORGANISATION

_OTHER = DEVICE.alias("other")

_ADD = insert_row(DEVICE)
_GET = plain(select(DEVICE).where(DEVICE.c.id == text_("device")), "device")
_LENDER = plain(
    select(
        DEVICE.c.id,
        DEVICE.c.organisation_id,
        DEVICE.c.kind,
        DEVICE.c.state,
        DEVICE.c.online,
        DEVICE.c.boot,
        DEVICE.c.live_boot,
        DEVICE.c.live_uptime_ms,
        DEVICE.c.live_at_ms,
        TARIFF.c.id,
        TARIFF.c.currency,
        TARIFF.c.hold_minor,
    )
    .select_from(
        DEVICE.outerjoin(STATION, STATION.c.id == DEVICE.c.station_id)
        .join(ORGANISATION, ORGANISATION.c.id == DEVICE.c.organisation_id)
        .join(TARIFF, TARIFF.c.id == func.coalesce(STATION.c.tariff_id, ORGANISATION.c.tariff_id))
    )
    .where(DEVICE.c.id == text_("device")),
    "device",
)
_BY_STICKER = plain(select(DEVICE).where(DEVICE.c.sticker == text_("number")), "number")
_SET_STICKER = plain(
    update(DEVICE)
    .where(
        DEVICE.c.id == text_("device"),
        ~select(_OTHER.c.id).where(_OTHER.c.sticker == text_("taken")).exists(),
    )
    .values(sticker=text_("number")),
    "number",
    "device",
    "taken",
)
_VANISHED = plain(
    select(DEVICE)
    .where(
        DEVICE.c.online == literal_column("0"),
        DEVICE.c.state == word("active"),
        DEVICE.c.presence_at_ms > literal_column("0"),
        DEVICE.c.presence_at_ms <= number("before"),
        ~select(RECONCILIATION_CASE.c.id)
        .where(
            RECONCILIATION_CASE.c.device_id == DEVICE.c.id,
            RECONCILIATION_CASE.c.kind == literal_column("'device-vanished'"),
            RECONCILIATION_CASE.c.closed_ms.is_(None),
        )
        .exists(),
    )
    .order_by(DEVICE.c.id)
    .limit(number("at_most"))
    .offset(NO_OFFSET),
    "before",
    "at_most",
)
_OPERATED_BY = plain(select(DEVICE).where(DEVICE.c.organisation_id.in_(OPERATED)).order_by(DEVICE.c.id), "account")

_PRESENCE_NUMBERS = (
    "positions",
    "boot",
    "connection",
    "online",
    "presence_at_ms",
    "committed_seq",
    "parked_count",
    "live_boot",
    "live_uptime_ms",
    "live_at_ms",
    "protocol_version",
    "reset_cause",
    "reported_version",
)
_PRESENCE_TEXTS = ("journal_id", "firmware_version")
_PRESENCE = tuple(
    column.name for column in DEVICE.columns if column.name in _PRESENCE_NUMBERS or column.name in _PRESENCE_TEXTS
)
_presence_of = attrgetter(*_PRESENCE)
_UPDATE_PRESENCE = plain(
    update(DEVICE)
    .where(
        DEVICE.c.id == text_("device"),
        DEVICE.c.boot == number("boot_before"),
        DEVICE.c.connection == number("connection_before"),
        DEVICE.c.committed_seq == number("seq_before"),
        DEVICE.c.parked_count == number("parked_before"),
        func.coalesce(DEVICE.c.journal_id, literal_column("''")) == text_("journal_before"),
    )
    .values({name: text_(name) if name in _PRESENCE_TEXTS else number(name) for name in _PRESENCE}),
    *_PRESENCE,
    "device",
    "boot_before",
    "connection_before",
    "seq_before",
    "parked_before",
    "journal_before",
)
_REPORT_LIVE = plain(
    update(DEVICE)
    .where(
        DEVICE.c.id == text_("device"),
        DEVICE.c.boot == number("current"),
        or_(DEVICE.c.live_boot != DEVICE.c.boot, DEVICE.c.live_uptime_ms <= number("not_older")),
    )
    .values(live_boot=DEVICE.c.boot, live_uptime_ms=number("uptime"), live_at_ms=number("now")),
    "uptime",
    "now",
    "device",
    "current",
    "not_older",
)
_SET_HEALTH = plain(
    update(DEVICE).where(DEVICE.c.id == text_("device")).values(health=text_("report"), health_at_ms=number("now")),
    "report",
    "now",
    "device",
)
_DESIRE = plain(
    update(DEVICE)
    .where(DEVICE.c.id == text_("device"), DEVICE.c.desired_version == number("before"))
    .values(
        desired_version=number("version"),
        desired_configuration=text_("document"),
        configuration_detail=literal_column("NULL"),
    ),
    "version",
    "document",
    "device",
    "before",
)
_TAKEN = plain(
    update(DEVICE)
    .where(DEVICE.c.id == text_("device"), DEVICE.c.reported_version < number("above"))
    .values(reported_version=number("version")),
    "version",
    "device",
    "above",
)
_DETAIL = plain(
    update(DEVICE)
    .where(DEVICE.c.id == text_("device"), DEVICE.c.desired_version == number("version"))
    .values(configuration_detail=text_("detail")),
    "detail",
    "device",
    "version",
)

_ADD_KEY = insert_row(DEVICE_KEY)
_KEYS = plain(
    select(DEVICE_KEY)
    .where(DEVICE_KEY.c.device_id == text_("device"), DEVICE_KEY.c.retired_ms.is_(None))
    .order_by(DEVICE_KEY.c.version.desc()),
    "device",
)
_RETIRE_KEYS = plain(
    update(DEVICE_KEY)
    .where(
        DEVICE_KEY.c.device_id == text_("device"),
        DEVICE_KEY.c.version < number("before"),
        DEVICE_KEY.c.retired_ms.is_(None),
    )
    .values(retired_ms=number("now")),
    "now",
    "device",
    "before",
)
_ADD_CREDENTIAL = insert_row(BROKER_CREDENTIAL)
_CREDENTIALS = plain(
    select(BROKER_CREDENTIAL)
    .join(DEVICE, DEVICE.c.id == BROKER_CREDENTIAL.c.device_id)
    .where(DEVICE.c.state == word("active"))
    .order_by(BROKER_CREDENTIAL.c.device_id)
)


class DeviceRows:
    """Keeps devices, keys and credentials (services.ports.repositories.Devices)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, device: Device) -> None:
        self._connection.run(_ADD, device)

    def get(self, device_id: str) -> Device | None:
        row = self._connection.one(_GET, (device_id,))
        return None if row is None else Device._make(row)

    def lender(self, device_id: str) -> Lender | None:
        row = self._connection.one(_LENDER, (device_id,))
        return None if row is None else Lender._make(row)

    def by_sticker(self, sticker: str) -> Device | None:
        row = self._connection.one(_BY_STICKER, (sticker,))
        return None if row is None else Device._make(row)

    def set_sticker(self, device_id: str, sticker: str) -> bool:
        return self._connection.run(_SET_STICKER, (sticker, device_id, sticker)) == 1

    def vanished(self, online_before_ms: int, limit: int) -> list[Device]:
        return [Device._make(row) for row in self._connection.all(_VANISHED, (online_before_ms, limit))]

    def operated_by(self, account_id: str) -> list[Device]:
        return [Device._make(row) for row in self._connection.all(_OPERATED_BY, (account_id,))]

    def update_presence(self, after: Device, before: Device) -> bool:
        believed = (before.boot, before.connection, before.committed_seq, before.parked_count, before.journal_id or "")
        return self._connection.run(_UPDATE_PRESENCE, (*_presence_of(after), before.id, *believed)) == 1

    def report_live(self, device_id: str, boot: int, uptime_ms: int, now_ms: int) -> bool:
        return self._connection.run(_REPORT_LIVE, (uptime_ms, now_ms, device_id, boot, uptime_ms)) == 1

    def set_health(self, device_id: str, health: str, now_ms: int) -> None:
        self._connection.run(_SET_HEALTH, (health, now_ms, device_id))

    def desire(self, device_id: str, version: int, configuration: str) -> bool:
        return self._connection.run(_DESIRE, (version, configuration, device_id, version - 1)) == 1

    def configured(self, device_id: str, version: int, detail: str | None) -> None:
        if detail is None:
            self._connection.run(_TAKEN, (version, device_id, version))
        self._connection.run(_DETAIL, (detail, device_id, version))

    def add_key(self, key: DeviceKey) -> None:
        self._connection.run(_ADD_KEY, key)

    def keys(self, device_id: str) -> list[DeviceKey]:
        return [DeviceKey._make(row) for row in self._connection.all(_KEYS, (device_id,))]

    def retire_keys(self, device_id: str, before: int, now_ms: int) -> None:
        self._connection.run(_RETIRE_KEYS, (now_ms, device_id, before))

    def add_credential(self, credential: BrokerCredential) -> None:
        self._connection.run(_ADD_CREDENTIAL, credential)

    def credentials(self) -> list[BrokerCredential]:
        return [BrokerCredential._make(row) for row in self._connection.all(_CREDENTIALS)]
