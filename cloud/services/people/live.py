"""Durable live events: what concerned an account, in order, to be resumed from the last number that was seen."""

import msgspec

from cloud.services.people.views import LiveEventView
from cloud.services.ports.rows.people import LiveEvent
from cloud.services.ports.store import Unit

MAX_PAGE = 500


def live_since(unit: Unit, account_id: str, after_seq: int, limit: int = MAX_PAGE) -> list[LiveEventView]:
    """Return the account's events with a higher number than `after_seq`, in order."""
    return [_view(event) for event in unit.live.since(account_id, after_seq, min(limit, MAX_PAGE))]


def live_after(unit: Unit, after_id: int, limit: int = MAX_PAGE) -> list[LiveEventView]:
    """Return events of all accounts with a higher `id`, in order: for a process that polls beside the one that writes.

    Ids are given in the order of commits, so none can appear later below one that was seen.
    """
    return [_view(event) for event in unit.live.after(after_id, min(limit, MAX_PAGE))]


def newest_live_id(unit: Unit) -> int:
    """Return the highest id so far, 0 for none: where a poller begins."""
    return unit.live.newest_id()


def _view(event: LiveEvent) -> LiveEventView:
    body = msgspec.Raw(event.body.encode())
    return LiveEventView(event.id, event.account_id, event.seq, event.name, body, event.created_ms)
