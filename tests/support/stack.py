"""A whole Wattlend for tests: Mosquitto, cloud, bridge and boards, each a process of its own on free loopback ports.

The cloud runs without its bridge, so that killing either is one signal. Needs no fake anywhere.
"""

import asyncio
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from cloud.app import DatabaseOptions, make_ports
from cloud.bridge.mosquitto_files import CLOUD_USER
from cloud.domain.money.terms import Terms
from cloud.services.bootstrap import Bootstrapped, BootstrapRequest, bootstrap
from cloud.services.money.tariffs import NewTariff
from cloud.storage.opening import open_store
from tests.support.http_client import Terminal
from tests.support.mosquitto import TestBroker, broker, free_port
from tests.support.waiting import until
from tests.support.wiretap import USER as WIRETAP
from tests.support.wiretap import Wiretap
from tools.children import die_with_parent

PASSWORD = "correct horse battery"
LEND_WINDOW_S = 15
FUNDS_MINOR = 20_000
# No free time and a step of a minute: the first second costs 1.00. Held are 10.00, bought is a bank at 30.00.
TERMS = Terms(step_minutes=1, step_minor=100, daily_cap_minor=600, total_cap_minor=3_000, hold_minor=1_000)


class Program:
    """One of our commands as a process, with its output in a file; it can be killed and started again."""

    def __init__(self, folder: Path, name: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", "tools.wattlend.cli", *arguments]
        self.log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, says: str) -> None:
        """Start it and wait until it has said `says`."""
        told = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call, safe between fork and exec
            )
        until(f"{self.log.name} says {says!r}", lambda: self._said(says, told), 60)

    def end(self, number: int = signal.SIGTERM) -> None:
        """Send it a signal and wait until it is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(20)

    def _said(self, text: str, since: int) -> bool:
        assert self._process is not None
        output = self.log.read_bytes()[since:].decode(errors="replace")
        assert self._process.poll() is None, f"{self.log.name} ended:\n{output[-2000:]}"
        return text in output


class Stack:
    """Everything but the boards, and an operator who is signed in."""

    def __init__(self, folder: Path, database: str, mosquitto: TestBroker, rules: "Rules") -> None:
        self.folder = folder
        self.database = database
        self.broker = mosquitto
        self.lend_window_s = rules.lend_window_s
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        key_file, password_file = folder / "master-key", folder / "broker-password"
        key_file.write_text(secrets.token_hex(32))
        password_file.write_text(mosquitto.passwords[CLOUD_USER])
        shared = ["--database", database, "--master-key-file", str(key_file)]
        shared += ["--broker", f"{mosquitto.host}:{mosquitto.port}", "--broker-password-file", str(password_file)]
        shared += ["--lend-window", str(rules.lend_window_s), "--give-up-after", str(rules.give_up_after_s)]
        self.cloud = Program(folder, "cloud", "cloud", *shared, "--demo", "--no-bridge", "--port", str(self._port))
        self.bridge = Program(folder, "bridge", "bridge", *shared)
        options = DatabaseOptions(database, bytes.fromhex(key_file.read_text()))
        self._founded = asyncio.run(_found(options, rules.terms))

    def start(self) -> None:
        """Start all parts and sign the operator in."""
        self.cloud.start("cloud: http")
        self.bridge.start("bridge: ")
        self.tap = Wiretap(self.broker.host, self.broker.port, self.broker.passwords[WIRETAP])
        self.operator = self._signed_in("operator@wattlend.test")

    def stop(self) -> None:
        """End all parts."""
        self.tap.close()
        self.bridge.end()
        self.cloud.end()

    def person(self, funds_minor: int = FUNDS_MINOR) -> Terminal:
        """Return the terminal of somebody who just signed up and in, with money in the wallet."""
        email = f"{secrets.token_hex(8)}@wattlend.test"
        document = {"email": email, "password": PASSWORD, "name": "Somebody"}
        assert Terminal(self.address).call("POST", "/users", document).status == 201
        terminal = self._signed_in(email)
        if funds_minor:
            terminal.top_up(funds_minor)
        return terminal

    def audit(self) -> None:
        """Assert that the books are right, by the command that operators use."""
        command = [sys.executable, "-m", "tools.wattlend.cli", "audit", "--database", self.database]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def restart_cloud(self) -> None:
        """Kill the cloud without a warning and start it again."""
        self.cloud.end(signal.SIGKILL)
        self.cloud.start("cloud: http")

    def provision(self, slots: int) -> dict[str, Any]:
        """Register a cabinet; return the configuration for its board. The broker knows it on return."""
        body = {"organisation_id": self._founded.organisation_id, "positions": slots, "board": "cabinet-s3"}
        answer = self.operator.call("POST", "/devices", body)
        assert answer.status == 201, answer.document
        configuration: dict[str, Any] = answer.document["configuration"]
        self.broker.admit({configuration["device_id"]: configuration["broker"]["password"]})
        return configuration

    def restart_bridge(self) -> None:
        """Kill the bridge without a warning and start it again."""
        self.bridge.end(signal.SIGKILL)
        self.bridge.start("bridge: ")

    def restart_broker(self) -> None:
        """Kill the broker without a warning, sessions and all, and start it again."""
        self.broker.stop(signal.SIGKILL)
        time.sleep(0.3)  # long enough that everybody notices
        self.broker.start()

    def _signed_in(self, email: str) -> Terminal:
        answer = Terminal(self.address).call("POST", "/sessions", {"email": email, "password": PASSWORD})
        assert answer.status == 201, answer.document
        return Terminal(self.address, answer.document["token"], email)


@dataclass(frozen=True)
class Rules:
    """Times and prices of a stack. By minutes, because no test waits for half an hour."""

    lend_window_s: int = LEND_WINDOW_S
    give_up_after_s: int = 600
    terms: Terms = TERMS


USUAL = Rules()


@contextlib.contextmanager
def running_stack(
    folder: Path, database: str | None = None, rules: Rules = USUAL, host: str = "127.0.0.1"
) -> Iterator[Stack]:
    """Run a stack on SQLite in `folder`, or on the database of that URL; its broker listens on `host`."""
    folder.mkdir(parents=True, exist_ok=True)
    with broker({WIRETAP: secrets.token_hex(16)}, host) as mosquitto:
        access = mosquitto.files.access_rules
        access.write_text(access.read_text() + f"\nuser {WIRETAP}\ntopic readwrite #\n")
        os.kill(mosquitto.pid, signal.SIGHUP)
        stack = Stack(folder, database or f"sqlite:///{folder / 'cloud.db'}", mosquitto, rules)
        stack.start()
        try:
            yield stack
        finally:
            stack.stop()


async def _found(database: DatabaseOptions, terms: Terms) -> Bootstrapped:
    store = await open_store(database.url)
    try:
        password_hash = PasswordHasher().hash(PASSWORD)
        request = BootstrapRequest(
            "Tests", "operator@wattlend.test", "Operator", password_hash, NewTariff("Test", "EUR", terms)
        )
        return await store.write(lambda unit: bootstrap(unit, make_ports(database), request))
    finally:
        await store.close()
