"""A town's books with an order in every state, on both databases."""

import pytest

from tests.support.audited_town import AuditedTown
from tests.support.cloud_world import World
from tests.unit.cloud.conftest import inline_store, postgres_databases, world

__all__ = ["inline_store", "postgres_databases", "town", "world"]


@pytest.fixture
def town(world: World) -> AuditedTown:
    return AuditedTown(world)
