"""`wattlend watch` against a real Mosquitto: one line a message, captures, losses, and what it says when it may not."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from cloud.bridge.mosquitto_files import CLOUD_USER, WATCH_USER
from shared_protocol import cabinet as wire
from shared_protocol import fields, topics
from shared_protocol.host import example
from tests.support import receipts
from tests.support.mosquitto import broker as running_broker
from tests.support.mosquitto import free_port
from tests.support.waiting import until
from tools import cli
from tools.decode.capture import from_line
from tools.errors import ToolError
from tools.run.authority import certificates
from tools.watch.broker import BrokerLogin, Subscription

PASSWORD = "looks on"
CHANNEL = receipts.CHANNEL


SEEN = """\
↓ cabinet-0001         lend                 boot=7 command=10111213 order=20212223 not_after_uptime_ms=01:00:05.000
↑ cabinet-0001         lend_result          outcome=done slot=1 bank=0a:0b:0c:0d:0e:0f boot=3 seq=1 command=00000000 \
order=20212223
↑ cabinet-0001         status               slots 1-3: 1 empty, 1 occupied, 1 faulty 3:lock_jammed+gauge_silent boot=3
↓ cabinet-0001         lend                 boot=7 command=10111213 order=20212223 not_after_uptime_ms=01:00:05.000 \
refused: topic: message type 1 does not belong on ack \
MAC wrong (topic): sealed for wl/1/cabinet-0001/cmd, and not for wl/1/cabinet-0001/ack
"""


@pytest.fixture(scope="module")
def broker():
    with running_broker({WATCH_USER: PASSWORD, "stranger-1": "nothing to see"}) as running:
        yield running


@pytest.fixture
def publish(broker):
    """Publish as the cloud does."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=CLOUD_USER)
    client.username_pw_set(CLOUD_USER, broker.passwords[CLOUD_USER])
    client.connect(broker.host, broker.port)
    client.loop_start()

    def put(leaf, data, device=example.DEVICE_ID):
        client.publish(topics.topic(device, leaf), data, 1).wait_for_publish(10)

    yield put
    client.disconnect()
    client.loop_stop()


class Watching:
    """A running `wattlend watch` and what it has printed so far."""

    def __init__(self, process, out: Path) -> None:
        self.process = process
        self.out = out

    def printed(self):
        return self.out.read_text()

    def wait_for(self, text):
        until(f"{text!r} to be printed", lambda: text in self.printed())

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(10)


@pytest.fixture
def watch(broker, tmp_path):
    with contextlib.ExitStack() as stack:

        def start(*arguments, port=broker.port):
            out = tmp_path / "printed"
            file = stack.enter_context(out.open("wb"))
            command = [
                sys.executable,
                "-m",
                "tools.cli",
                "watch",
                "--broker",
                f"127.0.0.1:{port}",
                *map(str, arguments),
            ]
            environment = {**os.environ, "WATTLEND_BROKER_PASSWORD": PASSWORD}
            process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return Watching(process, out)

        yield start


@pytest.fixture
def presence(publish):
    """Publish an unlike message until it is seen: a subscription has no other sign from outside."""

    def announce(watching):
        def seen():
            publish(topics.STATUS, b"\xf6", "cabinet-0009")
            return "cabinet-0009" in watching.printed()

        until("the subscription to stand", seen)

    return announce


def status():
    slots = [
        {wire.SLOT: slot, wire.SLOT_STATE: state, wire.FAULTS: faults}
        for slot, state, faults in [
            (1, wire.SLOT_OCCUPIED, 0),
            (2, wire.SLOT_EMPTY, 0),
            (3, wire.SLOT_FAULTY, wire.LOCK_JAMMED | wire.GAUGE_SILENT),
        ]
    ]
    body = {fields.TYPE: wire.STATUS, fields.BOOT: 3, fields.UPTIME_MS: 5, wire.SLOTS: slots}
    return CHANNEL.seal(topics.STATUS, body)


def test_each_message_is_a_line_and_saved_and_counted(watch, publish, presence, tmp_path):
    capture, keys = tmp_path / "capture.jsonl", tmp_path / "keys.json"
    keys.write_text(f'{{"{example.DEVICE_ID}": "{example.ROOT.hex()}"}}')
    watching = watch("--save", capture, "--key-file", keys)
    presence(watching)
    publish(topics.COMMAND, example.sealed())
    publish(topics.EVENT, receipts.lent().envelope)
    publish(topics.STATUS, status())
    publish(topics.ACK, example.sealed())
    watching.wait_for("MAC wrong")
    assert watching.end() == 0
    lines = [re.sub(r"^\S+ ", "", line) for line in watching.printed().splitlines() if example.DEVICE_ID in line]
    assert "\n".join(lines) + "\n" == SEEN
    saved = [from_line(line) for line in capture.read_text().splitlines()]
    assert next(one.payload for one in saved if example.DEVICE_ID in one.topic) == example.sealed()
    assert re.search(r"^\d+ messages, 0 that cannot be decoded, 1 with a wrong MAC$", watching.printed(), re.MULTILINE)
    assert cli.main(["decode", str(capture), "--key-file", str(keys)]) == 1


def test_one_device_and_one_leaf_can_be_chosen_and_shown_in_full(watch, publish):
    watching = watch("--device", example.DEVICE_ID, "--leaf", "cmd", "--full")

    def shown():
        publish(topics.STATUS, status())
        publish(topics.COMMAND, example.sealed(), "cabinet-0002")
        publish(topics.COMMAND, example.sealed())
        return "/ lend /" in watching.printed()

    until("the command to be shown", shown)
    assert watching.end() == 0
    assert "/ boot / 1: 7" in watching.printed()
    assert "cabinet-0002" not in watching.printed()
    assert "/ status /" not in watching.printed()


