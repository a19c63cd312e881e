"""All rows of all kinds of device as one: for the cloud, which hears every kind, and for documents and tests.

`TABLE` has each row as a peer must send it, with what every journal entry tells; `SPECS` has every field.
"""

from collections.abc import Iterator

from shared_protocol import check as checks
from shared_protocol import messages, topics
from shared_protocol.host.kinds import KINDS

Row = tuple[str, tuple[int, ...], tuple[int, ...]]


def _joined(which: int) -> Iterator[tuple[int, tuple]]:  # type: ignore[type-arg]
    for kind in KINDS:
        yield from kind.rows[which].items()


def _additions() -> dict[int, tuple[int, ...]]:
    added: dict[int, tuple[int, ...]] = {}
    for kind, keys in _joined(2):
        added[kind] = added.get(kind, ()) + keys
    return added


def _whole(kind: int, row: Row) -> Row:
    leaf, required, optional = row
    optional += _ADDED.get(kind, ())
    if leaf == topics.EVENT:
        return leaf, messages.EVENT_REQUIRED + required, messages.EVENT_OPTIONAL + optional
    return leaf, required, optional


_ADDED = _additions()
_ROWS = dict(_joined(0))
SPECS: dict[int, tuple] = dict(sorted(_joined(1)))  # type: ignore[type-arg]
TABLE: dict[int, Row] = {kind: _whole(kind, _ROWS[kind]) for kind in sorted(_ROWS)}
ROWS = ((_ROWS, SPECS, _ADDED),)


def check(body: object, leaf: str) -> int:
    """Return the type number of a message of any kind of device; raises RemoteError, see check.py."""
    return checks.check(body, leaf, ROWS)


def check_outgoing(body: dict[int, object], leaf: str) -> None:
    """Raise LocalError unless `body` is a message that belongs on `leaf`."""
    checks.check_outgoing(body, leaf, ROWS)


def check_map(value: object, spec: tuple) -> None:  # type: ignore[type-arg]
    """Raise RemoteError(FIELD) unless `value` fits `spec`, a MAP as in SPECS."""
    checks.check_map(value, spec, ROWS)
