"""What a receipt claims, checked against itself: the sums, the price by its own tariff, and what the cabinets said.

Says in sentences what holds, what is wrong, and what nobody here can tell. Signatures are none of its business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cloud.domain import tariff as tariffs
from cloud.domain.tariff import Bill, Tariff
from shared_protocol import cabinet as wire
from shared_protocol import cbor, codes, envelope, fields, topics
from shared_protocol.errors import RemoteError
from shared_protocol.host import codec, whole_wire
from shared_protocol.host.receipt_content import BOUGHT_OUT, REPORTED_LOST, WAIVED, Content, DeviceEvent, Place
from shared_protocol.keys import UP, MacKey, derive

_FRAME_BYTES = 2  # tag and array head, before the protected header


@dataclass
class Judgement:
    """Sentences: what holds, what contradicts the receipt, and what stays open."""

    verified: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def judge(content: Content, device_keys: Mapping[str, bytes]) -> Judgement:
    """Return what is to be said of `content`; `device_keys` maps device ids to root keys, as far as they are known."""
    found = Judgement()
    wrong = [*_sums(content), *_price(content)]
    found.wrong += wrong
    if not wrong:
        found.verified.append("the lines sum to the total, the payment covers it, and the tariff gives this price")
    _judge_event(found, content, "beginning", content.began, content.lent_at, device_keys)
    _judge_event(found, content, "end", content.ended, content.returned_at, device_keys)
    return found


def _sums(content: Content) -> Iterator[str]:
    for line in content.lines:
        if line.quantity * line.unit_minor != line.amount_minor:
            yield f"line {line.kind}: {line.quantity} times {line.unit_minor} is not {line.amount_minor}"
    sum_minor = sum(line.amount_minor for line in content.lines)
    if sum_minor != content.total_minor:
        yield f"the lines sum to {sum_minor}, the total says {content.total_minor}"
    paid = content.payment
    paid_minor = paid.hold_minor + paid.wallet_minor + paid.owed_minor - paid.refund_minor
    if paid_minor != content.total_minor:
        yield f"hold, wallet and owed less refunds are {paid_minor}, the total says {content.total_minor}"


def _price(content: Content) -> Iterator[str]:
    expected = _expected(content)
    stated = tuple(tuple(line) for line in content.lines)
    if expected.total_minor != content.total_minor:
        yield f"its tariff gives {expected.total_minor} for this time, the total says {content.total_minor}"
    elif tuple(tuple(line) for line in expected.lines) != stated:
        lines = ", ".join(f"{line.kind} {line.quantity} x {line.unit_minor}" for line in expected.lines)
        yield f"its tariff gives other lines for this time: {lines or 'none'}"


def _expected(content: Content) -> Bill:
    terms = content.terms
    tariff = Tariff(terms.id, content.organisation_id, terms.name, content.currency, *terms[2:], created_ms=0)
    duration_ms = 0 if content.lent_ms is None else content.ended_ms - content.lent_ms
    if content.end in (BOUGHT_OUT, REPORTED_LOST):
        return tariffs.buy_out(tariff, duration_ms)
    bill = tariffs.price(tariff, duration_ms)
    return tariffs.waived(bill) if content.end == WAIVED else bill


def _judge_event(
    found: Judgement,
    content: Content,
    name: str,
    event: DeviceEvent | None,
    place: Place | None,
    device_keys: Mapping[str, bytes],
) -> None:
    if event is None:
        found.open.append(f"the {name}: no event of a cabinet is embedded")
        return
    try:
        device_id, _ = topics.parse(event.topic)
        sealed = envelope.Envelope(event.envelope)
        body = _message(event.envelope)
    except RemoteError as error:
        found.wrong.append(f"the {name}: its event cannot be read ({error.detail})")
        return
    if place is None or device_id != place.cabinet_id:
        found.wrong.append(f"the {name}: its event is of {device_id}, not of the cabinet that the receipt names")
    found.wrong += [f"the {name}: {sentence}" for sentence in _contradictions(content, name, body)]
    _judge_moment(found, content, name, body)
    _judge_mac(found, name, event, device_id, sealed, device_keys.get(device_id))


def _message(data: bytes) -> dict[int, object]:
    decoder = cbor.Decoder(data)
    decoder.at = _FRAME_BYTES
    decoder.string(2)
    decoder.head()
    body = codec.decode(decoder.string(2))
    whole_wire.check(body, topics.EVENT)
    return body if isinstance(body, dict) else {}


def _contradictions(content: Content, name: str, body: Mapping[int, object]) -> Iterator[str]:
    kind = wire.LEND_RESULT if name == "beginning" else wire.BANK_RETURNED
    if body[fields.TYPE] != kind:
        yield "its event is of another kind"
        return
    if kind == wire.LEND_RESULT:
        order = body[fields.ORDER]
        if not isinstance(order, bytes) or order.hex() != content.order_id:
            yield "its event is of another order"
        if body[fields.OUTCOME] != codes.DONE:
            yield "its event says that nothing was lent"
    bank = body.get(wire.BANK)
    if content.bank is not None and (not isinstance(bank, bytes) or bank.hex() != content.bank):
        yield "its event names another power bank"


def _judge_moment(found: Judgement, content: Content, name: str, body: Mapping[int, object]) -> None:
    billed_ms = content.lent_ms if name == "beginning" else content.ended_ms
    wall_ms = body.get(fields.WALL_MS)
    if wall_ms is None or body[fields.CLOCK_QUALITY] != codes.CLOCK_SYNCED:
        found.open.append(f"the {name}'s moment: the cabinet had no synchronised clock, so the platform's was taken")
    elif wall_ms == billed_ms:
        found.verified.append(f"the {name} is billed at the cabinet's own moment")
    else:
        found.wrong.append(f"the {name} is billed at {billed_ms}, the cabinet says {wall_ms} (UTC milliseconds)")


def _judge_mac(
    found: Judgement, name: str, event: DeviceEvent, device_id: str, sealed: envelope.Envelope, root: bytes | None
) -> None:
    if root is None:
        found.open.append(f"that {device_id} itself sent the {name}: its MAC needs the device's key (--device-keys)")
        return
    try:
        sealed.verify(MacKey(derive(root, UP)), event.topic)
    except RemoteError:
        key_id = sealed.key_id.decode(errors="replace")
        found.wrong.append(f"the {name}: its MAC is not by the key given for {device_id} (it names {key_id})")
        return
    found.verified.append(f"{device_id} itself sent the {name}")