def test_a_lost_broker_is_said_once_and_its_return_once(watch):
    with running_broker({WATCH_USER: PASSWORD}) as mortal:
        watching = watch(port=mortal.port)
        until("the watcher to be there", lambda: _is_listed(mortal, watching))
        mortal.stop(signal.SIGKILL)
        watching.wait_for("is lost; trying again")
        mortal.start()
        watching.wait_for("the broker is back after")
        assert watching.end() == 0
    assert watching.printed().count("is lost") == 1


def _is_listed(broker, watching):
    """Tell whether the watcher has had its answer: a broker that dies before is an error, not a loss."""
    probe = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=CLOUD_USER)
    probe.username_pw_set(CLOUD_USER, broker.passwords[CLOUD_USER])
    probe.connect(broker.host, broker.port)
    probe.loop_start()
    probe.publish(topics.topic(example.DEVICE_ID, topics.COMMAND), example.sealed(), 1).wait_for_publish(10)
    probe.disconnect()
    probe.loop_stop()
    return "lend" in watching.printed()


@pytest.mark.parametrize(
    ("arguments", "code", "cause"),
    [
        (["--user", "nobody"], 4, "refuses the login of 'nobody'"),
        (["--user", CLOUD_USER], 2, "is the bridge's own, and the broker would throw the bridge out"),
        (["--device", "no"], 2, "'no' is no device id"),
        (["--broker", "127.0.0.1"], 1, "--broker is '127.0.0.1'"),
        (["--password-file", "/no/such/file"], 2, "cannot read the password in /no/such/file"),
        (["--ca", "/no/such/file"], 3, "holds no authority to trust"),
        (["--save", "/no/such/folder/file"], 2, "cannot write /no/such/folder/file"),
    ],
)
def test_what_cannot_be_is_said_with_a_way_out(broker, capsys, monkeypatch, arguments, code, cause):
    monkeypatch.setenv("WATTLEND_BROKER_PASSWORD", PASSWORD)
    assert cli.main(["watch", "--broker", f"{broker.host}:{broker.port}", *arguments]) == code
    said = capsys.readouterr().err
    assert cause in said
    assert "way out:" in said
    assert PASSWORD not in said


def test_a_port_where_nobody_listens_is_named(capsys):
    assert cli.main(["watch", "--broker", f"127.0.0.1:{free_port()}"]) == 3
    assert "Connection refused" in capsys.readouterr().err


@contextlib.contextmanager
def stand_in(*answers):
    """A listener that answers each thing it hears with the next of `answers`, then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            peer, _ = server.accept()
            with peer:
                for answer in answers:
                    peer.recv(4096)
                    peer.sendall(answer)
                peer.recv(4096)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield BrokerLogin(*server.getsockname(), user="watch", password=PASSWORD)
        thread.join(10)


def refusal(login):
    with pytest.raises(ToolError) as caught:
        next(Subscription(login, [topics.every_device(topics.EVENT)], lambda _: None, lambda _: None).run())
    return caught.value


CONNECTED = bytes.fromhex("20020000")
SUBSCRIPTION_REFUSED = bytes.fromhex("9003000180")


def test_a_refused_subscription_is_no_permission():
    with stand_in(CONNECTED, SUBSCRIPTION_REFUSED) as login:
        error = refusal(login)
    assert error.exit_code == 4
    assert error.cause == "the broker does not let 'watch' read wl/1/+/evt"
    assert "access rules" in error.way_out


def test_what_speaks_no_mqtt_is_named(monkeypatch):
    monkeypatch.setattr("tools.watch.broker.ANSWER_WITHIN_S", 0.5)
    with stand_in(b"HTTP/1.1 400 Bad Request\r\n\r\n") as login:
        error = refusal(login)
    assert error.exit_code == 3
    assert "does not speak MQTT" in error.cause


def test_who_watches_can_publish_nothing_and_a_device_can_not_watch(broker, watch, publish, presence):
    watching = watch()
    presence(watching)
    watcher = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="stranger-1")
    watcher.username_pw_set("stranger-1", broker.passwords["stranger-1"])
    heard = []
    watcher.on_message = lambda *arguments: heard.append(arguments)
    watcher.connect(broker.host, broker.port)
    watcher.loop_start()
    watcher.subscribe(topics.every_device(topics.EVENT))
    watcher.publish(topics.topic(example.DEVICE_ID, topics.COMMAND), b"\x01", 1).wait_for_publish(10)
    publish(topics.EVENT, receipts.lent().envelope)
    watching.wait_for("lend_result")
    watcher.disconnect()
    watcher.loop_stop()
    watching.end()
    assert heard == []
    assert " cmd" not in watching.printed()
    assert f"↓ {example.DEVICE_ID}" not in watching.printed()


def test_tls_is_believed_by_its_authority_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.watch.broker.ANSWER_WITHIN_S", 1.0)
    ours, foreign = certificates(tmp_path / "ours"), certificates(tmp_path / "foreign")
    with running_broker({WATCH_USER: PASSWORD}, certificate=ours.certificate, key=ours.key) as safe:
        login = BrokerLogin("localhost", safe.port, WATCH_USER, PASSWORD)
        run = Subscription(replace(login, authority=ours.authority), ["t"], lambda _: None, lambda _: None).run()
        next(run)
        run.close()
        assert "is not believed" in refusal(replace(login, authority=foreign.authority)).cause
        assert "without TLS" in refusal(login).cause


def test_a_broker_without_tls_is_named(broker, tmp_path):
    authority = certificates(tmp_path).authority
    error = refusal(BrokerLogin("localhost", broker.port, WATCH_USER, PASSWORD, authority))
    assert "does not speak TLS" in error.cause
    assert error.exit_code == 3
