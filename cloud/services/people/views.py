"""What is shown of accounts, of live events, of the audit log; field names are the API's."""

import msgspec


class AccountView(msgspec.Struct, frozen=True):
    """Who is logged in. `organisations` are the ids this account operates."""

    id: str
    email: str
    name: str
    state: str
    organisations: list[str]


class LiveEventView(msgspec.Struct, frozen=True):
    """One durable event of an account; `body` is JSON text that is passed on as it is."""

    id: int
    account_id: str
    seq: int
    name: str
    body: msgspec.Raw
    created_ms: int


class AuditView(msgspec.Struct, frozen=True):
    """Who did what, and why."""

    id: str
    organisation_id: str | None
    actor: str
    action: str
    subject: str
    reason: str
    at_ms: int
