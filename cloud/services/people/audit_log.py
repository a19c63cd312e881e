"""The audit log as operators read it."""

from cloud.services.people.operators import require_operator
from cloud.services.people.views import AuditView
from cloud.services.ports.store import Unit

MAX_PAGE = 200


def audit_trail(unit: Unit, account_id: str, organisation_id: str, limit: int = 50) -> list[AuditView]:
    """Return the newest entries of an organisation's audit log; raises NotFound."""
    require_operator(unit, account_id, organisation_id)
    return [AuditView(*entry) for entry in unit.audit.newest(organisation_id, min(limit, MAX_PAGE))]
