"""What operators send about devices and stations."""

from typing import Annotated

from msgspec import Meta

from cloud.api.frame.body import Body, Id, Name


class NewDevice(Body, frozen=True):
    """A device to be provisioned. `positions` is its number of slots or connectors; `board` names its firmware's pin table."""

    organisation_id: Id
    positions: Annotated[int, Meta(ge=1, le=255)]  # a byte on the wire; the board says how many it has
    board: Name
    station_id: Id | None = None


MicroDegrees = Annotated[int, Meta(ge=-180_000_000, le=180_000_000)]


class NewStation(Body, frozen=True):
    """A place for cabinets, in micro-degrees."""

    organisation_id: Id
    name: Name
    latitude_udeg: MicroDegrees
    longitude_udeg: MicroDegrees
