"""The firmware's link on MicroPython against a real Mosquitto: umqtt as it is, bytes as they come."""

import contextlib
import re
import secrets
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import tools.runtime
from cloud.bridge.mosquitto_files import CLOUD_USER
from shared_protocol import fields, topics
from tests.support.compiled import compile_firmware
from tests.support.mosquitto import TestBroker, broker
from tests.support.waiting import until
from tools.run.authority import certificates
from tools.size.cloud_stand_in import CloudStandIn, Message

DEVICE_ID = "link-trial"
PASSWORD = "for the trial alone"
SCRIPT = Path(__file__).with_name("link_trial.py")


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled modules and umqtt, as MicroPython's path."""
    folder = compile_firmware(tmp_path_factory.mktemp("modules"))
    (folder / "umqtt").symlink_to(tools.runtime.umqtt() / "umqtt")
    return folder


class Cloud(CloudStandIn):
    """Counts what the device answers, and commits nothing."""

    def __init__(self, server: TestBroker, root: bytes) -> None:
        password = server.passwords[CLOUD_USER]
        super().__init__(server.host, server.port, CLOUD_USER, password, DEVICE_ID, root)
        self.events: list[Message] = []
        self.connections: list[int] = []

    def _take(self, topic: str, data: bytes) -> None:
        super()._take(topic, data)
        if self.presence and self.presence[fields.ONLINE]:
            connection = self.presence[fields.CONNECTION]
            if connection not in self.connections:
                self.presence[fields.UPTIME_MS] = 0
                self.connections.append(connection)

    def _commit(self, kind: int, body: Message) -> None:
        self.events.append(body)

    def _acknowledge(self, body: Message) -> None:
        """Say nothing: every message that the device gets is one that the test sent."""

    def send_raw(self, payload: bytes) -> None:
        self._client.publish(topics.topic(DEVICE_ID, topics.COMMAND), payload, qos=1)


class Device:
    """The MicroPython process; `lines` are what it printed."""

    def __init__(
        self, modules: Path, port: int, root: bytes, wanted: int, silence_ms: int = 25_000, **more: str
    ) -> None:
        program = tools.runtime.micropython(32)
        arguments = [
            more.get("host", "127.0.0.1"),
            str(port),
            more.get("password", PASSWORD),
            root.hex(),
            str(wanted),
            str(silence_ms),
        ]
        command = [program, "-X", f"heapsize={more.get('heap', '64K')}", SCRIPT, *arguments, more.get("ca", "-")]
        environment = {"MICROPYPATH": f"{modules}:.frozen"}
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def said(self, words: str) -> str | None:
        return next((line for line in list(self.lines) if words in line), None)

    def end(self) -> dict[str, int]:
        """Return the figures of the last line, once it has ended."""
        until("the trial's last line", lambda: self.said("longest pause"), 40)
        self.process.wait(10)
        last = self.said("longest pause")
        assert last
        return {name.strip(): int(number) for name, number in re.findall(r"([a-z ]+) (\d+)", last)}


@contextlib.contextmanager
def device(*arguments: object, **more: object) -> Iterator[Device]:
    running = Device(*arguments, **more)  # type: ignore[arg-type]
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()


