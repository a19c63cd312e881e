"""BANK_REFUSED: somebody pushed in what the cabinet takes for a foreign bank, and was offered it back."""

from cloud.domain.reconciliation import FOREIGN_BANK
from cloud.services import settlement
from cloud.services.bank_events import ended_by, is_old_news, was_seen_since
from cloud.services.cases import open_case
from cloud.services.fleet_records import PowerBank, Slot
from cloud.services.journaled import Event
from cloud.services.order_steps import raise_alarm
from cloud.services.ports import Ports, Unit
from cloud.services.records import Order
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields


def apply_bank_refused(unit: Unit, ports: Ports, event: Event) -> None:
    """Alarm; open a case if it stayed. One that an open order holds (its mark broke) ends that order: the customer first."""
    bank_id, slot = event.body[wire.BANK].hex(), event.body[wire.SLOT]
    stayed = event.body.get(fields.OUTCOME) != codes.DONE
    _show_slot(unit, ports, event, stayed=stayed)
    bank = unit.banks.get(bank_id)
    ended = returned_after_all(unit, ports, event, bank, "slot" if stayed else "lost")
    if bank is not None and not stayed:  # a status report showed it there while it was judged
        unit.banks.lose(bank_id, event.device_id, slot, event.at_ms)
    where = f"stayed in slot {slot}" if stayed else f"was taken back from slot {slot}"
    detail = f"bank {bank_id} is not marked as ours and {where}"
    raise_alarm(unit, ports, event.organisation_id, event.device_id, FOREIGN_BANK, detail, ended and ended.id)
    if stayed or ended is not None:
        evidence: dict[str, object] = {"bank": bank_id, "slot": slot, "stayed": stayed, "refused_ms": event.at_ms}
        if ended is not None:
            evidence["order"] = ended.id
        open_case(unit, ports, event.organisation_id, FOREIGN_BANK, evidence, device_id=event.device_id)


def returned_after_all(unit: Unit, ports: Ports, event: Event, bank: PowerBank | None, place: str) -> Order | None:
    """End the open order that holds `bank` as returned by this event, and put the bank at `place`; returns that order.

    None, and nothing changed, when nobody holds it or when that is news from before the order.
    """
    order = None if bank is None or bank.order_id is None else unit.orders.get(bank.order_id)
    if order is None or bank is None or is_old_news(order, event) or was_seen_since(bank, event):
        return None
    if place == "slot":
        unit.banks.put_into_slot(bank.id, event.device_id, event.body[wire.SLOT], event.at_ms)
    else:
        unit.banks.put_away(bank.id, place, event.at_ms)
    lent_ms = event.at_ms if order.lent_ms is None else order.lent_ms
    return settlement.end(unit, ports, order, max(event.at_ms, lent_ms), ended_by(event))


def _show_slot(unit: Unit, ports: Ports, event: Event, *, stayed: bool) -> None:
    slot, now_ms = event.body[wire.SLOT], ports.clock.now_ms()
    if not stayed:
        unit.slots.clear(event.device_id, slot, now_ms)
        return
    bank_id, charge_pct = event.body[wire.BANK].hex(), event.body.get(wire.CHARGE_PCT)
    faults = wire.FOREIGN_BANK
    unit.slots.put(Slot(event.device_id, slot, wire.SLOT_FAULTY, faults, bank_id, charge_pct, None, now_ms))
