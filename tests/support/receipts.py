"""A receipt for tests: two sealed events of a cabinet around one rental, and the key that signs it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cloud.domain.money.terms import Terms as PriceComponents
from cloud.domain.money.terms import to_text
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, topics
from shared_protocol.channel import DeviceChannel
from shared_protocol.host import receipt
from shared_protocol.host.names import field_number
from shared_protocol.host.receipt_content import RETURNED, Content, DeviceEvent, Line, Payment, Place, Terms

ROOT = bytes(range(32))
CABINET_ID = "cabinet-0001"
CHANNEL = DeviceChannel(CABINET_ID, 1, ROOT, wire.ROWS)
ORDER_ID = bytes(range(0x20, 0x30)).hex()
BANK = bytes.fromhex("0a0b0c0d0e0f")
LENT_MS = 1_800_000_000_000
ENDED_MS = LENT_MS + 40 * 60_000

SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(0x40, 0x60)))
KEY_ID = bytes(range(0x60, 0x70)).hex()
PUBLIC_KEYS = {KEY_ID: SIGNER.public_key().public_bytes_raw()}
COMPONENTS = to_text(
    PriceComponents(
        free_minutes=5, step_minutes=30, step_minor=100, daily_cap_minor=600, total_cap_minor=3_000, hold_minor=1_000
    )
)


def lent(**changes):
    """Return the LEND_RESULT with which the rental began; `changes` by field name in lower case."""
    named = {"command": bytes(16), "order": bytes.fromhex(ORDER_ID), "outcome": codes.DONE}
    return _event(wire.LEND_RESULT, 1, LENT_MS, named | changes)


def returned(**changes):
    """Return the BANK_RETURNED with which it ended."""
    return _event(wire.BANK_RETURNED, 2, ENDED_MS, changes)


def content(**changes):
    """Return the receipt of a rental of 40 minutes, which costs two steps."""
    place = Place(CABINET_ID, "100017")
    standard = Content(
        order_id=ORDER_ID,
        version=1,
        organisation_id=bytes(16).hex(),
        organisation_name="Häfen 港",
        lent_at=place,
        terms=Terms("77" * 16, "Standard", COMPONENTS),
        ended_ms=ENDED_MS,
        end=RETURNED,
        lines=(Line("free", 5, 0, 0), Line("time", 2, 100, 200)),
        total_minor=200,
        currency="EUR",
        payment=Payment(200, 0, 0, 0),
        issued_ms=ENDED_MS + 1_500,
        charge_record_sha256=bytes(range(0x80, 0xA0)),
        returned_at=place,
        bank=BANK.hex(),
        lent_ms=LENT_MS,
        began=lent(),
        ended=returned(),
    )
    return standard._replace(**changes)


def signed(**changes):
    """Return that receipt, signed."""
    return receipt.sign(content(**changes), KEY_ID, SIGNER)


def _event(kind, seq, wall_ms, values):
    body = {
        fields.TYPE: kind,
        fields.JOURNAL: bytes(8),
        fields.SEQ: seq,
        fields.BOOT: 3,
        fields.UPTIME_MS: 5_000 + wall_ms - LENT_MS,
        fields.WALL_MS: wall_ms,
        fields.CLOCK_QUALITY: codes.CLOCK_SYNCED,
        wire.SLOT: 1,
        wire.BANK: BANK,
    }
    changed = body | {field_number(name): value for name, value in values.items()}
    present = {key: value for key, value in changed.items() if value is not None}
    return DeviceEvent(CHANNEL.topic(topics.EVENT), CHANNEL.seal(topics.EVENT, present))
