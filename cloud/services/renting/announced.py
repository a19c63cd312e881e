"""What renting announces: the one place where the rest of the cloud learns what cabinets and rentals add."""

from cloud.domain.delivery import command as commands
from cloud.domain.money.usage import Usage
from cloud.domain.renting.cabinet import BOARDS
from cloud.services.fleet.announcement import Announcement
from cloud.services.ports.catalogue import DeviceKind, OrderKind
from cloud.services.ports.rows.orders import Order
from cloud.services.ports.rows.renting import Rental
from cloud.services.ports.store import Unit
from cloud.services.renting.answers import take_eject_answer, take_lend_answer
from cloud.services.renting.bank_events import apply_bank_removed, apply_bank_returned
from cloud.services.renting.cabinets import cabinet_detail
from cloud.services.renting.configuration import configuration_record
from cloud.services.renting.decisions import DECISIONS
from cloud.services.renting.eject import apply_eject_result
from cloud.services.renting.lend_results import apply_lend_result
from cloud.services.renting.messages import eject_message, lend_message
from cloud.services.renting.reasons import REASONS
from cloud.services.renting.refused_banks import apply_bank_refused
from cloud.services.renting.rent import RENTAL
from cloud.services.renting.status import accept_status, apply_slot_fault
from cloud.services.renting.time_outs import give_up_waiting, sell_kept_banks
from cloud.services.renting.views import rental_view
from shared_protocol import cabinet as wire


def _part(unit: Unit, order_id: str) -> Rental | None:
    return unit.rentals.get(order_id)


def _evidence(rental: Rental | None) -> dict[str, object]:
    return {"bank": None, "slot": None} if rental is None else {"bank": rental.bank, "slot": rental.slot}


def _receipt(rental: Rental | None) -> dict[str, object]:
    return {"bank": None if rental is None else rental.bank}


def _usage(order: Order, _rental: Rental | None) -> Usage:
    return Usage(order.duration_ms)


OF_RENTALS = OrderKind(RENTAL, _part, rental_view, _evidence, _receipt, _usage)
CABINET = DeviceKind("cabinet", "cab-", BOARDS, "slots", wire.SLOT_COUNT, configuration_record)

ANNOUNCEMENT = Announcement(
    appliers={
        wire.LEND_RESULT: apply_lend_result,
        wire.BANK_RETURNED: apply_bank_returned,
        wire.BANK_REMOVED: apply_bank_removed,
        wire.SLOT_FAULT: apply_slot_fault,
        wire.EJECT_RESULT: apply_eject_result,
        wire.BANK_REFUSED: apply_bank_refused,
    },
    reports={wire.STATUS: accept_status},
    builders={commands.LEND: lend_message, commands.EJECT: eject_message},
    answers={commands.LEND: take_lend_answer, commands.EJECT: take_eject_answer},
    every_second={"orders given up": give_up_waiting, "banks sold": sell_kept_banks},
    decisions={RENTAL: DECISIONS},
    reasons=REASONS,
    details={CABINET.name: cabinet_detail},
    device_kinds=(CABINET,),
    order_kinds=(OF_RENTALS,),
)
