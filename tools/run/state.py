"""The state folder: where each thing is, what a run writes down there, and the lock that keeps a second run out."""

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloud.bridge.mosquitto_files import replace_file
from tools.errors import ToolError
from tools.serve.broker import BrokerFiles
from tools.serve.options import make_master_key


@dataclass(frozen=True)
class Login:
    """An email and its password, random and of this folder alone."""

    email: str
    password: str


class StateFolder:
    """One town's state. Only its owner can read it."""

    def __init__(self, path: Path) -> None:
        """Make the folder if need be and lock it; raises ToolError when another run has it, or it cannot be written."""
        self.path = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(path / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
            self._take_lock()
            self._make_secrets()
        except OSError as error:
            raise ToolError(
                f"cannot keep state in {path}: {error.strerror}", "give --state a folder that this user may write to"
            ) from error

    def _take_lock(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ToolError(
                f"another `wattlend run` uses {self.path}", "stop that one, or give --state another folder"
            ) from None

    def _make_secrets(self) -> None:
        if not self.master_key.exists():
            make_master_key(self.master_key)
        for file in (self.broker_password, self.watch_password):
            if not file.exists():
                replace_file(file, secrets.token_urlsafe(32) + "\n")

    @property
    def master_key(self) -> Path:
        """Under which device keys are sealed."""
        return self.path / "master-key"

    @property
    def broker_password(self) -> Path:
        """The cloud's own password at the broker."""
        return self.path / "broker-password"

    @property
    def watch_password(self) -> Path:
        """The password at the broker of who looks on with `wattlend watch`."""
        return self.path / "watch-password"

    @property
    def broker(self) -> BrokerFiles:
        """The broker's folder."""
        return BrokerFiles(self.path.resolve() / "broker")

    @property
    def town(self) -> Path:
        """What the virtual boards are started with."""
        return self.path / "town.json"

    @property
    def demo_login(self) -> Path:
        """The login that the page offers."""
        return self.path / "demo-login.json"

    def token(self, role: str) -> Path:
        """Where the token of a login is, for whoever works with the API."""
        return self.path / f"{role}-token"

    @property
    def authority(self) -> Path:
        """The folder of the test authority and its certificate."""
        return self.path.resolve() / "tls"

    def log(self, part: str) -> Path:
        """Return where a part's output goes."""
        (self.path / "logs").mkdir(exist_ok=True)
        return self.path / "logs" / f"{part}.log"

    def database(self) -> str:
        """Return the URL of the SQLite database."""
        return f"sqlite:///{self.path.resolve() / 'cloud.db'}"

    def logins(self) -> dict[str, Login]:
        """Return the logins of `user` and `operator`, made at the first call."""
        document = self.read("logins.json")
        if not document:
            for role in ("user", "operator"):
                document[role] = {"email": f"{role}@wattlend.example", "password": secrets.token_urlsafe(12)}
            self.write("logins.json", document)
            self.write(self.demo_login.name, document["user"])
        return {role: Login(**login) for role, login in document.items()}

    def read(self, name: str) -> dict[str, Any]:
        """Return a JSON document of the folder, empty where there is none."""
        file = self.path / name
        if not file.exists():
            return {}
        try:
            document: dict[str, Any] = json.loads(file.read_text())
        except (OSError, ValueError) as error:
            raise ToolError(f"cannot read {file}: {error}", "put it back, or give --state another folder") from error
        return document

    def write(self, name: str, document: dict[str, Any]) -> None:
        """Replace a JSON document of the folder."""
        replace_file(self.path / name, json.dumps(document, indent=1) + "\n")
