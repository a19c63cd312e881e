"""The joining list of the services: whatever differs from product to product, by what names it in a row or on the wire.

A new product adds its announcement to ANNOUNCED, and nothing else here.
"""

from collections.abc import Mapping
from typing import Any

from cloud.domain.delivery import command as commands
from cloud.services.fleet import announced as fleet
from cloud.services.fleet.announcement import AnswerTaker, Applier, Chore, Decide, Detail, ReportTaker
from cloud.services.fleet.configuration import configure_builder
from cloud.services.ports.catalogue import Builder, Catalogue, DeviceKind, OrderKind
from cloud.services.renting import announced as renting

ANNOUNCED = (fleet.ANNOUNCEMENT, renting.ANNOUNCEMENT)


class DoublyAnnounced(Exception):
    """Two subjects announce the same type, kind or name: a bug of ours."""


def _joined(part: str) -> dict[Any, Any]:
    joined: dict[Any, Any] = {}
    for announcement in ANNOUNCED:
        rows: Mapping[Any, Any] = getattr(announcement, part)
        if joined.keys() & rows.keys():
            raise DoublyAnnounced(f"{part}: {sorted(joined.keys() & rows.keys())}")
        joined |= rows
    return joined


APPLIERS: dict[int, Applier] = _joined("appliers")
REPORTS: dict[int, ReportTaker] = _joined("reports")
ANSWERS: dict[str, AnswerTaker] = _joined("answers")
EVERY_SECOND: dict[str, Chore] = _joined("every_second")
EVERY_MINUTE: dict[str, Chore] = _joined("every_minute")
DECISIONS: dict[str, Mapping[str, Decide]] = _joined("decisions")
DETAILS: dict[str, Detail] = _joined("details")
REASONS: dict[str, str] = _joined("reasons")

_KINDS: dict[str, DeviceKind] = {kind.name: kind for announcement in ANNOUNCED for kind in announcement.device_kinds}
_BUILDERS: dict[str, Builder] = {**_joined("builders"), commands.CONFIGURE: configure_builder(_KINDS)}

_ORDERS: dict[str, OrderKind] = {kind.name: kind for announcement in ANNOUNCED for kind in announcement.order_kinds}

CATALOGUE = Catalogue(_BUILDERS, _KINDS, _ORDERS)