class Line:
    """A line between device and broker that forwards bytes in pieces of `piece`, or none while `cut`."""

    def __init__(self, target: int, piece: int = 65_536) -> None:
        self.piece = piece
        self.cut = False
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                for a, b in ((near, far), (far, near)):
                    a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    threading.Thread(target=self._forward, args=(a, b), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                for at in range(0, len(data), self.piece):
                    while self.cut:
                        time.sleep(0.01)
                    target.sendall(data[at : at + self.piece])
            target.close()


@pytest.fixture
def server() -> Iterator[TestBroker]:
    with broker({DEVICE_ID: PASSWORD}) as running:
        yield running


@pytest.fixture
def root() -> bytes:
    return secrets.token_bytes(32)


def test_two_hundred_commands_and_events_in_64_kb(modules: Path, server: TestBroker, root: bytes) -> None:
    with Cloud(server, root) as cloud, device(modules, server.port, root, 200) as it:
        until("the device is online", cloud.is_online)
        for _ in range(200):
            cloud.lend()
        until("every command is answered", lambda: len(cloud.events) >= 200, 30)
        figures = it.end()
    assert [event[fields.SEQ] for event in cloud.events] == list(range(1, 201))
    assert figures["taken"] == 200
    assert figures["discarded"] == 0
    assert figures["longest pause"] < 1_000


def test_packets_in_pieces_hold_nothing_up(modules: Path, server: TestBroker, root: bytes) -> None:
    line = Line(server.port, piece=3)
    with Cloud(server, root) as cloud, device(modules, line.port, root, 20) as it:
        until("the device is online", cloud.is_online)
        for _ in range(20):
            cloud.lend()
        figures = it.end()
    line.close()
    assert (figures["taken"], figures["discarded"]) == (20, 0)


def test_half_a_packet_that_stays_half_holds_nothing_up(modules: Path, server: TestBroker, root: bytes) -> None:
    line = Line(server.port)
    with Cloud(server, root) as cloud, device(modules, line.port, root, 1, silence_ms=1_500) as it:
        until("the device is online", cloud.is_online)
        line.piece = 50
        line.cut = True
        cloud.lend()
        until("the device gives the silent line up", lambda: it.said("link lost: the broker is silent"))
        line.cut = False
        until("it is back", lambda: len(cloud.connections) >= 2)
        cloud.lend()
        figures = it.end()
    line.close()
    assert figures["longest pause"] < 500


def test_what_is_too_long_is_skipped_and_what_is_not_authentic_refused(
    modules: Path, server: TestBroker, root: bytes
) -> None:
    with Cloud(server, root) as cloud, device(modules, server.port, root, 2) as it:
        until("the device is online", cloud.is_online)
        cloud.lend()
        cloud.send_raw(bytes(4_000))
        cloud.send_raw(b"not an envelope")
        cloud.lend()
        figures = it.end()
    assert (figures["taken"], figures["discarded"]) == (2, 2)
    assert it.said("warning message refused, number 1: not a tagged COSE_Mac0")


def test_it_comes_back_when_the_broker_does(modules: Path, server: TestBroker, root: bytes) -> None:
    with Cloud(server, root) as cloud, device(modules, server.port, root, 1) as it:
        until("the device is online", cloud.is_online)
        server.stop()
        until("the device notices", lambda: it.said("link lost: "))
        server.start()
        until("it is back", lambda: 2 in cloud.connections, 20)
        cloud.lend()
        assert it.end()["taken"] == 1


def test_its_last_will_names_the_connection(modules: Path, server: TestBroker, root: bytes) -> None:
    with Cloud(server, root) as cloud, device(modules, server.port, root, 1) as it:
        until("the device is online", cloud.is_online)
        it.process.kill()
        until("the broker says that it is gone", lambda: cloud.presence.get(fields.ONLINE) is False)
        assert cloud.presence[fields.CONNECTION] == 1


def test_wrong_credentials_are_said_once(modules: Path, server: TestBroker, root: bytes) -> None:
    with device(modules, server.port, root, 1, password="another") as it:
        until("the refusal", lambda: it.said("no link: the broker refuses us, code 5"))
        deadline = time.monotonic() + 3  # time for another attempt or two
        until("three seconds", lambda: time.monotonic() > deadline)
        assert len([line for line in it.lines if "refuses us" in line]) == 1


def test_it_speaks_tls_with_who_the_authority_vouches_for(modules: Path, tmp_path: Path, root: bytes) -> None:
    files, others = certificates(tmp_path / "ours"), certificates(tmp_path / "others")
    with broker({DEVICE_ID: PASSWORD}, certificate=files.certificate, key=files.key) as server:
        with device(modules, server.port, root, 1, ca=str(others.authority), host="localhost", heap="128K") as it:
            until("the refusal", lambda: it.said("no link: "))
            assert not it.said("link up")
        with device(modules, server.port, root, 1, ca=str(files.authority), host="localhost", heap="128K") as it:
            until("the link", lambda: it.said("link up, connection 1"))
