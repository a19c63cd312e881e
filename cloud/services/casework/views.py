"""What is shown of cases; field names are the API's."""

import msgspec

from cloud.domain.catalogue import allowed_resolutions
from cloud.services.ports.rows.fleet import Case


class CaseView(msgspec.Struct, frozen=True):
    """Something that waits for an operator, or was decided; `resolutions` are what may be decided."""

    id: str
    organisation_id: str
    order_id: str | None
    device_id: str | None
    kind: str
    evidence: msgspec.Raw
    opened_ms: int
    closed_ms: int | None
    resolution: str | None
    actor: str | None
    note: str | None
    resolutions: list[str]


def case_view(case: Case) -> CaseView:
    """Return what operators see of a case; a closed one has no resolutions left."""
    left = list(allowed_resolutions(case.kind)) if case.closed_ms is None else []
    return CaseView(*case[:5], msgspec.Raw(case.evidence.encode()), *case[6:], left)
