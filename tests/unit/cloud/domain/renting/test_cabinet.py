import re
from itertools import product
from pathlib import Path

import pytest

from cloud.domain.renting import cabinet
from cloud.services.renting.configuration import configuration_record
from firmware.core.cabinet import configuration, lend_rule
from shared_protocol import cabinet as wire

TEXTS = (*cabinet.NAMED_RULES, *(":".join(each) for each in product((*cabinet.CRITERIA, "age"), ("asc", "desc", "up"))))
TEXTS += ("", ":", "charge", "charge:desc:asc", "Charge:desc")


def taken_by_the_cabinet(rule: list[str]) -> bool:
    try:
        lend_rule.parse(rule)
    except lend_rule.RuleError:
        return False
    return True


@pytest.mark.parametrize("rule", [list(rule) for count in (1, 2) for rule in product(TEXTS, repeat=count)], ids=str)
def test_a_rule_is_taken_here_when_a_cabinet_takes_it(rule: list[str]) -> None:
    if taken_by_the_cabinet(rule):
        cabinet.check_rule(rule)
    else:
        with pytest.raises(cabinet.NotPossible, match="lend_rule"):
            cabinet.check_rule(rule)


def test_the_boards_are_those_of_the_firmware() -> None:
    sources = [path.read_text() for path in (Path(__file__).parents[5] / "firmware" / "boards").glob("[!_]*.py")]
    named = [re.search(r'^NAME = "(.+)"', source, re.MULTILINE) for source in sources]
    most = [re.search(r"^MAX_SLOTS = (\d+)", source, re.MULTILINE) for source in sources]
    assert {name[1]: int(slots[1]) for name, slots in zip(named, most, strict=True) if name and slots} == cabinet.BOARDS


def test_a_cabinet_starts_with_what_its_firmware_starts_with() -> None:
    record = configuration_record(cabinet.starting_configuration())
    assert record == {**configuration.default(12).record, wire.RETURN_ONLY: False}


def test_the_hottest_allowed_is_the_firmwares() -> None:
    cabinet.check_temperature(configuration.HARD_MAXIMUM_TEMPERATURE_DC)
    with pytest.raises(cabinet.NotPossible):
        cabinet.check_temperature(configuration.HARD_MAXIMUM_TEMPERATURE_DC + 1)
