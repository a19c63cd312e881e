"""Starts the town's parts in order, waits until its cabinets are online, watches over them, and ends them in order."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from cloud.app import DatabaseOptions
from cloud.bridge.mosquitto_files import WATCH_USER, password_hash, password_lines, replace_file
from tools.errors import ToolError
from tools.run.authority import HOST_NAME, Certificates, certificates
from tools.run.cloud_client import CloudClient
from tools.run.founding import found
from tools.run.parts import Part, wattlend
from tools.run.ports import HOST, broker_port, check_board_host, http_port
from tools.run.state import StateFolder
from tools.run.town import AUTHORITY_ON_BOARD, write_town
from tools.runtime import mosquitto
from tools.serve.broker import Listener, write_configuration
from tools.serve.options import DATABASE
from tools.virtual_board.rig.control_socket import state_folder

START_WITHIN_S = 60.0
ASK_EVERY_S = 0.1
WATCH_EVERY_S = 0.25
PORTS = "ports.json"


@dataclass(frozen=True)
class RunOptions:
    """What the command line says; None takes the default."""

    state: Path | None
    port: int | None
    database: str | None
    tls: bool = False
    boards: bool = True
    board_host: str | None = None


class Stopped(Exception):
    """Somebody wants the town to end."""


def run(options: RunOptions) -> int:
    """Run the town until SIGINT or SIGTERM; raises ToolError when a part cannot go on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    world: World | None = None
    try:
        world = World(options)
        world.start()
        world.watch()
    except Stopped:
        print("\nstopping", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # what ends is left to end
        if world is not None:
            world.stop()
    return 0


class World:
    """Broker, cloud and boards of one state folder."""

    def __init__(self, options: RunOptions) -> None:
        """Settle folders, ports, certificates and the database's contents; starts nothing yet."""
        if options.board_host is not None:
            check_board_host(options.board_host)
        self._options = options
        self._state = StateFolder(options.state or state_folder())
        self._database = options.database or os.environ.get(DATABASE) or self._state.database()
        self._certificates = certificates(self._state.authority, options.board_host) if options.tls else None
        last = self._state.read(PORTS)
        self._http_port = http_port(options.port, last.get("http"))
        self._broker_port = broker_port(last.get("broker"))
        self._state.write(PORTS, {"http": self._http_port, "broker": self._broker_port})
        self._parts: list[Part] = []
        self._names: dict[str, str] = {}
        self._client = CloudClient(self.address, self._certificates.authority if self._certificates else None)

    @property
    def address(self) -> str:
        """Where people go."""
        return f"https://{HOST_NAME}:{self._http_port}" if self._options.tls else f"http://{HOST}:{self._http_port}"

    def start(self) -> None:
        """Start everything, each part when the one before it answers, and print where to go."""
        _say("preparing", self._prepare)
        self._begin("broker", [str(mosquitto()), "-c", str(self._state.broker.configuration)])
        cloud = self._begin("cloud", self._cloud_command(), {DATABASE: self._database})

        def is_ready() -> bool:  # ours, that is: another one may have taken the port meanwhile
            return cloud.has_said("cloud: http") and self._client.is_ready()

        _say("waiting for broker and cloud", lambda: self._until(is_ready, "the cloud is not ready"))
        self._sign_in()
        if self._options.boards:
            # "Online" may be what a run that was killed left behind; the boot number tells.
            # An operator may have provisioned more than our own.
            devices = self._client.devices().items()
            boots_before = {device_id: device["boot"] for device_id, device in devices if device_id in self._names}
            boards = ["virtual-board", "--town", str(self._state.town), "--state", str(self._state.path)]
            self._begin("virtual boards", wattlend(*boards))
            self._await_cabinets(boots_before)
        self._welcome()

    def watch(self) -> None:
        """Start again whatever dies; raises ToolError when it dies too often."""
        while True:
            time.sleep(WATCH_EVERY_S)
            for part in self._parts:
                if part.died:
                    print(f"{part.name} ended ({part.last_words()}); starting it again", flush=True)
                    part.revive()

    def stop(self) -> None:
        """End everything, the last part first."""
        for part in reversed(self._parts):
            part.stop()

    def _prepare(self) -> None:
        tls, files = self._certificates, self._state.broker
        write_configuration(
            files, *(self._listener(host) for host in dict.fromkeys((HOST, self._options.board_host or HOST)))
        )
        watcher = {WATCH_USER: password_hash(self._state.watch_password.read_text().strip())}
        replace_file(files.passwords, password_lines(watcher))  # the other accounts come from the database, below
        key = bytes.fromhex(self._state.master_key.read_text())
        configurations = found(self._state, DatabaseOptions(self._database, key))
        for name, configuration in configurations.items():
            self._names[configuration["device_id"]] = name
            configuration["broker"] |= self._board_broker(tls)
            if tls is None:
                configuration["broker"].pop("ca_file", None)
        write_town(self._state.town, configurations, None if tls is None else tls.authority)

    def _listener(self, host: str) -> Listener:
        tls = self._certificates
        if tls is None:
            return Listener(host, self._broker_port)
        return Listener(host, self._broker_port, tls.certificate, tls.key)

    def _sign_in(self) -> None:
        """Leave a token of each login in the state folder; go on as the operator."""
        for role in ("user", "operator"):
            self._client.sign_in(self._state.logins()[role], self._state.token(role))

    def _board_broker(self, tls: Certificates | None) -> dict[str, object]:
        if tls is None:
            return {"host": HOST, "port": self._broker_port, "tls": False}
        return {"host": HOST_NAME, "port": self._broker_port, "tls": True, "ca_file": AUTHORITY_ON_BOARD}

    def _cloud_command(self) -> list[str]:
        state, tls = self._state, self._certificates
        host = HOST if tls is None else HOST_NAME
        command = wattlend("cloud", "--host", HOST, "--port", str(self._http_port))
        command += ["--master-key-file", str(state.master_key), "--demo-login-file", str(state.demo_login)]
        command += ["--broker", f"{host}:{self._broker_port}", "--broker-password-file", str(state.broker_password)]
        command += ["--broker-accounts", str(state.broker.passwords), "--broker-pid-file", str(state.broker.process_id)]
        if self._options.board_host is not None:
            command += ["--board-broker", f"{self._options.board_host}:{self._broker_port}"]
        if tls is not None:
            command += ["--certificate", str(tls.certificate), "--key", str(tls.key)]
            command += ["--broker-ca", str(tls.authority), "--board-ca", AUTHORITY_ON_BOARD]
        return command

    def _begin(self, name: str, command: list[str], environment: dict[str, str] | None = None) -> Part:
        part = Part(name, command, self._state.log(name.replace(" ", "-")), environment)
        self._parts.append(part)
        part.start()
        return part

    def _until(self, condition: Callable[[], bool], complaint: str) -> None:
        deadline = time.monotonic() + START_WITHIN_S
        while not condition():
            for part in self._parts:
                part.check()
            if time.monotonic() > deadline:
                raise ToolError(f"{complaint} after {START_WITHIN_S:.0f} s", f"see the logs in {self._state.path}/logs")
            time.sleep(ASK_EVERY_S)

    def _await_cabinets(self, boots_before: dict[str, int]) -> None:
        told: set[str] = set()

        def all_online() -> bool:
            devices = self._client.devices()
            for device_id, boot_before in boots_before.items():
                device = devices[device_id]
                if device["online"] and device["boot"] > boot_before and device_id not in told:
                    told.add(device_id)
                    print(f"  {self._names[device_id]} is online ({len(told)} of {len(boots_before)})", flush=True)
            return len(told) >= len(boots_before)

        print("starting cabinets: real firmware on MicroPython", flush=True)
        self._until(all_online, "the cabinets are not all online")

    def _welcome(self) -> None:
        logins = self._state.logins()
        print(f"\n  Wattlend is running: {self.address}\n", flush=True)
        for role, login in logins.items():
            print(f"  {role:<9} {login.email}   {login.password}")
        if self._certificates is not None:
            print(f"\n  Browsers will trust it with this authority: {self._certificates.authority}")
        print(f"\n  Look on: {self._watch_command()}")
        print(f"  A board of your own: {self._provision_command()} --slots 6")
        print(f"\n  State and logs: {self._state.path}. Ctrl-C stops everything.", flush=True)

    def _watch_command(self) -> str:
        """Return the command that shows the broker's traffic."""
        tls, host = self._certificates, HOST_NAME if self._options.tls else HOST
        command = f"wattlend watch --broker {host}:{self._broker_port} --password-file {self._state.watch_password}"
        return command if tls is None else f"{command} --ca {tls.authority}"

    def _provision_command(self) -> str:
        """Return the command that registers a board."""
        tls = self._certificates
        command = f"wattlend provision --cloud {self.address} --token-file {self._state.token('operator')}"
        return command if tls is None else f"{command} --cloud-ca {tls.authority} --broker-ca {tls.authority}"


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _say(what: str, work: Callable[[], None]) -> None:
    print(what, end=" ", flush=True)
    started = time.monotonic()
    try:
        work()
    except BaseException:
        print(flush=True)
        raise
    print(f"({time.monotonic() - started:.1f} s)", flush=True)
