"""Runs every golden vector and prints a line for each: its name, and what came of it. For CPython and MicroPython alike.

`micropython lines.py FOLDER` (FOLDER holds the JSON files; what is imported here must be on the path). The name is printed
before the vector is tried, so an interpreter that crashes has named the vector that killed it.
"""

import json
import sys

from firmware.core.cabinet import lend_rule
from shared_protocol import cabinet as wire
from shared_protocol import cbor, channel, envelope, keys, topics
from shared_protocol.check import check, check_size
from shared_protocol.errors import LocalError, RemoteError

REFUSED = "refused"


def cases(folder):
    """Yield (name, expected line, function that gives the line, its arguments) for each vector in `folder`."""
    for file, section, run, expect in SECTIONS:
        with open(folder + "/" + file + ".json") as stream:  # noqa: PTH123 - MicroPython has no pathlib
            content = json.load(stream)
        for index, vector in enumerate(content[section]):
            yield file + "/" + section + "/" + str(index), expect(vector), run, (vector, content)


def outcome(run, arguments):
    """Return what `run` returns, or the error that it ended with, as one line."""
    try:
        return run(*arguments)
    except RemoteError as error:
        return REFUSED + " " + str(error.code)
    except LocalError:
        return "local error"
    except Exception as error:  # noqa: BLE001 - whatever else is raised is a finding, and stands in the line
        return "raised " + type(error).__name__ + " " + str(error)


def from_json(value):
    """Return the value that JSON describes: {"bytes": hex} and {"map": [[key, value], ...]} stand for those kinds."""
    if isinstance(value, list):
        return [from_json(element) for element in value]
    if isinstance(value, dict):
        if "bytes" in value:
            return bytes.fromhex(value["bytes"])
        return {key: from_json(element) for key, element in value["map"]}
    return value


def _encode(vector, _):
    return cbor.encode(from_json(vector["value"])).hex()


def _decode(vector, _):
    value = cbor.decode(bytes.fromhex(vector["hex"]))
    return "equal" if value == from_json(vector["value"]) else "differs: " + str(value)


def _reencode(vector, _):
    return cbor.encode(cbor.decode(bytes.fromhex(vector["hex"]))).hex()


def _refuse_at_all(vector, _):
    try:
        cbor.decode(bytes.fromhex(vector["hex"]))
    except RemoteError:
        return REFUSED
    return "accepted"


def _hmac(vector, _):
    return keys.hmac_sha256(bytes.fromhex(vector["key"]), bytes.fromhex(vector["message"])).hex()


def _hkdf(vector, _):
    # The extract and expand of RFC 5869 for outputs of 32 bytes, which is how `derive` uses HMAC.
    salt = bytes.fromhex(vector["salt"]) or bytes(32)
    pseudo_random_key = keys.hmac_sha256(salt, bytes.fromhex(vector["input_key"]))
    return keys.hmac_sha256(pseudo_random_key, bytes.fromhex(vector["info"]) + b"\x01").hex()


def _subkey(vector, _):
    return keys.derive(bytes.fromhex(vector["root"]), vector["purpose"].encode()).hex()


def _seal(vector, _):
    protected = envelope.protected_header(vector["key_id"].encode())
    return envelope.seal(_mac_key(vector), protected, vector["topic"], bytes.fromhex(vector["payload"])).hex()


def _unseal(vector, _):
    sealed = envelope.Envelope(bytes.fromhex(vector["envelope"]))
    payload = sealed.verify(_mac_key(vector), vector["topic"])
    return str(sealed.key_id, "utf-8") + " " + (payload.hex() if payload else "")  # MicroPython: b"".hex() is b""


def _mac_key(vector):
    return keys.MacKey(keys.derive(bytes.fromhex(vector["root"]), vector["purpose"].encode()))


def _open(vector, content):
    opener = content["opened_by"]
    device = channel.DeviceChannel(opener["device_id"], opener["key_version"], bytes.fromhex(opener["root"]), wire.ROWS)
    return str(device.open(opener["leaf"], bytes.fromhex(vector["hex"])))


