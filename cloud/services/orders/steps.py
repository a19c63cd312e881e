"""The one way in which an order changes: a step of its table, stored conditionally, with a live event for its owner.

What belongs to a state comes with it: a cancelled order holds no money, one in reconciliation has an open case.
"""

from typing import Any

from cloud.domain.orders import order as orders
from cloud.services.fleet import cases
from cloud.services.money import ledger
from cloud.services.orders.events import ORDER
from cloud.services.orders.views import UNREAD, part_of, shown
from cloud.services.ports.encoding import to_json
from cloud.services.ports.notes import AccountNews
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.store import Overtaken, Unit
from cloud.services.ports.world import Ports


class NotSettled(Exception):
    """An order was to be closed without its fee: only `settlement` may do that."""


def take_step(unit: Unit, ports: Ports, order: Order, step: str, *, part: Any = UNREAD, **changes: object) -> Order:
    """Return `order` after `step` with the further `changes` to its fields, stored and announced.

    `part` is what only its kind has, as it stands now; it is read here where the caller has not.

    Raises domain.orders.order.IllegalStep (nothing changed), or Overtaken when it is not in the state it was read in.
    """
    changed = order._replace(state=orders.after(order.state, step), **changes)  # type: ignore[arg-type]  # names of fields
    if changed.state in orders.PRICED and changed.fee_minor is None:
        raise NotSettled(f"order {order.id} has no fee")
    if not unit.orders.update(changed, order.state):
        raise Overtaken
    part = part_of(unit, ports, changed, part)
    _follow(unit, ports, order, changed, part)
    opened = (changed.state in orders.OPEN) - (order.state in orders.OPEN)
    account = unit.accounts.advance(order.account_id, opened)
    if account is not None:
        announce(unit, ports, changed, account[1], part)
    return changed


def announce(unit: Unit, ports: Ports, order: Order, seq: int, part: Any) -> None:
    """Append the live event number `seq` of the order's account: the order as it stands now."""
    name, body = ORDER + order.state, to_json(shown(unit, ports, order, part))
    unit.live.append(order.account_id, seq, name, body, ports.clock.now_ms())
    unit.note(AccountNews(order.account_id, seq, order.id, name, body))


def _follow(unit: Unit, ports: Ports, before: Order, after: Order, part: Any) -> None:
    # A hold stands only while the cabinet may still act or the customer has a bank. Of an order that went from
    # authorised into reconciliation nobody can say that a bank came out: if it did, that is charged when it is known.
    if after.state == orders.CANCELLED or (before.state, after.state) == (orders.AUTHORISED, orders.RECONCILING):
        ledger.release(unit, ports, after)
    if after.state == orders.RECONCILING:
        known = ports.catalogue.order_kinds[after.kind].evidence(part)
        cases.open_order_case(unit, ports, after, before.state, known)
    elif before.state == orders.RECONCILING:
        cases.close_order_case(unit, ports, after.id)
