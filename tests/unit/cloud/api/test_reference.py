"""docs/API.md says what the code does, and every event that is appended stands there."""

import re
from pathlib import Path

from cloud.api import reference
from cloud.domain.catalogue import RESOLUTIONS
from cloud.domain.fleet.cases import NOTED
from cloud.domain.orders import order
from cloud.domain.renting.cases import NOT_LENT, SOLD_BANK_RETURNED
from cloud.services import account_events
from cloud.services.account_events import BY_NAME, REASONS
from cloud.services.money.events import WALLET_CHANGED
from cloud.services.orders import settlement
from cloud.services.orders.events import ORDER
from cloud.services.renting.ending import BOUGHT_OUT, REPORTED_LOST

PAGE = reference.TARGET.read_text(encoding="utf-8")
SERVICES = Path(account_events.__file__).parent


def test_the_page_is_up_to_date() -> None:
    assert reference.generate(PAGE) == PAGE, "stale: python -m cloud.api.reference"


def test_every_state_of_an_order_has_a_documented_event() -> None:
    assert {ORDER + state for state in order.STATES} == {name for name in BY_NAME if name.startswith(ORDER)}


def test_events_are_appended_in_two_places_only_both_by_a_documented_name() -> None:
    places = {file.name for file in SERVICES.rglob("*.py") if "live.append(" in file.read_text()}
    assert places == {"steps.py", "wallet.py"}
    assert WALLET_CHANGED in BY_NAME


def test_every_reason_of_an_order_is_documented() -> None:
    of_orders = {kind for kind, ways in RESOLUTIONS.items() if ways != (NOTED,)}
    of_orders -= {SOLD_BANK_RETURNED}
    closing = {BOUGHT_OUT, REPORTED_LOST, settlement.WAIVED}
    closing |= {NOT_LENT}
    assert set(REASONS) == of_orders | closing


def test_every_generated_block_of_the_page_is_one_that_is_made() -> None:
    assert set(re.findall(r"generated: (\w+)", PAGE)) == set(reference.BLOCKS)
