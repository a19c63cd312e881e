"""What the board's own file, `configuration.json`, says of a cabinet: how many slots it has, beside what any device is told."""

from firmware.core.cabinet.configuration import Configuration
from firmware.core.common import settings
from shared_protocol.cabinet_limits import MAX_SLOTS

KIND = "cabinet"


class CabinetSettings(settings.Settings):
    """What a cabinet knows about itself; `configuration` as configuration.restore returns it."""

    def __init__(self, device_id: str, slot_count: int, configuration: Configuration | None = None) -> None:
        """Take what the core needs; `parse` adds what only the adapters need."""
        super().__init__(device_id)
        self.slot_count = slot_count
        self.configuration = configuration


def parse(document, boards: dict) -> CabinetSettings:
    """Return the settings in `document` (decoded JSON); `boards` maps each board's name to the most slots it can have.

    Raises ConfigurationError as settings.fill does.
    """
    found = CabinetSettings("", 0)
    settings.fill(found, document, KIND, ("slots",), boards)
    found.slot_count = settings.number(document, "slots", 1, min(MAX_SLOTS, boards[found.board]))
    return found
