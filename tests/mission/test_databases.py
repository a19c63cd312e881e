"""`wattlend bridge` by itself, against PostgreSQL: one rental, a bridge killed in between, and nothing lost."""

import signal
from pathlib import Path

import pytest

from tests.mission.conftest import Cabinet
from tests.support.postgres import postgres_server
from tests.support.stack import running_stack
from tests.support.waiting import until


@pytest.mark.claim("CARD-7")
def test_a_bridge_that_was_down_during_the_request_carries_it_afterwards(tmp_path: Path) -> None:
    with postgres_server() as database, running_stack(tmp_path / "stack", database) as stack:
        cabinet = Cabinet(stack, tmp_path, slots=3, banks="all", bits=64)
        person = stack.person()
        assert person.rent(cabinet.id).status == 201

        stack.bridge.end(signal.SIGKILL)
        waiting = person.rent(cabinet.id, wait_s=0)
        assert waiting.status == 202
        stack.bridge.start("bridge: ")

        order = until("the second lend", lambda: _active(person.order(waiting.document["id"])))
        assert {bank["bank"] for bank in cabinet.rig.world()["outside"]} >= {order["rental"]["bank"]}
        assert len(cabinet.rig.world()["outside"]) == 2
        cabinet.program.end()


def _active(order: dict[str, object]) -> dict[str, object] | None:
    return order if order["state"] == "active" else None
