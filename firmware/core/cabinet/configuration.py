"""What the cloud may configure on a cabinet: lend rule, limits, disabled slots, return-only mode. Checks it, keeps nothing.

The board's own file (identity, broker, Wi-Fi) is the business of `settings`.
"""

from firmware.core.cabinet import lend_rule
from firmware.core.common.configuring import ConfigurationError
from shared_protocol import cabinet as wire
from shared_protocol import cbor, fields
from shared_protocol.cabinet_limits import HARD_MAXIMUM_TEMPERATURE_DC
from shared_protocol.check import check_map
from shared_protocol.errors import RemoteError

# The defaults of a cabinet that was never configured: a bank that lasts, and no lending out of an oven.
DEFAULT_RULE = ["fullest"]
DEFAULT_MINIMUM_CHARGE_PCT = 30
DEFAULT_MAXIMUM_TEMPERATURE_DC = 600


class Configuration:
    """A checked configuration; `version`, `rule`, `disabled` slots, limits, `return_only`, and whether it is `usable`."""

    def __init__(self, version: int, record: dict, slot_count: int) -> None:
        """Take a CONFIGURATION_RECORD that fits the table; raises ConfigurationError for what this board forbids."""
        self.version = version
        self.record = record
        self.rule = _rule(record[wire.LEND_RULE])
        self.minimum_charge_pct = record[wire.MINIMUM_CHARGE_PCT]
        self.maximum_temperature_dc = _temperature(record[wire.MAXIMUM_TEMPERATURE_DC])
        self.disabled = _slots(record[wire.DISABLED_SLOTS], slot_count)
        self.return_only = record.get(wire.RETURN_ONLY, False)
        # False when what was stored cannot be read: then nothing is lent, because a slot may have been disabled for a reason.
        self.usable = True

    def body(self) -> dict:
        """Return what STORE_CONFIGURATION keeps and `restore` takes."""
        return {fields.CONFIGURATION_VERSION: self.version, wire.CONFIGURATION: self.record}


def default(slot_count: int) -> Configuration:
    """Return the configuration, version 0, of a cabinet that was never configured."""
    record = {
        wire.LEND_RULE: DEFAULT_RULE,
        wire.MINIMUM_CHARGE_PCT: DEFAULT_MINIMUM_CHARGE_PCT,
        wire.MAXIMUM_TEMPERATURE_DC: DEFAULT_MAXIMUM_TEMPERATURE_DC,
        wire.DISABLED_SLOTS: [],
    }
    return Configuration(0, record, slot_count)


def restore(data: bytes | None, slot_count: int) -> Configuration:
    """Return the configuration that was stored as `data` (bytes), or the default for None.

    Bytes that cannot be understood give a default that is not `usable`: the cloud sends the right one again.
    """
    if data is None:
        return default(slot_count)
    try:
        body: dict = cbor.decode(data)  # type: ignore[assignment]  # check_map refuses all else

        check_map(body, (fields.MAP, (fields.CONFIGURATION_VERSION, wire.CONFIGURATION), ()), wire.ROWS)
        return Configuration(body[fields.CONFIGURATION_VERSION], body[wire.CONFIGURATION], slot_count)
    except (RemoteError, ConfigurationError):
        fallback = default(slot_count)
        fallback.usable = False
        return fallback


def _rule(texts: list) -> list:
    try:
        return lend_rule.parse(texts)
    except lend_rule.RuleError as error:
        raise ConfigurationError("lend_rule[" + str(error.index) + "]", repr(error.text), error.allowed)  # noqa: B904


def _temperature(value: int) -> int:
    if value > HARD_MAXIMUM_TEMPERATURE_DC:
        raise ConfigurationError("maximum_temperature_dc", str(value), "0 to " + str(HARD_MAXIMUM_TEMPERATURE_DC))
    return value


def _slots(numbers: list, slot_count: int) -> list:
    for index, number in enumerate(numbers):
        if number > slot_count:
            raise ConfigurationError("disabled_slots[" + str(index) + "]", str(number), "1 to " + str(slot_count))
    return numbers
