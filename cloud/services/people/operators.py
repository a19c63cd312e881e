"""Who may do what for an organisation. Somebody else's organisation or device looks like a missing one (INV-31)."""

from cloud.domain.identifiers import can_be_id
from cloud.domain.problems import NotFound
from cloud.services.ports.rows.people import AuditEntry
from cloud.services.ports.store import Unit
from cloud.services.ports.world import Ports

OPERATOR = "operator"


def require_operator(unit: Unit, account_id: str, organisation_id: str) -> None:
    """Raise NotFound unless the account is an operator of the organisation."""
    if not can_be_id(organisation_id) or unit.organisations.role(account_id, organisation_id) != OPERATOR:
        raise NotFound(f"no organisation {organisation_id}")


def record(
    unit: Unit, ports: Ports, organisation_id: str | None, actor: str, action: str, subject: str, reason: str
) -> None:
    """Append to the audit log: who (account id or "system") did what to what, and why."""
    entry = AuditEntry(ports.entropy.id(), organisation_id, actor, action, subject, reason, ports.clock.now_ms())
    unit.audit.add(entry)