def _key_id(vector, _):
    return str(envelope.parse_key_id(bytes.fromhex(vector["key_id"])))


def _message(vector, _):
    payload = bytes.fromhex(vector["hex"])
    check_size(payload)
    body = cbor.decode(payload)
    return str(check(body, vector["leaf"], wire.ROWS)) + " " + cbor.encode(body).hex()


def _build_topic(vector, _):
    return topics.topic(vector["device_id"], vector["leaf"])


def _parse_topic(vector, _):
    return str(topics.parse(vector["topic"]))


def _refuse_topic(text, _):
    return str(topics.parse(text))


def _order(vector, _):
    # The best first, then the best of the rest, as a cabinet chooses when one lock after the other jams.
    criteria = lend_rule.parse(vector["rule"])
    waiting = [_candidate(bank, vector) for bank in vector["banks"]]
    slots = []
    while waiting:
        best = waiting[0]
        for rival in waiting:
            if lend_rule.comes_before(rival, best, criteria):
                best = rival
        waiting.remove(best)
        slots.append(best[lend_rule.SLOT])
    return str(slots)


def _candidate(bank, vector):
    slot, charge_pct, cycles, rested_ms = bank
    return [charge_pct, cycles, rested_ms, lend_rule.turn(slot, vector["last_pulsed"], vector["slots"]), slot]


def _refuse_rule(vector, _):
    try:
        return str(lend_rule.parse(vector["rule"]))
    except lend_rule.RuleError as error:
        return REFUSED + " at " + str(error.index)


def _hex_or_code(vector):
    return REFUSED + " " + str(vector["code"]) if "code" in vector else vector["hex"]


def _value_of(key):
    return lambda vector: vector[key]


def _always(line):
    return lambda vector: line


# (file, section in it, what to try, what must come of it)
SECTIONS = (
    ("cbor", "values", _encode, _value_of("hex")),
    ("cbor", "values", _decode, _always("equal")),
    ("cbor", "values", _reencode, _value_of("hex")),
    ("cbor", "refused", _reencode, _hex_or_code),
    ("cbor", "unencodable", _encode, _always("local error")),
    ("rfc8949_appendix_a", "items", _reencode, _hex_or_code),
    ("rfc8949_appendix_f", "items", _refuse_at_all, _always(REFUSED)),
    ("keys", "hmac", _hmac, _value_of("tag")),
    ("keys", "hkdf", _hkdf, _value_of("output")),
    ("keys", "subkeys", _subkey, _value_of("subkey")),
    ("envelope", "sealed", _seal, _value_of("envelope")),
    ("envelope", "sealed", _unseal, lambda vector: vector["key_id"] + " " + vector["payload"]),
    ("envelope", "refused", _open, _hex_or_code),
    ("envelope", "key_ids", _key_id, lambda vector: str((vector["device_id"], vector["version"]))),
    ("envelope", "not_key_ids", _key_id, _always(REFUSED + " 7")),
    ("messages", "accepted", _message, lambda vector: str(vector["type"]) + " " + vector["hex"]),
    ("messages", "refused", _message, _hex_or_code),
    ("topics", "built", _build_topic, _value_of("topic")),
    ("topics", "built", _parse_topic, lambda vector: str((vector["device_id"], vector["leaf"]))),
    ("topics", "refused", _refuse_topic, _always(REFUSED + " 6")),
    ("topics", "not_built", _build_topic, _always("local error")),
    ("lend_rule", "orders", _order, lambda vector: str(vector["order"])),
    ("lend_rule", "refused", _refuse_rule, lambda vector: REFUSED + " at " + str(vector["index"])),
)


def main():
    """Print the lines."""
    for name, _, run, arguments in cases(sys.argv[1]):
        print(name, end=" ")
        print(outcome(run, arguments))


if __name__ == "__main__":
    main()
