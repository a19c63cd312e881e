"""A receipt as people are shown it, made from what was signed and from nothing else."""

import msgspec

from cloud.domain.money.terms import from_text
from cloud.services.money.views import Money, PriceLineView, TariffView
from shared_protocol.host.receipt_content import Content, DeviceEvent, Payment, Place


class ReceiptPlaceView(msgspec.Struct, frozen=True):
    """A cabinet, and the number on its housing."""

    cabinet_id: str
    sticker: str | None


class ReceiptPaymentView(msgspec.Struct, frozen=True):
    """How it was paid: out of what was held, out of the wallet, still owed when it ended, and given back since."""

    hold: Money
    wallet: Money
    owed: Money
    refund: Money


class ReceiptEventView(msgspec.Struct, frozen=True):
    """A cabinet's own event: topic, and the whole envelope (base64 in JSON)."""

    topic: str
    envelope: bytes


class ReceiptView(msgspec.Struct, frozen=True):
    """A signed receipt, read out; `cose` are the bytes that `wattlend receipt verify` checks (base64 in JSON).

    `version` is above 1 for a correction. `end` is "returned", "bought-out", "reported-lost" or "waived".
    """

    order_id: str
    version: int
    key_id: str
    issued_ms: int
    organisation_id: str
    organisation_name: str
    lent_at: ReceiptPlaceView
    returned_at: ReceiptPlaceView | None
    bank: str | None
    lent_ms: int | None
    ended_ms: int
    duration_ms: int
    end: str
    tariff: TariffView
    lines: list[PriceLineView]
    total: Money
    payment: ReceiptPaymentView
    charge_record_sha256: str
    began: ReceiptEventView | None
    ended: ReceiptEventView | None
    cose: bytes


def receipt_view(content: Content, key_id: str, cose: bytes) -> ReceiptView:
    """Return `content`, signed as `cose` by the key `key_id`, as its owner sees it."""
    currency = content.currency
    return ReceiptView(
        order_id=content.order_id,
        version=content.version,
        key_id=key_id,
        issued_ms=content.issued_ms,
        organisation_id=content.organisation_id,
        organisation_name=content.organisation_name,
        lent_at=ReceiptPlaceView(*content.lent_at),
        returned_at=_place(content.returned_at),
        bank=content.bank,
        lent_ms=content.lent_ms,
        ended_ms=content.ended_ms,
        duration_ms=0 if content.lent_ms is None else content.ended_ms - content.lent_ms,
        end=content.end,
        tariff=TariffView(content.terms.id, content.terms.name, currency, from_text(content.terms.components)),
        lines=[
            PriceLineView(kind, quantity, Money(unit_minor, currency), Money(amount_minor, currency))
            for kind, quantity, unit_minor, amount_minor in content.lines
        ],
        total=Money(content.total_minor, currency),
        payment=_payment(content.payment, currency),
        charge_record_sha256=content.charge_record_sha256.hex(),
        began=_event(content.began),
        ended=_event(content.ended),
        cose=cose,
    )


def _place(place: Place | None) -> ReceiptPlaceView | None:
    return None if place is None else ReceiptPlaceView(*place)


def _payment(payment: Payment, currency: str) -> ReceiptPaymentView:
    return ReceiptPaymentView(*(Money(amount_minor, currency) for amount_minor in payment))


def _event(event: DeviceEvent | None) -> ReceiptEventView | None:
    return None if event is None else ReceiptEventView(*event)
