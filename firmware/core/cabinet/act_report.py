"""What is told of an act on locks that has ended: the result that is journaled, and a line for who watches the console.

Looks at nothing but the act, and at what the journal says was in its slot.
"""

from firmware.core.cabinet.act import Act
from firmware.core.common.effects import INFO, SAY, WARNING
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields


def result(ended: Act, recorded: bytes | None) -> dict:
    """Return the body of the event; `recorded` is the bank that the journal says was in the slot pulsed last."""
    if ended.target:
        return _result_of_one(ended)
    body = {
        fields.TYPE: wire.LEND_RESULT,
        fields.COMMAND: ended.command,
        fields.ORDER: ended.order,
        fields.OUTCOME: ended.outcome,
        wire.TRIED_SLOTS: ended.tried,
        fields.BOUND_BOOT: ended.boot,
    }
    if ended.reason:
        body[fields.REASON] = ended.reason
    if ended.outcome in (codes.DONE, codes.UNKNOWN):
        body[wire.SLOT] = ended.slot
        if recorded:
            body[wire.BANK] = recorded
        if ended.charge_pct is not None:
            body[wire.CHARGE_PCT] = ended.charge_pct
    return body


def said(ended: Act) -> tuple:
    """Return the SAY effect that tells how it ended."""
    if ended.outcome == codes.DONE:
        return (SAY, INFO, _name(ended) + ": bank taken from slot " + str(ended.slot))
    tried = ", ".join([str(number) for number in ended.tried])
    text = _name(ended) + ": outcome " + str(ended.outcome) + ", reason " + str(ended.reason)
    return (SAY, WARNING, text + ", slots tried: " + tried)


def _result_of_one(ended: Act) -> dict:
    body: dict = {wire.SLOT: ended.slot, fields.OUTCOME: ended.outcome}
    if ended.bank:
        body[wire.BANK] = ended.bank
    if ended.command is None:
        body[fields.TYPE] = wire.BANK_REFUSED
        if ended.charge_pct is not None:
            body[wire.CHARGE_PCT] = ended.charge_pct
        return body
    body[fields.TYPE] = wire.EJECT_RESULT
    body[fields.COMMAND] = ended.command
    body[fields.BOUND_BOOT] = ended.boot
    if ended.reason:
        body[fields.REASON] = ended.reason
    return body


def _name(ended: Act) -> str:
    if ended.target:
        return "take-back" if ended.command is None else "eject"
    return "lend"
