"""One line a message: when, which way, whose, what, and the fields that matter to somebody who looks on."""

from collections import Counter

from shared_protocol import cabinet as wire
from shared_protocol import codes, fields
from shared_protocol.host.names import CODES, FIELDS, MESSAGES
from tools.colours import BAD, BOLD, DIM, DOWN, FINE, UP, WARN, Palette, harmless
from tools.decode.items import ARRAY, BYTES, INTEGER, MAP, SIMPLE, TEXT, TRUE, Item
from tools.decode.meanings import MessageSheet, number
from tools.decode.report import Finding, direction_of
from tools.decode.verdict import WRONG

TYPE_WIDTH = 20
DEVICE_WIDTH = 20
_ID_DIGITS = 8
_ARROWS = {"up": ("↑", UP), "down": ("↓", DOWN), "": ("?", WARN)}
# Known from the line's other parts, or of use to programs alone; `--full` shows them.
_LEFT_OUT = frozenset({
    fields.TYPE, fields.JOURNAL, fields.UPTIME_MS, fields.WALL_MS, fields.CLOCK_QUALITY, fields.PROTOCOL_VERSION,
    fields.ECHO_BOOT, fields.ECHO_UPTIME_MS, fields.TIME_MS,
})  # fmt: skip
_FIRST = (fields.ONLINE, fields.OUTCOME, fields.REASON, wire.SLOT, wire.BANK, wire.FAULTS, wire.SLOTS)
_IDS = frozenset({fields.COMMAND, fields.ORDER})
_BAD_OUTCOMES = frozenset({codes.REFUSED, codes.EXPIRED, codes.UNKNOWN})
_SHEET = MessageSheet()


def line(finding: Finding, palette: Palette, *, retained: bool = False) -> str:
    """Return the line of one message; its time is when it arrived."""
    topic = finding.sample.topic or ""
    arrow, tone = _ARROWS[direction_of(topic)]
    device = topic.split("/")[2] if direction_of(topic) else topic
    parts = [
        palette(DIM, finding.sample.time[11:23]),
        palette(tone, arrow),
        f"{harmless(device):<{DEVICE_WIDTH}}",
        palette(BOLD, f"{_type(finding):<{TYPE_WIDTH}}"),
        _fields(finding, palette),
        palette(DIM, "(retained)") if retained else "",
        *_complaints(finding, palette),
    ]
    return " ".join(part for part in parts if part)


def _type(finding: Finding) -> str:
    found = finding.reading.type_number
    if found is None:
        return f"({finding.reading.kind})"
    return MESSAGES[found].name if found in MESSAGES else f"type {found}"


def _fields(finding: Finding, palette: Palette) -> str:
    body = finding.reading.body
    if body is None or finding.reading.type_number is None:
        return palette(DIM, f"{len(finding.sample.data)} bytes")
    found = body.numbered()
    order = [*_FIRST, *sorted(key for key in found if key not in _FIRST)]
    return " ".join(_field(key, found[key], palette) for key in order if key in found and key not in _LEFT_OUT)


def _field(key: int, value: Item, palette: Palette) -> str:
    if key == wire.SLOTS:
        return _slots(value, palette)
    if key == fields.ONLINE:
        is_online = value.value == TRUE
        return palette(FINE if is_online else WARN, "online" if is_online else "offline")
    name = FIELDS[key].name if key in FIELDS else str(key)
    text = f"{name}={_value(key, value)}"
    is_bad = (key == fields.OUTCOME and value.value in _BAD_OUTCOMES) or (key == wire.FAULTS and value.value != 0)
    return palette(BAD if is_bad else FINE if key == fields.OUTCOME else "", text) if key in _FIRST else text


def _value(key: int, value: Item) -> str:
    if value.kind == BYTES and isinstance(value.value, bytes):
        return value.value.hex()[:_ID_DIGITS] if key in _IDS else _SHEET.note(key, value) or value.value.hex()
    if value.kind == INTEGER and isinstance(value.value, int):
        return (number(key, value.value) if key in FIELDS else "").replace(" ", "") or str(value.value)
    if value.kind == TEXT and isinstance(value.value, str):
        return f'"{harmless(value.value)}"' if " " in value.value else harmless(value.value)
    if value.kind == ARRAY:
        return "[" + ",".join(_value(key, part) for part in value.parts) + "]"
    if value.kind == MAP:
        return "{" + " ".join(f"{_SHEET.name(at)}={_value(at, held)}" for at, held in value.numbered().items()) + "}"
    return str(value.value == TRUE).lower() if value.kind == SIMPLE else value.kind


def _slots(value: Item, palette: Palette) -> str:
    """Return what a page of slot records comes to: how many in which state, and each fault."""
    records = [part for part in value.parts if part.kind == MAP]
    numbers = [str(slot.number) for record in records if (slot := record.get(wire.SLOT))]
    states = Counter(state.number for record in records if (state := record.get(wire.SLOT_STATE)))
    named = CODES[wire.SLOT_STATE]
    words = [
        f"{count} {named[state].name.removeprefix('slot_') if state in named else f'state {state}'}"
        for state, count in sorted(states.items(), key=str)
        if state is not None
    ]
    span = numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}" if numbers else "none"
    return f"slots {span}: " + ", ".join(words) + palette(BAD, "".join(_faults(record) for record in records))


def _faults(record: Item) -> str:
    slot, faults = record.get(wire.SLOT), record.get(wire.FAULTS)
    if not slot or not faults or not faults.number or faults.number < 0:
        return ""
    return f" {slot.number}:{number(wire.FAULTS, faults.number).replace(' ', '')}"


def _complaints(finding: Finding, palette: Palette) -> list[str]:
    found = []
    if finding.problem:
        found.append(palette(BAD, f"malformed: {finding.problem}"))
    elif finding.reading.refused:
        found.append(palette(WARN, f"refused: {finding.reading.refused}"))
    if finding.verdict and finding.verdict.state == WRONG:
        found.append(palette(BAD, f"MAC wrong ({finding.verdict.what}): {finding.verdict.detail}"))
    return found
