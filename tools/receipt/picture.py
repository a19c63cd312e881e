"""A receipt as lines for a terminal: moments in local time, amounts with their currency. Judges nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime

from cloud.domain.money.terms import BadTerms, from_text
from shared_protocol.host.receipt_content import Content, Line, Payment, Place, Terms
from tools.receipt.judgement import Judgement

WIDTH = 64
_WITHOUT_CENTS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})  # ISO 4217: no minor unit
_NAMES = {
    "free": "free",
    "time": "time",
    "daily-cap": "daily cap",
    "total-cap": "total cap: the bank is bought",
    "waiver": "waived",
}


def picture(content: Content, key_id: str, judgement: Judgement) -> Iterator[str]:
    """Yield the lines: the bill, then what was verified, what is wrong, and what was not verified."""
    correction = f" (correction {content.version - 1})" if content.version > 1 else ""
    yield f"Receipt of order {_plain(content.order_id)}{correction}"
    yield f"{_plain(content.organisation_name)}, issued {_moment(content.issued_ms)}"
    yield "-" * WIDTH
    yield f"lent      {_moment(content.lent_ms)}  {_place(content.lent_at)}"
    yield f"{_plain(content.end):<9} {_moment(content.ended_ms)}  {_place(content.returned_at)}".rstrip()
    yield f"tariff    {_terms(content.terms, content.currency)}"
    yield "-" * WIDTH
    for line in content.lines:
        yield _row(*_line(line, content.currency))
    yield _row("total", amount(content.total_minor, content.currency))
    yield from _payment(content.payment, content.currency)
    yield "-" * WIDTH
    yield f"verified: the signature, by key {key_id}"
    yield from (f"verified: {_plain(sentence)}" for sentence in judgement.verified)
    yield from (f"WRONG: {_plain(sentence)}" for sentence in judgement.wrong)
    yield from (f"not verified: {_plain(sentence)}" for sentence in judgement.open)


def amount(minor: int, currency: str) -> str:
    """Return an amount as people write it, with its currency."""
    if currency in _WITHOUT_CENTS:
        return f"{minor} {_plain(currency)}"
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole}.{cents:02} {_plain(currency)}"


def _payment(paid: Payment, currency: str) -> Iterator[str]:
    parts = {
        "paid out of the hold": paid.hold_minor,
        "paid out of the wallet": paid.wallet_minor,
        "owed when it ended": paid.owed_minor,
        "given back": -paid.refund_minor,
    }
    yield from (_row(f"  {name}", amount(minor, currency)) for name, minor in parts.items() if minor)
    if paid.refund_minor:
        yield "  (what is given back goes to what is owed first, the rest to the wallet)"
    open_minor = max(0, paid.owed_minor - paid.refund_minor)
    if open_minor:
        # Of what was owed, some may have been paid between the end and a correction: that no receipt tells.
        yield _row(
            f"still open when this was issued{', at most' if paid.refund_minor else ''}", amount(open_minor, currency)
        )
    elif paid.owed_minor:
        yield "nothing was open any more when this was issued"


def _row(name: str, value: str) -> str:
    return f"{name:<{WIDTH - len(value) - 1}} {value}"


def _line(line: Line, currency: str) -> tuple[str, str]:
    name = _NAMES.get(line.kind, _plain(line.kind))
    if line.kind == "free":
        name += f", {line.quantity} min"
    elif line.kind == "time":
        name += f", {line.quantity} x {amount(line.unit_minor, currency)}"
    return name, amount(line.amount_minor, currency)


def _terms(stated: Terms, currency: str) -> str:
    try:
        terms = from_text(stated.components)
    except BadTerms:
        return f"{_plain(stated.name)}: cannot be read"
    parts = [f"{terms.free_minutes} min free"] if terms.free_minutes else []
    if terms.flat_minor:
        parts.append(f"{amount(terms.flat_minor, currency)} once")
    if terms.step_minor or not terms.energy:
        parts.append(f"{amount(terms.step_minor, currency)} each {terms.step_minutes} min")
    for tier in terms.energy:
        limit = f" up to {tier.up_to_wh} Wh" if tier.up_to_wh else ""
        parts.append(f"{amount(tier.kwh_minor, currency)} each kWh{limit}")
    if terms.daily_cap_minor:
        parts.append(f"{amount(terms.daily_cap_minor, currency)} a day")
    if terms.total_cap_minor:
        parts.append(f"bought at {amount(terms.total_cap_minor, currency)}")
    return f"{_plain(stated.name)}: {', '.join(parts)}"


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    sticker = f" (sticker {_plain(place.sticker)})" if place.sticker else ""
    return f"cabinet {_plain(place.cabinet_id)}{sticker}"


def _moment(at_ms: int | None) -> str:
    if at_ms is None:
        return "at an unknown time"
    local = datetime.fromtimestamp(at_ms // 1_000, UTC).astimezone()
    return f"{local:%Y-%m-%d %H:%M:%S %Z}"


def _plain(text: str) -> str:
    """Return `text` with nothing in it that could move a terminal's cursor."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
