"""A person's terminal for tests: plain HTTP with the standard library, nothing of the cloud's code."""

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers, and the decoded JSON document (None when there is no body)."""

    status: int
    document: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Terminal:
    """Speaks to one cloud as one person (or, without a token, as nobody)."""

    address: str
    token: str | None = None
    email: str | None = None

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send one request to `/api/v1` + path; header names take `_` for `-`."""
        request = urllib.request.Request(self.address + "/api/v1" + path, method=method)  # noqa: S310 - our own loopback
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=90) as response:  # noqa: S310 - our own loopback
                return _answer(response.status, response)
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error)

    def rent(self, cabinet_id: str, wait_s: int = 15, key: str | None = None) -> Answer:
        """Ask for one bank at a cabinet and wait for the outcome."""
        body = {"cabinet_id": cabinet_id}
        return self.call("POST", "/rentals", body, Idempotency_Key=key or uuid.uuid4().hex, Prefer=f"wait={wait_s}")

    def top_up(self, amount_minor: int) -> None:
        """Pay into the wallet."""
        while amount_minor:
            part_minor = min(amount_minor, 50_000)
            answer = self.call("POST", "/wallet/top-ups", {"amount": part_minor}, Idempotency_Key=uuid.uuid4().hex)
            assert answer.status == 201, answer.document
            amount_minor -= part_minor

    def wallet(self) -> dict[str, int]:
        """Return balance, held, available and unpaid of the wallet, in minor units."""
        return {name: money["amount"] for name, money in self.call("GET", "/wallet").document.items()}

    def order(self, order_id: str) -> Any:
        """Return one's own order as it stands."""
        return self.call("GET", f"/orders/{order_id}").document


def _answer(status: int, response: Any) -> Answer:
    data = response.read()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status, json.loads(data) if data else None, headers)
