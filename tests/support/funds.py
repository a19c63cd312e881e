"""Money for people of tests, without a payment and without a live event."""

from cloud.domain.money import ledger
from cloud.domain.money.ledger import Transfer
from cloud.services.money.ledger import book
from cloud.services.ports.store import Unit


def give(unit: Unit, account_id: str, amount_minor: int, key: str, at_ms: int) -> None:
    """Put euros into the account's wallet; the same key gives once."""
    parties = (ledger.gateway("EUR"), ledger.wallet(account_id, "EUR"), amount_minor, "EUR")
    book(unit, Transfer(key, ledger.POSTED, ledger.TOP_UP, *parties, None, None, account_id, at_ms))
