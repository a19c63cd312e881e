"""The life of an order: one table (state, input) -> state. Legality lives nowhere else.

authorised --lent--> active --returned--> ended
                     active --bought--> sold --returned--> ended     a return that happened before, told later
authorised --refused, expired--> cancelled
authorised --unresolved--> reconciling --lent--> active, --refused, expired--> cancelled, --returned--> ended, --bought--> sold
cancelled --lent--> reconciling      a late success is visible, never a free bank or a double charge
active --unresolved--> reconciling   evidence that contradicts it, for a person to decide
"""

AUTHORISED = "authorised"
ACTIVE = "active"
RECONCILING = "reconciling"
ENDED = "ended"
CANCELLED = "cancelled"
SOLD = "sold"

STATES = (AUTHORISED, ACTIVE, RECONCILING, ENDED, CANCELLED, SOLD)
PRICED = (ENDED, SOLD)
OPEN = (AUTHORISED, ACTIVE, RECONCILING)

LENT = "lent"
RETURNED = "returned"
REFUSED = "refused"
EXPIRED = "expired"
UNRESOLVED = "unresolved"
BOUGHT = "bought"

INPUTS = (LENT, RETURNED, REFUSED, EXPIRED, UNRESOLVED, BOUGHT)

TABLE = {
    (AUTHORISED, LENT): ACTIVE,
    (AUTHORISED, REFUSED): CANCELLED,
    (AUTHORISED, EXPIRED): CANCELLED,
    (AUTHORISED, UNRESOLVED): RECONCILING,
    (ACTIVE, RETURNED): ENDED,
    (ACTIVE, UNRESOLVED): RECONCILING,
    (ACTIVE, BOUGHT): SOLD,
    (SOLD, RETURNED): ENDED,
    (RECONCILING, LENT): ACTIVE,
    (RECONCILING, REFUSED): CANCELLED,
    (RECONCILING, EXPIRED): CANCELLED,
    (RECONCILING, UNRESOLVED): RECONCILING,
    (RECONCILING, RETURNED): ENDED,
    (RECONCILING, BOUGHT): SOLD,
    (CANCELLED, LENT): RECONCILING,
    (CANCELLED, UNRESOLVED): RECONCILING,
}


class IllegalStep(Exception):
    """The input has no place in this state; nothing changed."""


def after(state: str, step: str) -> str:
    """Return the state that `step` leads to from `state`; raises IllegalStep."""
    following = TABLE.get((state, step))
    if following is None:
        raise IllegalStep(f"an order that is {state} cannot be {step}")
    return following
