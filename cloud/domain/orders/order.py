"""The life of an order, whatever it is about: one table (state, input) -> state. Legality lives nowhere else.

authorised --begun--> active --finished--> ended
                      active --lapsed--> closed --finished--> ended     it had ended before, which the device told later
authorised --refused, expired--> cancelled
authorised --unresolved--> reconciling --begun--> active, --refused, expired--> cancelled, --finished--> ended, --lapsed--> closed
cancelled --begun--> reconciling     a late success is visible, never for nothing and never charged twice
active --unresolved--> reconciling   evidence that contradicts it, for a person to decide

`closed` is an end that no device told: a rule or a person ended it (a power bank that is bought).
"""

AUTHORISED = "authorised"
ACTIVE = "active"
RECONCILING = "reconciling"
ENDED = "ended"
CANCELLED = "cancelled"
CLOSED = "closed"

STATES = (AUTHORISED, ACTIVE, RECONCILING, ENDED, CANCELLED, CLOSED)
PRICED = (ENDED, CLOSED)
OPEN = (AUTHORISED, ACTIVE, RECONCILING)

BEGUN = "begun"
FINISHED = "finished"
REFUSED = "refused"
EXPIRED = "expired"
UNRESOLVED = "unresolved"
LAPSED = "lapsed"

INPUTS = (BEGUN, FINISHED, REFUSED, EXPIRED, UNRESOLVED, LAPSED)

TABLE = {
    (AUTHORISED, BEGUN): ACTIVE,
    (AUTHORISED, REFUSED): CANCELLED,
    (AUTHORISED, EXPIRED): CANCELLED,
    (AUTHORISED, UNRESOLVED): RECONCILING,
    (ACTIVE, FINISHED): ENDED,
    (ACTIVE, UNRESOLVED): RECONCILING,
    (ACTIVE, LAPSED): CLOSED,
    (CLOSED, FINISHED): ENDED,
    (RECONCILING, BEGUN): ACTIVE,
    (RECONCILING, REFUSED): CANCELLED,
    (RECONCILING, EXPIRED): CANCELLED,
    (RECONCILING, UNRESOLVED): RECONCILING,
    (RECONCILING, FINISHED): ENDED,
    (RECONCILING, LAPSED): CLOSED,
    (CANCELLED, BEGUN): RECONCILING,
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
