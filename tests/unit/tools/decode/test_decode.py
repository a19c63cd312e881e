"""`wattlend decode`: the forms it takes, what it prints, its verdict on the MAC, and its exit codes."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_protocol import cabinet as wire
from shared_protocol import envelope, fields, keys, messages, topics
from shared_protocol.host import example, names
from tests.support import receipts
from tools import cli
from tools.decode.capture import Captured, from_line, to_line
from tools.decode.meanings import MessageSheet, moment, number, span
from tools.decode.report import examine
from tools.decode.samples import Sample, from_base64, from_hex

TOPIC = topics.topic(example.DEVICE_ID, topics.COMMAND)
STATUS_TOPIC = topics.topic(example.DEVICE_ID, topics.STATUS)
OTHER_DEVICE = "cabinet-0002"
OTHER_ROOT = bytes(range(1, 33))
SEALED = example.sealed()

GOLDEN = """\
wl/1/cabinet-0001/cmd
17([  / COSE_Mac0 /
  <<{  / protected header /
    / algorithm / 1: 5,  / HMAC 256-256 /
    / key id / 4: h'636162696e65742d303030312f31'  / cabinet-0001, key version 1 /
  }>>,
  {},  / unprotected header /
  <<{  / payload /
    / type / 0: 1,  / lend /
    / boot / 1: 7,
    / command / 7: h'101112131415161718191a1b1c1d1e1f',
    / order / 8: h'202122232425262728292a2b2c2d2e2f',
    / not_after_uptime_ms / 9: 3605000  / 01:00:05.000 /
  }>>,
  h'47eeb12bdab723aea9cf9f745ad3355b97473ec2aa3ed043eef2341c063d2f11'  / tag /
])
106 bytes, envelope, lend, of cabinet-0001
MAC good: sealed for this topic, going down
"""


@pytest.fixture
def decode(capsys):
    """Run the command; return its exit code and what it printed."""

    def run(*arguments):
        code = cli.main(["decode", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


@pytest.fixture
def key_file(tmp_path):
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({example.DEVICE_ID: example.ROOT.hex(), OTHER_DEVICE: OTHER_ROOT.hex()}))
    return file


def test_the_example_of_the_protocol_page_is_taken_apart(decode, key_file):
    assert decode("--hex", SEALED.hex(), "--topic", TOPIC, "--key-file", key_file) == (0, GOLDEN)


@pytest.mark.parametrize(
    "written",
    [
        SEALED,
        SEALED.hex().encode(),
        SEALED.hex(" ").upper().encode() + b"\n",
        b"0x" + SEALED.hex().encode(),
        base64.encodebytes(SEALED),
        base64.urlsafe_b64encode(SEALED).rstrip(b"="),
        to_line(Captured("2026-11-21T05:28:28.123Z", TOPIC, SEALED)).encode(),
    ],
)
def test_every_form_of_the_same_bytes_says_the_same(decode, tmp_path, written):
    file = tmp_path / "message"
    file.write_bytes(written)
    code, printed = decode(file)
    assert code == 0
    assert "/ type / 0: 1,  / lend /" in printed
    assert "106 bytes, envelope, lend, of cabinet-0001" in printed


def test_a_bare_message_is_read_by_its_type_and_refused_for_what_it_lacks(decode):
    code, printed = decode("--hex", "a300182101030c05")
    assert code == 0
    assert "/ type / 0: 33,  / bank_returned /" in printed
    assert "refused by the protocol: field: field 5 (journal) is missing" in printed


def test_a_receipt_is_recognised_with_the_events_in_it(decode, tmp_path):
    file = tmp_path / "receipt.cose"
    file.write_bytes(receipts.signed())
    code, printed = decode(file)
    assert code == 0
    assert "18([  / COSE_Sign1 /" in printed
    assert "/ ended_ms / 10: 1800002400000,  / 2027-01-15 08:40:00.000 UTC /" in printed
    assert printed.count("/ bank / 13: h'0a0b0c0d0e0f'  / 0a:0b:0c:0d:0e:0f /") == 2


def test_a_configuration_file_of_a_board_serves_as_key_file(decode, tmp_path):
    file = tmp_path / "configuration.json"
    file.write_text(
        json.dumps({"device_id": example.DEVICE_ID, "key": example.ROOT.hex(), "key_version": 1, "slots": 6})
    )
    assert "MAC good" in decode("--hex", SEALED.hex(), "--key-file", file)[1]
    file.write_text(json.dumps({"device_id": example.DEVICE_ID, "key": example.ROOT.hex(), "key_version": 2}))
    assert (
        "sealed with version 1 of the key, and the key file has version 2"
        in decode("--hex", SEALED.hex(), "--key-file", file)[1]
    )


def sealed_with(root, purpose, topic):
    protected = envelope.protected_header(envelope.key_id(example.DEVICE_ID, 1))
    payload = from_hex("a3000101070208")
    return envelope.seal(keys.MacKey(keys.derive(root, purpose)), protected, topic, payload)


@pytest.mark.parametrize(
    ("data", "topic", "words"),
    [
        (SEALED, STATUS_TOPIC, f"wrong: sealed for {TOPIC}, and not for {STATUS_TOPIC}"),
        (SEALED, "elsewhere", f"wrong: sealed for {TOPIC}, and not for elsewhere"),
        (sealed_with(example.ROOT, keys.UP, TOPIC), TOPIC, "wrong: made with the key for what goes up"),
        (sealed_with(bytes(32), keys.DOWN, TOPIC), TOPIC, "wrong: the key of cabinet-0001 did not make it"),
        (sealed_with(OTHER_ROOT, keys.DOWN, TOPIC), TOPIC, f"wrong: made with the key of {OTHER_DEVICE}"),
    ],
)
def test_a_wrong_mac_names_what_does_not_fit(decode, key_file, data, topic, words):
    code, printed = decode("--hex", data.hex(), "--topic", topic, "--key-file", key_file)
    assert f"MAC {words}" in printed
    assert code == 1


def test_changed_bytes_are_a_wrong_key_or_changed_bytes(decode, key_file):
    changed = bytearray(SEALED)
    changed[40] ^= 1
    code, printed = decode("--hex", changed.hex(), "--key-file", key_file)
    assert code == 1
    assert "bytes that were changed on the way" in printed


def test_without_a_key_nothing_is_claimed(decode, tmp_path):
    assert "MAC not checked: no key file" in decode("--hex", SEALED.hex())[1]
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({OTHER_DEVICE: OTHER_ROOT.hex()}))
    code, printed = decode("--hex", SEALED.hex(), "--key-file", file)
    assert (code, "MAC not checked: the key file has no key of cabinet-0001" in printed) == (0, True)


def test_what_is_cut_off_is_shown_as_far_as_it_goes(decode):
    code, printed = decode("--hex", SEALED[:50].hex())
    assert code == 2
    assert "/ command / 7: h'101112131415161718191a1b1c1d1e1f'," in printed
    assert "malformed: byte 23: truncated: a string lacks 22 bytes" in printed


def test_a_capture_is_read_line_by_line_and_its_worst_message_decides(decode, tmp_path, key_file):
    file = tmp_path / "capture.jsonl"
    good = to_line(Captured("2026-11-21T05:28:28.123Z", TOPIC, SEALED))
    wrong = to_line(Captured("2026-11-21T05:28:29.123Z", STATUS_TOPIC, SEALED))
    file.write_text(f"{good}\n\n{wrong}\n")
    code, printed = decode(file, "--key-file", key_file)
    assert code == 1
    assert f"line 3  2026-11-21T05:28:29.123Z  {STATUS_TOPIC}" in printed
    file.write_text(f"{good}\n{wrong[:60]}")  # its writer was killed
    code, printed = decode(file, "--key-file", key_file)
    assert code == 2
    assert "malformed: not a line of a capture: not JSON" in printed


def test_programs_get_one_object_a_message(decode, key_file):
    code, printed = decode("--base64", base64.b64encode(SEALED).decode(), "--json", "--key-file", key_file)
    document = json.loads(printed)
    assert code == 0
    assert document["content"] == {
        "type": "lend",
        "boot": 7,
        "command": bytes(range(0x10, 0x20)).hex(),
        "order": bytes(range(0x20, 0x30)).hex(),
        "not_after_uptime_ms": 3_605_000,
    }
    assert document["key"] == {"device": "cabinet-0001", "version": 1}
    assert document["mac"]["state"] == "good"
    code, printed = decode("--json", "--hex", SEALED[:50].hex())
    assert (code, json.loads(printed)["problem"]["offset"]) == (2, 23)


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ([], "one of FILE, --hex and --base64 is needed"),
        (["--hex", "00", "--base64", "AA=="], "one of FILE, --hex and --base64 is needed"),
        (["--hex", "0g"], "that is not hex"),
        (["--base64", "??"], "that is not base64"),
        (["/no/such/file"], "cannot read /no/such/file: No such file or directory"),
    ],
)
def test_wrong_options_name_cause_and_way_out(decode, arguments, cause):
    code, printed = decode(*arguments)
    assert code == 2
    assert cause in printed
    assert "way out:" in printed


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no keys"),
        ('{"x": "00"}', "names 'x', which is no device id"),
        ('{"cabinet-0001": "5ec2e7"}', "has no key of 64 hex digits for cabinet-0001"),
        ('{"device_id": "cabinet-0001"}', "has no key of 64 hex digits for cabinet-0001"),
    ],
)
def test_a_wrong_key_file_is_named_and_no_key_shown(decode, tmp_path, text, cause):
    file = tmp_path / "keys.json"
    file.write_text(text)
    code, printed = decode("--hex", "00", "--key-file", file)
    assert code == 2
    assert cause in printed
    assert "5ec2e7" not in printed


def test_every_field_of_the_table_has_a_name_in_the_notation():
    sheet = MessageSheet()
    assert [key for key in names.FIELDS if not sheet.name(key)] == []


def test_numbers_are_told_with_names_units_and_moments():
    assert number(fields.TYPE, messages.HEALTH) == "health"
    assert number(wire.FAULTS, 1 | 8) == "lock_jammed + gauge_silent"
    assert number(wire.FAULTS, 0) == "none"
    assert number(fields.OUTCOME, 99) == "unknown code"
    assert number(fields.TEMPERATURE_DC, -5) == "-0.5 °C"
    assert number(fields.RSSI_DBM, -67) == "-67 dBm"
    assert number(fields.FREE_HEAP_BYTES, 67_000) == "67,000 bytes"
    assert number(fields.WALL_MS, 1_800_000_000_123) == "2027-01-15 08:00:00.123 UTC"
    assert moment(1 << 62) == ""
    assert span(90_061_001) == "1 d 01:01:01.001"


@given(st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_a_line_that_is_no_capture_is_a_named_error(text):
    with pytest.raises(ValueError, match=r"not JSON|not a JSON object|missing|base64"):
        from_line(text)


@given(st.binary(max_size=80))
@settings(max_examples=60, deadline=None)
def test_a_capture_gives_back_what_was_put_in(payload):
    captured = Captured("2026-11-21T05:28:28.123Z", "a/ü", payload, retained=True)
    assert from_line(to_line(captured)) == captured
    assert from_base64(base64.b64encode(payload).decode()) == payload


@given(st.binary(max_size=150), st.none() | st.text(max_size=20) | st.just(TOPIC))
@settings(max_examples=150, deadline=None)
def test_any_bytes_on_any_topic_are_examined(data, topic):
    assert examine(Sample(data, topic), None).outcome in (0, 2)
