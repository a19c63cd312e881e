"""A real Mosquitto for tests: our configuration, a free port, ended when the block is left.

with broker(users={"cabinet-1": "secret"}) as it:
    it.host, it.port, it.passwords["cloud"]
"""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cloud.bridge.mosquitto_files import CLOUD_USER, password_hash, password_lines, replace_file
from tools.serve.broker import BrokerFiles, Listener, start_broker, wait_until_open, write_configuration


@dataclass
class TestBroker:
    """A running broker, its accounts, and the means to stop, start and reload it."""

    __test__ = False

    files: BrokerFiles
    listener: Listener
    passwords: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def host(self) -> str:
        return self.listener.host

    @property
    def port(self) -> int:
        return self.listener.port

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        self.process = start_broker(self.files)
        wait_until_open(self.process, self.files, self.listener)

    def stop(self, number: int = signal.SIGTERM) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(10)

    def admit(self, users: Mapping[str, str]) -> None:
        """Add accounts (user name to password) and have a running broker read them."""
        self.passwords.update(users)
        hashes = {user: password_hash(password) for user, password in self.passwords.items()}
        replace_file(self.files.passwords, password_lines(hashes))
        if self.process is not None:
            os.kill(self.pid, signal.SIGHUP)


def free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def broker(users: Mapping[str, str] | None = None, host: str = "127.0.0.1", **listener: Path) -> Iterator[TestBroker]:
    """Run a broker with the cloud's account and those of `users`; `certificate` and `key` make it speak TLS."""
    with tempfile.TemporaryDirectory(prefix="wattlend-broker-") as folder:
        files = BrokerFiles(Path(folder))
        running = TestBroker(files, Listener(host, free_port(), **listener))
        write_configuration(files, running.listener)
        running.admit({CLOUD_USER: "the cloud's own", **(users or {})})
        running.start()
        try:
            yield running
        finally:
            running.stop()
