"""What orders still owe: taken off, the oldest first, as it is paid or forgiven. The ledger has the sum, this says of what."""

from cloud.services.ports.store import Unit


def pay_off(unit: Unit, account_id: str, currency: str, amount_minor: int) -> None:
    """Take `amount_minor` off what the account's orders in this currency owe."""
    if not amount_minor:
        return
    for order in unit.orders.unpaid(account_id):
        part_minor = min(amount_minor, order.unpaid_minor or 0) if order.currency == currency else 0
        if part_minor:
            unit.orders.pay_off(order.id, part_minor)
            amount_minor -= part_minor
