"""A tariff: terms under a name, in a currency. Never changed, replaced by another."""

from typing import NamedTuple

from cloud.domain.money import terms as of_terms
from cloud.domain.money.terms import BadTerms, Terms


class Tariff(NamedTuple):
    """A tariff of an organisation; money in minor units of `currency`."""

    id: str
    organisation_id: str
    name: str
    currency: str
    terms: Terms
    created_ms: int


def check(tariff: Tariff) -> None:
    """Raise BadTerms unless currency and terms can be."""
    if not (len(tariff.currency) == 3 and tariff.currency.isascii() and tariff.currency.isupper()):
        raise BadTerms(f"currency is three capital letters (ISO 4217), not {tariff.currency!r:.20}")
    of_terms.check(tariff.terms)
