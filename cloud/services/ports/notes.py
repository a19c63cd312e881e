"""What a unit of work leaves for after the commit: what is to be sent, who has news."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Message = dict[int, Any]


class CommandReady(NamedTuple):
    """After the commit: seal `body` (a LEND or CONFIGURE message) for the device's command topic and publish it.

    Then tell `outbox.mark_sent`. Losing the note loses nothing: the row is the outbox, and `tend` sends it again.
    """

    device_id: str
    command_id: str
    body: Message


class AckDue(NamedTuple):
    """After the commit: seal `body` (an ACK message) for the device's acknowledgement topic and publish it."""

    device_id: str
    body: Message


class AccountNews(NamedTuple):
    """After the commit: a durable live event (account_id, seq) exists. `body` is its JSON text, as `live_since` gives it.

    For names that begin with `order.`, `body` is the whole `OrderView` as it stands now and `order_id` names it.
    """

    account_id: str
    seq: int
    order_id: str | None
    name: str
    body: str


Note = CommandReady | AckDue | AccountNews

Listener = Callable[[Sequence[Note]], None]
