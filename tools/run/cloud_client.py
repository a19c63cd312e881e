"""Asks our own cloud: whether it is ready, and how its cabinets are. Standard library only."""

import json
import ssl
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any

from cloud.bridge.mosquitto_files import replace_file
from tools.run.state import Login

TIMEOUT_S = 5


class CloudClient:
    """Speaks to `address`, by TLS trusting `authority` if there is one."""

    def __init__(self, address: str, authority: Path | None) -> None:
        self._address = address
        self._trust = None if authority is None else ssl.create_default_context(cafile=authority)
        self._token = ""

    def is_ready(self) -> bool:
        """Tell whether database and broker are there for the cloud."""
        try:
            return bool(self._ask("GET", "/readyz")["ready"])
        except (OSError, ValueError):
            return False

    def sign_in(self, login: Login, kept: Path) -> None:
        """Go on with the session whose token is in the file `kept`, or open one and keep its token; raises OSError."""
        self._token = kept.read_text().strip() if kept.exists() else ""
        if not self._token or not self._is_known():
            self._token = ""
            body = {"email": login.email, "password": login.password}
            self._token = self._ask("POST", "/api/v1/sessions", body)["token"]
            replace_file(kept, self._token + "\n")

    def devices(self) -> dict[str, dict[str, Any]]:
        """Return the operator's devices by id; raises OSError."""
        return {device["id"]: device for device in self._ask("GET", "/api/v1/devices")}

    def _is_known(self) -> bool:
        try:
            self._ask("GET", "/api/v1/me")
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == HTTPStatus.UNAUTHORIZED:
                return False
            raise
        return True

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, headers, method=method)  # noqa: S310 - our own address
        with urllib.request.urlopen(request, timeout=TIMEOUT_S, context=self._trust) as answer:  # noqa: S310 - as above
            return json.load(answer)
