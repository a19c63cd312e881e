"""One read-only connection to a broker: subscribes, hands messages over, and comes back by itself after a loss.

The first attempt must succeed, or the cause is said: wrong address, wrong password, no permission. Publishes nothing.
"""

import os
import ssl
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from tools.errors import ToolError

EXIT_NO_BROKER = 3
EXIT_REFUSED = 4
ANSWER_WITHIN_S = 10.0
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
_TURN_S = 0.25
_KEEP_ALIVE_S = 20
_ID_BYTES = 4


@dataclass(frozen=True)
class BrokerLogin:
    """Where the broker is and who looks on. `authority`: the CA file for TLS, None for plain TCP."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    authority: Path | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


Deliver = Callable[[mqtt.MQTTMessage], None]


class Subscription:
    """What comes on `filters`, as long as `run` runs; `deliver` gets each message, `say` one line about the connection."""

    def __init__(
        self, login: BrokerLogin, filters: Sequence[str], deliver: Deliver, say: Callable[[str], None]
    ) -> None:
        self._login = login
        self._filters = list(filters)
        self._deliver = deliver
        self._say = say
        self._is_up = False
        self._refusal: ToolError | None = None

    def run(self) -> Generator[None, None, None]:
        """Stay connected; yields several times a second, also when nothing comes. Raises ToolError."""
        client = self._client()
        try:
            self._open(client)
            while True:
                if client.loop(_TURN_S) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                    yield from self._come_back(client)
                yield
        finally:
            client.disconnect()
            client.loop(0)  # sends the goodbye

    def _open(self, client: mqtt.Client) -> None:
        """Connect and subscribe; raises ToolError naming what was wrong."""
        try:
            client.connect(self._login.host, self._login.port, _KEEP_ALIVE_S)
        except (OSError, ssl.SSLError) as error:
            raise _no_broker(self._login, error) from error
        deadline_s = time.monotonic() + ANSWER_WITHIN_S
        while not self._is_up:
            is_lost = client.loop(_TURN_S) != MQTTErrorCode.MQTT_ERR_SUCCESS
            if self._refusal:
                raise self._refusal
            if is_lost or time.monotonic() > deadline_s:
                raise ToolError(
                    f"what listens at {self._login} does not speak MQTT{'' if self._login.authority else ' without TLS'}",
                    "name the broker's own port; if it speaks TLS, give its authority with --ca",
                    EXIT_NO_BROKER,
                )

    def _come_back(self, client: mqtt.Client) -> Iterator[None]:
        if self._refusal:
            raise self._refusal
        self._is_up = False
        self._say(f"the broker {self._login} is lost; trying again until it is back")
        lost_s, wait_s = time.monotonic(), FIRST_WAIT_S
        while not self._is_up:
            until_s = time.monotonic() + wait_s
            while time.monotonic() < until_s:
                time.sleep(min(_TURN_S, wait_s))
                yield
            try:
                self._open(client)
            except ToolError as error:
                if error.exit_code == EXIT_REFUSED:
                    raise
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        self._say(f"the broker is back after {time.monotonic() - lost_s:.1f} s; what was said meanwhile is not shown")

    def _client(self) -> mqtt.Client:
        # A client id of its own: where the broker does not take the user name instead, nobody else is thrown out.
        identity = f"watch-{os.urandom(_ID_BYTES).hex()}"
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=identity, clean_session=True, protocol=MQTTProtocolVersion.MQTTv311
        )
        if self._login.user:
            client.username_pw_set(self._login.user, self._login.password)
        if self._login.authority:
            _trust(client, self._login.authority)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = lambda _client, _userdata, message: self._deliver(message)
        return client

    def _on_connect(
        self, client: mqtt.Client, _data: object, _flags: object, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        if reason.is_failure:
            who = f"{self._login.user!r}" if self._login.user else "nobody by name"
            self._refusal = ToolError(
                f"the broker {self._login} refuses the login of {who}: {reason}".rstrip("."),
                "give a user that the broker knows with --user, and the password in --password-file",
                EXIT_REFUSED,
            )
            return
        client.subscribe([(topic_filter, 0) for topic_filter in self._filters])

    def _on_subscribe(
        self, _client: mqtt.Client, _data: object, _mid: int, reasons: list[ReasonCode], _properties: Properties | None
    ) -> None:
        refused = [name for name, reason in zip(self._filters, reasons, strict=False) if reason.is_failure]
        if refused:
            self._refusal = ToolError(
                f"the broker does not let {self._login.user!r} read {refused[0]}",
                "give that user read access to the devices' topics in the broker's access rules",
                EXIT_REFUSED,
            )
            return
        self._is_up = True


def _trust(client: mqtt.Client, authority: Path) -> None:
    try:
        client.tls_set(ca_certs=str(authority))
    except (OSError, ssl.SSLError) as error:
        way_out = "--ca takes a file with the authority's certificate in PEM"
        raise ToolError(f"{authority} holds no authority to trust: {error}", way_out, EXIT_NO_BROKER) from error


def _no_broker(login: BrokerLogin, error: Exception) -> ToolError:
    if isinstance(error, ssl.SSLCertVerificationError):
        way_out = "give the authority that signed its certificate with --ca, and the host by the name in it"
        return ToolError(f"the broker {login} is not believed: {error.verify_message}", way_out, EXIT_NO_BROKER)
    if isinstance(error, ssl.SSLError) or (login.authority and isinstance(error, ConnectionResetError)):
        return ToolError(
            f"what listens at {login} does not speak TLS", "leave out --ca, or name its TLS port", EXIT_NO_BROKER
        )
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ToolError(f"no broker at {login}: {cause}", "check host and port, and that the broker runs", EXIT_NO_BROKER)
