"""What operators send about devices and stations."""

from typing import Annotated

from msgspec import Meta

from cloud.api.frame.body import Body, Id, Name
from shared_protocol.cabinet_limits import MAX_SLOTS


class NewDevice(Body, frozen=True):
    """A device to be provisioned, with so many slots; `board` names the pin table that its firmware uses."""

    organisation_id: Id
    positions: Annotated[int, Meta(ge=1, le=MAX_SLOTS)]
    board: Name
    station_id: Id | None = None


MicroDegrees = Annotated[int, Meta(ge=-180_000_000, le=180_000_000)]


class NewStation(Body, frozen=True):
    """A place for cabinets, in micro-degrees."""

    organisation_id: Id
    name: Name
    latitude_udeg: MicroDegrees
    longitude_udeg: MicroDegrees
