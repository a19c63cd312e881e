"""The life of a command, as a table (state, input) -> state; it ends with the device's word, never with ours.

    queued --sent--> sent --done, refused, expired, unknown--> the state of that name
    queued, sent --rebound--> queued          bound to a new boot, under the same id
    refused, expired, unknown --done--> done  late evidence is stronger than an early answer
    unknown --refused--> refused

"sent" is not "delivered". An answer can overtake the note that the command was sent, so `queued` takes answers too.
"""

from shared_protocol import codes

LEND, CONFIGURE, EJECT = "lend", "configure", "eject"  # kinds

QUEUED = "queued"
SENT = "sent"
DONE = "done"
REFUSED = "refused"
EXPIRED = "expired"
UNKNOWN = "unknown"

STATES = (QUEUED, SENT, DONE, REFUSED, EXPIRED, UNKNOWN)
OPEN = (QUEUED, SENT)

REBOUND = "rebound"
INPUTS = (SENT, REBOUND, DONE, REFUSED, EXPIRED, UNKNOWN)

TABLE = {
    (QUEUED, SENT): SENT,
    (SENT, SENT): SENT,
    (QUEUED, REBOUND): QUEUED,
    (SENT, REBOUND): QUEUED,
    (REFUSED, DONE): DONE,
    (EXPIRED, DONE): DONE,
    (UNKNOWN, DONE): DONE,
    (UNKNOWN, REFUSED): REFUSED,
}
TABLE |= {(state, answer): answer for state in OPEN for answer in (DONE, REFUSED, EXPIRED, UNKNOWN)}

_ANSWERS = {codes.DONE: DONE, codes.REFUSED: REFUSED, codes.EXPIRED: EXPIRED, codes.UNKNOWN: UNKNOWN}


class IllegalStep(Exception):
    """The input has no place in this state; nothing changed."""


def after(state: str, step: str) -> str:
    """Return the state that `step` leads to from `state`; raises IllegalStep."""
    following = TABLE.get((state, step))
    if following is None:
        raise IllegalStep(f"a command that is {state} cannot be {step}")
    return following


def answer_of(outcome: int) -> str:
    """Return the input that a device's final outcome (codes.DONE and so on) is; raises IllegalStep for any other."""
    answer = _ANSWERS.get(outcome)
    if answer is None:
        raise IllegalStep(f"outcome {outcome} does not end a command")
    return answer
