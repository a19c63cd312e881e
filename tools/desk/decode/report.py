"""One message for people (diagnostic notation and findings) or for programs (a JSON object)."""

import json
from dataclasses import dataclass

from shared_protocol import topics
from shared_protocol.envelope import parse_key_id
from shared_protocol.errors import RemoteError
from shared_protocol.host.names import MESSAGES
from tools.desk.colours import BAD, DIM, FINE, WARN, Palette, harmless
from tools.desk.decode.diagnostic import notation
from tools.desk.decode.key_file import KeyFile
from tools.desk.decode.meanings import HEADER_KEY_ID, plain
from tools.desk.decode.reading import ENVELOPE, Reading, read
from tools.desk.decode.samples import Sample
from tools.desk.decode.verdict import GOOD, NOT_CHECKED, WRONG, Verdict, judge

DECODED = 0
MAC_WRONG = 1
UNDECODED = 2

_TONES = {GOOD: FINE, WRONG: BAD, NOT_CHECKED: DIM}


@dataclass(frozen=True)
class Finding:
    """A sample and what was made of it; `verdict` is None for what has no MAC."""

    sample: Sample
    reading: Reading
    verdict: Verdict | None

    @property
    def problem(self) -> str:
        """Why it cannot be decoded, with the place; empty if it can."""
        if self.sample.reason:
            return self.sample.reason
        broken = self.reading.broken()
        return f"byte {broken.offset}: {broken.reason}" if broken else ""

    @property
    def outcome(self) -> int:
        """DECODED, MAC_WRONG or UNDECODED."""
        if self.problem:
            return UNDECODED
        return MAC_WRONG if self.verdict and self.verdict.state == WRONG else DECODED


def examine(sample: Sample, keys: KeyFile | None) -> Finding:
    """Return what is to be said about a sample."""
    reading = read(sample.data, sample.topic)
    verdict = judge(sample.data, sample.topic, keys) if reading.kind == ENVELOPE else None
    return Finding(sample, reading, verdict)


def for_people(finding: Finding, palette: Palette) -> str:
    """Return some lines: where it came from, the notation, what is wrong with it."""
    sample, reading = finding.sample, finding.reading
    about = "  ".join(part for part in (sample.place, sample.time, sample.topic or "") if part)
    lines = [palette(DIM, harmless(about))] if about else []
    if not sample.reason:
        lines += [notation(reading.items, reading), _summary(reading)]
    if finding.problem:
        lines.append(palette(BAD, f"malformed: {finding.problem}"))
    if reading.refused:
        lines.append(palette(WARN, f"refused by the protocol: {reading.refused}"))
    if finding.verdict:
        lines.append(f"MAC {palette(_TONES[finding.verdict.state], str(finding.verdict))}")
    return "\n".join(line for line in lines if line)


def for_programs(finding: Finding) -> str:
    """Return one line of JSON."""
    sample, reading, broken = finding.sample, finding.reading, finding.reading.broken()
    document: dict[str, object] = {
        "place": sample.place,
        "time": sample.time,
        "topic": sample.topic,
        "kind": reading.kind,
        "bytes": len(sample.data),
        "key": key_of(reading),
        "content": plain(reading.body or reading.items[0], reading.body_sheet),
        "refused": reading.refused,
        "problem": finding.problem and {"offset": broken.offset if broken else None, "reason": finding.problem},
        "mac": finding.verdict and finding.verdict._asdict(),
        "notation": "" if sample.reason else notation(reading.items, reading),
    }
    if sample.reason:
        document |= {"kind": None, "content": None, "problem": {"offset": None, "reason": sample.reason}}
    return json.dumps({name: value for name, value in document.items() if value not in ("", None)}, ensure_ascii=False)


def key_of(reading: Reading) -> dict[str, object] | None:
    """Return device and version of the key that an envelope names, None where it names none."""
    found = reading.header.get(HEADER_KEY_ID) if reading.header else None
    try:
        device_id, version = parse_key_id(found.value if found and isinstance(found.value, bytes) else b"")
    except RemoteError:
        return None
    return {"device": device_id, "version": version}


def _summary(reading: Reading) -> str:
    key = key_of(reading)
    words = [f"{len(reading.data):,} bytes", reading.kind]
    if reading.type_number in MESSAGES:
        words.append(MESSAGES[reading.type_number].name)
    if key:
        words.append(f"of {key['device']}")
    return ", ".join(words)


def direction_of(topic: str) -> str:
    """Return `up` or `down`, empty for a topic that is none of ours."""
    try:
        leaf = topics.parse(topic)[1]
    except RemoteError:
        return ""
    return "up" if leaf in topics.UP_LEAVES else "down"
