"""INV-11: each bank is in exactly one of: one slot, one open order, maintenance or lost; and the cloud knows which."""

from tools.sim.judging.checkers.violation import Violation
from tools.sim.judging.observations import BankAtRest, Observation, Settled
from tools.sim.world.trace import short

HOLDING = frozenset({"active", "reconciling"})


class Banks:
    """Compares where banks are with where the cloud thinks they are, when the world has come to rest."""

    def see(self, seen: Observation) -> None:
        """Judge the end."""
        if not isinstance(seen, Settled):
            return
        places = _places(seen)
        for bank, (cabinet, slot) in places.items():
            known = seen.banks.get(bank)
            if known is None or (known.place, known.cabinet, known.slot) != ("slot", cabinet, slot):
                raise Violation(
                    "INV-11", f"bank {short(bank)} is in {cabinet} slot {slot}, the cloud has {_told(known)}"
                )
        for bank in sorted(seen.outside):
            if bank in places:
                raise Violation("INV-11", f"bank {short(bank)} is outside and in {places[bank]}")
            self._judge_outside(bank, seen)
        self._judge_orders(seen)

    def _judge_outside(self, bank: bytes, end: Settled) -> None:
        known = end.banks.get(bank)
        if known is not None and known.place == "order" and known.order is not None:
            order = end.orders[known.order]
            if order.state in HOLDING and order.bank == bank:
                return
        elif known is not None and known.place in {"maintenance", "lost"} and _is_accounted_for(bank, end):
            return
        raise Violation("INV-11", f"bank {short(bank)} is outside, the cloud has {_told(known)}")

    def _judge_orders(self, end: Settled) -> None:
        holders: dict[bytes, bytes] = {}
        for order, known in end.orders.items():
            if known.state != "active":
                continue
            if known.bank is None or known.bank not in end.outside:
                raise Violation("INV-11", f"order {short(order)} is active with a bank that is not out")
            if known.bank in holders:
                raise Violation("INV-11", f"bank {short(known.bank)} is in two open orders")
            holders[known.bank] = order


def _is_accounted_for(bank: bytes, end: Settled) -> bool:
    return bank in end.alarmed_banks or any(
        order.state == "closed" and order.bank == bank for order in end.orders.values()
    )


def _places(end: Settled) -> dict[bytes, tuple[str, int]]:
    places: dict[bytes, tuple[str, int]] = {}
    for name, cabinet in end.cabinets.items():
        for slot, bank in cabinet.banks.items():
            if bank is None:
                continue
            if bank in places:
                raise Violation("INV-11", f"bank {short(bank)} is in {places[bank]} and in {name} slot {slot}")
            places[bank] = (name, slot)
    return places


def _told(known: BankAtRest | None) -> str:
    if known is None:
        return "never heard of it"
    at = f"{known.cabinet} slot {known.slot}" if known.place == "slot" else short(known.order or b"")
    return f"it in {known.place} {at}".rstrip()
