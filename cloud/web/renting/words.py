"""What pages call things of rentals and cabinets: cases, resolutions, alarms, faults, states of a slot."""

from cloud.domain.renting import cases
from cloud.http.languages import sentence
from cloud.web.frame.words import Words

CASES: dict[str, Words] = {
    cases.NO_ANSWER: Words(
        sentence("The cabinet does not answer"),
        sentence("It has not said whether a power bank came out. Nothing is held of the customer's money."),
    ),
    cases.LEND_UNKNOWN: Words(
        sentence("Did a power bank come out?"),
        sentence("The cabinet opened a slot and could not see what happened then."),
    ),
    cases.LATE_SUCCESS: Words(
        sentence("Came out after all"),
        sentence("A power bank came out for an order that had been cancelled."),
    ),
    cases.TWO_ORDERS: Words(
        sentence("One power bank, two orders"),
        sentence("The power bank that came out is held by another order as well."),
    ),
    cases.BANK_REMOVED: Words(
        sentence("Taken after the lend had ended"),
        sentence("A power bank left the slot after the cabinet had given up lending it."),
    ),
    cases.SOLD_BANK_RETURNED: Words(
        sentence("A bought power bank came back"),
        sentence("The customer returned a power bank after it had been sold to them."),
    ),
    cases.UNKNOWN_ORDER: Words(
        sentence("A lend that nobody can be charged for"),
        sentence("A cabinet lent a power bank for an order that is not here or was closed."),
    ),
    cases.FOREIGN_BANK: Words(
        sentence("A foreign power bank"), sentence("Somebody pushed in a power bank without our mark.")
    ),
}

RESOLUTIONS: dict[str, Words] = {
    cases.NOT_LENT: Words(
        sentence("Nothing came out"), sentence("The order is cancelled and nothing is charged or held.")
    ),
    cases.LENT: Words(
        sentence("It was lent"), sentence("The rental runs and is charged until the power bank is returned.")
    ),
    cases.RETURNED: Words(
        sentence("It was returned"), sentence("The rental ends at that moment and is charged until then.")
    ),
    cases.SOLD: Words(sentence("It is lost"), sentence("The customer pays the full price of the power bank.")),
    cases.WAIVED: Words(sentence("Waive it"), sentence("The rental ends and the customer pays nothing.")),
}
TAKES_MOMENT = (cases.LENT, cases.RETURNED, cases.SOLD)

# Alarms that say something else than the case of that kind, or are none.
ALARMS: dict[str, str] = {
    cases.BANK_REMOVED: sentence("A power bank was taken out without a rental"),
    "slot-fault": sentence("Something is wrong with a slot"),
    "unknown-bank": sentence("A power bank that was never seen before"),
    "late-return": sentence("Word of a return came late"),
    "eject-unknown": sentence("Nobody saw whether an opened slot gave its power bank"),
    "eject-not-ours": sentence("A slot was opened that nobody here asked for"),
}

FAULTS: dict[str, str] = {
    "lock_jammed": sentence("Lock jammed"),
    "presence_stuck": sentence("Switch and power bank disagree"),
    "bank_unreadable": sentence("Power bank cannot be read"),
    "gauge_silent": sentence("Gauge silent"),
    "gauge_implausible": sentence("Gauge implausible"),
    "expander_silent": sentence("Electronics silent"),
    "foreign_bank": sentence("Foreign power bank"),
    "wear_record_bad": sentence("Wear record damaged"),
}
SLOT_STATES: dict[str, str] = {
    "empty": sentence("Empty"),
    "settling": sentence("Settling"),
    "occupied": sentence("Occupied"),
    "faulty": sentence("Faulty"),
    "disabled": sentence("Disabled"),
}
