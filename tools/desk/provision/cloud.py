"""Speaks to a cloud as an operator who registers devices. Standard library only; each refusal becomes two lines."""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tools.desk.flash.exit_codes import EXIT_USAGE
from tools.errors import ToolError

TIMEOUT_S = 20
EXIT_UNREACHABLE = 10
EXIT_REFUSED = 11
_MOST_BYTES = 1_000_000
_NOT_YOU = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class Cloud:
    """The cloud at `address`, by TLS trusting `authority` too if there is one."""

    def __init__(self, address: str, authority: Path | None) -> None:
        if not address.startswith(("https://", "http://")):
            raise ToolError(f"{address!r} is no address", "such as https://rent.example", EXIT_USAGE)
        self._address = address.rstrip("/")
        self.token = ""
        try:
            self._trust = ssl.create_default_context(cafile=authority)
        except OSError as error:
            raise ToolError(
                f"{authority} is no authority's certificate: {error.strerror}", "name a PEM file", EXIT_USAGE
            ) from error

    def sign_in(self, email: str, password: str) -> None:
        """Open a session; raises ToolError."""
        self.token = self._ask("POST", "/api/v1/sessions", {"email": email, "password": password})["token"]

    def check_token(self) -> None:
        """Raise ToolError when the token is not an operator's."""
        self._ask("GET", "/api/v1/devices")

    def organisations(self) -> list[str]:
        """Return the organisations that one operates; raises ToolError."""
        return [str(organisation) for organisation in self._ask("GET", "/api/v1/me")["organisations"]]

    def register(self, organisation: str, station: str | None, slots: int, board: str) -> dict[str, Any]:
        """Create a cabinet; return the configuration for its board, with the only copy of its keys. Raises ToolError."""
        body: dict[str, Any] = {"organisation_id": organisation, "positions": slots, "board": board}
        if station is not None:
            body["station_id"] = station
        configuration: dict[str, Any] = self._ask("POST", "/api/v1/devices", body)["configuration"]
        return configuration

    def rotate_key(self, device_id: str) -> dict[str, Any]:
        """Return `key_version`, new root `key` (the only copy) and `broker` address of a device; raises ToolError."""
        made: dict[str, Any] = self._ask("POST", f"/api/v1/devices/{urllib.parse.quote(device_id, safe='')}/keys")
        return {name: made[name] for name in ("key_version", "key", "broker")}

    def number(self, device_id: str) -> str:
        """Return the number on a cabinet's housing."""
        return str(self._ask("GET", f"/api/v1/cabinets/{device_id}")["sticker"])

    def sticker(self, device_id: str, suffix: str) -> bytes:
        """Return the sticker as `svg` or `png`."""
        return self._fetch("GET", f"/c/{device_id}/sticker.{suffix}")

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        answer = self._fetch(method, path, None if body is None else json.dumps(body).encode())
        try:
            return json.loads(answer)
        except ValueError as error:
            raise self._stranger() from error

    def _fetch(self, method: str, path: str, data: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self._address + path, data, headers, method=method)  # noqa: S310 - http or https
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S, context=self._trust) as answer:  # noqa: S310 - as above
                return bytes(answer.read(_MOST_BYTES))
        except urllib.error.HTTPError as error:
            raise self._refusal(error) from error
        except OSError as error:
            reason = getattr(error, "reason", error)
            way_out = "is the address right, and does the cloud run? --cloud-ca names an authority of your own"
            raise ToolError(f"{self._address} cannot be reached: {reason}", way_out, EXIT_UNREACHABLE) from error

    def _refusal(self, error: urllib.error.HTTPError) -> ToolError:
        with error:
            try:
                problem = json.loads(error.read(_MOST_BYTES))
                said = f"{problem['title']}: {problem.get('detail', '')}".rstrip(": ")
            except (ValueError, KeyError, TypeError, OSError):
                return self._stranger()
        if error.code in _NOT_YOU:
            return ToolError(
                f"the cloud does not know you: {said}", "sign in as an operator, or renew the token", EXIT_REFUSED
            )
        return ToolError(f"the cloud refuses: {said}", "check organisation, station, slots and board")

    def _stranger(self) -> ToolError:
        return ToolError(f"{self._address} does not answer like a cloud of ours", "check --cloud", EXIT_UNREACHABLE)
