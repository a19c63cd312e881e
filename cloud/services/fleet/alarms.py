"""Alarms: what an operator should look at."""

from cloud.services.fleet.views import AlarmView
from cloud.services.ports.rows.fleet import Alarm
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

MAX_PAGE = 200


def raise_alarm(
    unit: Unit, ports: Ports, organisation_id: str, device_id: str, kind: str, detail: str, order_id: str | None = None
) -> None:
    """Store an alarm for the organisation's operators; `kind` is a stable slug, `detail` a sentence."""
    now_ms = ports.clock.now_ms()
    unit.alarms.add(Alarm(ports.entropy.id(), organisation_id, device_id, order_id, kind, detail, now_ms))


def list_alarms(unit: Unit, account_id: str, limit: int = 50) -> list[AlarmView]:
    """Return the newest alarms of every organisation that the account operates."""
    return [AlarmView(*alarm) for alarm in unit.alarms.newest(account_id, min(limit, MAX_PAGE))]
