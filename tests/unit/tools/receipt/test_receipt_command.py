"""`wattlend receipt`: what it says of good, forged and self-contradicting receipts, and with which exit code."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cloud.services.money.receipt_keys import public_keys
from cloud.storage.opening import open_inline
from shared_protocol.host.receipt_content import Line, Payment, Place
from tests.support import receipts
from tools.receipt.picture import amount
from tools.wattlend import cli

PUBLISHED = [
    {
        "key_id": receipts.KEY_ID,
        "algorithm": "EdDSA",
        "public_key": base64.b64encode(receipts.PUBLIC_KEYS[receipts.KEY_ID]).decode(),
        "from_ms": 0,
        "until_ms": None,
    }
]


@pytest.fixture
def verify(tmp_path, capsys, monkeypatch):
    """Run `wattlend receipt verify` on bytes; returns (exit code, all that it printed)."""
    monkeypatch.setenv("TZ", "UTC")
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(PUBLISHED))

    def run(data, *options, keys_options=("--keys", str(keys))):
        file = tmp_path / "receipt.cose"
        file.write_bytes(data)
        exit_code = cli.main(["receipt", "verify", str(file), *keys_options, *options])
        printed = capsys.readouterr()
        return exit_code, printed.out + printed.err

    return run


@pytest.fixture
def device_keys(tmp_path):
    file = tmp_path / "device-keys.json"
    file.write_text(json.dumps({receipts.CABINET_ID: receipts.ROOT.hex()}))
    return ("--device-keys", str(file))


def test_a_good_receipt_is_shown_and_what_was_not_verified_is_said(verify):
    exit_code, text = verify(receipts.signed())
    assert exit_code == 0
    assert f"verified: the signature, by key {receipts.KEY_ID}" in text
    assert "time, 2 x 1.00 EUR" in text
    assert "Häfen 港" in text
    assert "sticker 100017" in text
    assert "not verified: that cabinet-0001 itself sent the beginning" in text
    assert "WRONG" not in text


def test_with_the_device_s_key_its_own_events_and_moments_are_verified(verify, device_keys):
    exit_code, text = verify(receipts.signed(), *device_keys)
    assert exit_code == 0
    assert "verified: cabinet-0001 itself sent the beginning" in text
    assert "verified: cabinet-0001 itself sent the end" in text
    assert text.count("is billed at the cabinet's own moment") == 2
    assert "not verified" not in text


def test_the_api_s_json_is_taken_too(verify):
    assert verify(json.dumps({"cose": base64.b64encode(receipts.signed()).decode()}).encode())[0] == 0
    exit_code, text = verify(b'{"cose": 7}')
    assert (exit_code, "without a receipt" in text) == (1, True)


def test_a_forged_receipt_is_refused(verify):
    data = receipts.signed()
    exit_code, text = verify(data.replace(b"returned", b"returner", 1))
    assert (exit_code, "do not believe it" in text) == (3, True)
    exit_code, text = verify(b"\xd2junk")
    assert (exit_code, "whole and unchanged" in text) == (3, True)


def test_an_unknown_key_is_named(verify, tmp_path):
    (tmp_path / "none.json").write_text("[]")
    exit_code, text = verify(receipts.signed(), keys_options=("--keys", str(tmp_path / "none.json")))
    assert (exit_code, receipts.KEY_ID in text) == (5, True)


CONTRADICTIONS = [
    ({"total_minor": 300, "payment": Payment(300, 0, 0, 0)}, "the lines sum to 200, the total says 300"),
    ({"payment": Payment(100, 0, 0, 0)}, "hold, wallet and owed less refunds are 100, the total says 200"),
    ({"lines": (Line("time", 2, 100, 250),)}, "line time: 2 times 100 is not 250"),
    (
        {"lines": (Line("time", 3, 100, 300),), "total_minor": 300, "payment": Payment(300, 0, 0, 0)},
        "its tariff gives 200 for this time, the total says 300",
    ),
    ({"lines": (Line("time", 1, 200, 200),)}, "its tariff gives other lines for this time: free 5 x 0, time 2 x 100"),
    ({"ended_ms": receipts.ENDED_MS + 1}, f"the end is billed at {receipts.ENDED_MS + 1}, the cabinet says"),
    ({"lent_at": Place("cabinet-0002")}, "the beginning: its event is of cabinet-0001"),
    ({"began": receipts.lent(order=bytes(16))}, "its event is of another order"),
    ({"began": receipts.lent(outcome=2, reason=1)}, "its event says that nothing was lent"),
    ({"ended": receipts.returned(bank=b"other!")}, "its event names another power bank"),
    ({"ended": receipts.lent()}, "the end: its event is of another kind"),
    ({"ended": receipts.returned()._replace(envelope=b"junk")}, "the end: its event cannot be read"),
]


@pytest.mark.parametrize(("changes", "sentence"), CONTRADICTIONS, ids=[sentence for _, sentence in CONTRADICTIONS])
def test_what_a_signed_receipt_contradicts_is_named(verify, changes, sentence):
    exit_code, text = verify(receipts.signed(**changes))
    assert exit_code == 4
    assert "WRONG: " in text
    assert sentence in text


def test_an_event_sealed_with_another_key_is_named(verify, tmp_path):
    (tmp_path / "wrong.json").write_text(json.dumps({receipts.CABINET_ID: bytes(32).hex()}))
    exit_code, text = verify(receipts.signed(), "--device-keys", str(tmp_path / "wrong.json"))
    assert (exit_code, text.count("its MAC is not by the key given for cabinet-0001")) == (4, 2)


@pytest.mark.parametrize("end", ["bought-out", "reported-lost", "waived"])
def test_other_ends_are_priced_by_their_own_rule(verify, end):
    lines = {
        "waived": (*receipts.content().lines, Line("waiver", 1, -200, -200)),
    }.get(end, (*receipts.content().lines, Line("total-cap", 1, 2_800, 2_800)))
    total_minor = sum(line.amount_minor for line in lines)
    changes = {"end": end, "lines": lines, "total_minor": total_minor, "returned_at": None, "ended": None}
    exit_code, text = verify(receipts.signed(**changes, payment=Payment(total_minor, 0, 0, 0)))
    assert (exit_code, "no event of a cabinet is embedded" in text) == (0, True)


PAID = [
    (Payment(150, 50, 0, 0), (), ("given back", "open")),
    (Payment(100, 40, 60, 0), ("  owed when it ended", "still open when this was issued   ", "0.60 EUR"), ("at most",)),
    (Payment(100, 40, 100, 40), ("-0.40 EUR", "still open when this was issued, at most", "0.60 EUR"), ()),
    (Payment(500, 40, 100, 440), ("-4.40 EUR", "nothing was open any more when this was issued"), ("still open",)),
    (Payment(500, 0, 0, 300), ("-3.00 EUR", "goes to what is owed first, the rest to the wallet"), ("open",)),
]


@pytest.mark.parametrize(("payment", "said", "not_said"), PAID)
def test_what_was_paid_what_was_given_back_and_what_is_open_are_said_apart(verify, payment, said, not_said):
    exit_code, text = verify(receipts.signed(payment=payment))
    assert exit_code == 0
    bill = text.partition("verified:")[0]
    assert [words for words in said if words not in bill] == []
    assert [words for words in not_said if words in bill] == []


def test_a_cabinet_without_a_clock_leaves_the_moment_open(verify):
    exit_code, text = verify(receipts.signed(ended=receipts.returned(wall_ms=None, clock_quality=0)))
    assert (exit_code, "not verified: the end's moment" in text) == (0, True)


def test_a_name_cannot_move_the_cursor(verify):
    _, text = verify(receipts.signed(organisation_name="A\x1b[2Jbank"))
    assert "A?[2Jbank" in text


def test_the_published_keys_are_fetched_from_the_cloud(verify):
    class Keys(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/api/v1/receipt-keys" else 404)
            self.end_headers()
            self.wfile.write(json.dumps(PUBLISHED).encode())

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    assert verify(receipts.signed(), keys_options=("--cloud", address))[0] == 0
    server.shutdown()
    thread.join()
    server.server_close()
    exit_code, text = verify(receipts.signed(), keys_options=("--cloud", address))
    assert (exit_code, "does not hand out its keys" in text) == (1, True)
    assert verify(receipts.signed(), keys_options=("--cloud", "file:///etc/passwd"))[0] == 1


def test_without_keys_nothing_can_be_verified(verify):
    exit_code, text = verify(receipts.signed(), keys_options=())
    assert (exit_code, "--cloud URL or --keys FILE" in text) == (2, True)


@pytest.mark.parametrize("text", ["", "7", "[{}]", '[{"key_id": "a", "public_key": "?"}]', "[" * 5_000])
def test_keys_that_cannot_be_read_are_an_error_with_a_way_out(verify, tmp_path, text):
    (tmp_path / "bad.json").write_text(text)
    for options in (("--keys", str(tmp_path / "bad.json")), ("--keys", str(tmp_path / "missing"))):
        exit_code, printed = verify(receipts.signed(), keys_options=options)
        assert (exit_code, "way out" in printed) == (1, True)
    (tmp_path / "device.json").write_text('{"cabinet-0001": "00"}')
    assert verify(receipts.signed(), "--device-keys", str(tmp_path / "device.json"))[0] == 1


def test_a_new_key_retires_the_old_one(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("WATTLEND_MASTER_KEY", "00" * 32)
    url = f"sqlite:///{tmp_path}/cloud.db"
    for _ in range(2):
        assert cli.main(["receipt", "new-key", "--database", url]) == 0
    newest = capsys.readouterr().out.splitlines()[-1]
    store = open_inline(url)
    keys = store.read(public_keys)
    store.close()
    assert [key.until_ms is None for key in keys] == [True, False]
    assert keys[0].key_id in newest


def test_amounts_are_written_as_people_do():
    assert [amount(5, "EUR"), amount(-250, "EUR"), amount(250, "JPY")] == ["0.05 EUR", "-2.50 EUR", "250 JPY"]
