"""What comes up: topic, envelope, key, MAC, message, then the service for its type. Nothing changes before the MAC is verified.

A peer's fault is counted and never raised. What the database does not take is not acknowledged, so the device sends it
again.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from cloud.bridge.counters import OVERLOADED, RETAINED, BridgeCounters
from cloud.bridge.keyring import DeviceKeys, Keyring
from cloud.bridge.refusals import Refusals
from cloud.services.command_states import accept_command_state
from cloud.services.events import accept_event
from cloud.services.key_rotation import retire_keys_before
from cloud.services.ports import Message, Ports, Store, Unit
from cloud.services.presence import accept_presence
from cloud.services.reports import accept_health, accept_status
from shared_protocol import cabinet as wire
from shared_protocol import fields, messages, topics
from shared_protocol.check import check_size
from shared_protocol.envelope import Envelope, parse_key_id
from shared_protocol.errors import FIELD, TOPIC, UNKNOWN_KEY, UNKNOWN_TYPE, RemoteError
from shared_protocol.host import codec, whole_wire
from shared_protocol.host.whole_wire import check_map

# Authentic messages on their way into the database. Beyond it they are dropped: newest wins, and events come again.
MOST_IN_FLIGHT = 20_000
# Messages of devices whose keys are being looked up.
MOST_AWAITING_KEYS = 5_000

# Valid topics and key ids come again and again; what is refused is not kept.
KEPT_NAMES = 32_768
_parse_topic = lru_cache(KEPT_NAMES)(topics.parse)
_parse_key_id = lru_cache(KEPT_NAMES)(parse_key_id)

Work = Callable[[Unit], Any]
# What an event must have to be put into its place in the journal, whatever else is wrong with it.
_NUMBERED = (fields.MAP, (fields.TYPE, fields.JOURNAL, fields.SEQ), ())

log = logging.getLogger(__name__)

REPORTS = {
    wire.STATUS: accept_status,
    messages.HEALTH: accept_health,
    messages.COMMAND_STATE: accept_command_state,
}


class Arrival(NamedTuple):
    """A message that was parsed but not yet believed."""

    device_id: str
    leaf: str
    topic: str
    data: bytes
    retained: bool
    sealed: Envelope
    key_version: int


class Router:
    """Takes every message of the broker (`deliver`) and runs the service that it is for."""

    def __init__(self, store: Store, ports: Ports, keyring: Keyring, counters: BridgeCounters) -> None:
        self._store = store
        self._ports = ports
        self._keyring = keyring
        self._counters = counters
        self._refusals = Refusals(counters)
        self._in_flight: set[asyncio.Future[Any]] = set()
        self._awaiting: dict[str, list[Arrival]] = {}
        self._awaiting_count = 0
        self._lookups: set[asyncio.Task[None]] = set()

    def deliver(self, topic: str, data: bytes, retained: bool) -> None:
        """Take one message; raises nothing."""
        try:
            arrival = _parse(topic, data, retained)
            self._admit(arrival)
        except RemoteError as error:
            self._refusals.remote(topic, error)
        except Exception:
            log.exception("a message could not be handled by a fault of ours")

    async def settle(self) -> None:
        """Return when everything that came has been stored or refused."""
        while self._in_flight or self._lookups:
            await asyncio.gather(*self._in_flight, *self._lookups, return_exceptions=True)

    def _admit(self, arrival: Arrival) -> None:
        if arrival.retained and arrival.leaf != topics.PRESENCE:
            self._refusals.take(arrival.topic, RETAINED, "only presence may be retained")
            return
        device_id = arrival.device_id
        keys = self._keyring.held(device_id)
        known = keys is not None and keys.has(arrival.key_version)
        if device_id in self._awaiting or (not known and self._keyring.is_worth_asking(device_id)):
            self._await_keys(arrival)
        elif keys is None:
            raise RemoteError(UNKNOWN_KEY, "no such device")
        else:
            self._open(arrival, keys)

    def _await_keys(self, arrival: Arrival) -> None:
        if self._awaiting_count >= MOST_AWAITING_KEYS:
            self._refusals.take(arrival.topic, OVERLOADED, "too many devices are being looked up")
            return
        self._awaiting_count += 1
        if arrival.device_id in self._awaiting:
            self._awaiting[arrival.device_id].append(arrival)
            return
        self._awaiting[arrival.device_id] = [arrival]
        task = asyncio.create_task(self._look_up(arrival.device_id), name=f"keys of {arrival.device_id}")
        self._lookups.add(task)
        task.add_done_callback(self._lookups.discard)

    async def _look_up(self, device_id: str) -> None:
        keys = None
        try:
            keys = await self._keyring.load(device_id)
        except Exception:
            log.exception("the keys of %s could not be loaded", device_id)
        arrivals = self._awaiting.pop(device_id, [])
        self._awaiting_count -= len(arrivals)
        for arrival in arrivals:
            if keys is None:
                self._refusals.remote(arrival.topic, RemoteError(UNKNOWN_KEY, "no such device"))
                continue
            try:
                self._open(arrival, keys)
            except RemoteError as error:
                self._refusals.remote(arrival.topic, error)

    def _open(self, arrival: Arrival, keys: DeviceKeys) -> None:
        payload = keys.verify(arrival.key_version, arrival.sealed, arrival.topic)
        check_size(payload)
        work = self._work(arrival, codec.decode(payload))
        if len(self._in_flight) >= MOST_IN_FLIGHT:
            self._refusals.take(arrival.topic, OVERLOADED, "the database does not keep up")
            return
        self._counters.received[arrival.leaf] += 1
        self._write(work)
        if keys.supersedes(arrival.key_version):
            self._end_overlap(arrival, keys)

    def _end_overlap(self, arrival: Arrival, keys: DeviceKeys) -> None:
        """Retire the keys before the one that the device has now spoken with."""
        device_id, version = arrival.device_id, arrival.key_version
        keys.keep_only(version)
        self._write(lambda unit: retire_keys_before(unit, self._ports, device_id, version))

    def _write(self, work: Work) -> None:
        future = asyncio.ensure_future(self._store.write(work))
        self._in_flight.add(future)
        future.add_done_callback(self._stored)

    def _work(self, arrival: Arrival, body: object) -> Work:
        """Return the service's work for an authentic message; raises RemoteError for one that fits no row of the table."""
        ports, device_id = self._ports, arrival.device_id
        try:
            kind = whole_wire.check(body, arrival.leaf)
        except RemoteError as error:
            return self._defective(arrival, body, error)
        message: Message = body  # type: ignore[assignment]  # messages.check refused everything but a map
        if arrival.leaf == topics.EVENT:
            return lambda unit: accept_event(unit, ports, device_id, arrival.topic, arrival.data, message)
        if arrival.leaf == topics.PRESENCE:
            return lambda unit: accept_presence(unit, ports, device_id, message, retained=arrival.retained)
        report = REPORTS[kind]
        return lambda unit: report(unit, ports, device_id, message)

    def _defective(self, arrival: Arrival, body: object, error: RemoteError) -> Work:
        """Return the work that quarantines a numbered event which we cannot apply: it must not block its journal."""
        if arrival.leaf != topics.EVENT or not _is_numbered(body) or error.code not in (FIELD, UNKNOWN_TYPE, TOPIC):
            raise error
        self._refusals.remote(arrival.topic, error)
        message: Message = body  # type: ignore[assignment]  # _is_numbered refused everything but a map
        return lambda unit: accept_event(
            unit, self._ports, arrival.device_id, arrival.topic, arrival.data, message, defect=error.detail
        )

    def _stored(self, future: asyncio.Future[Any]) -> None:
        self._in_flight.discard(future)
        if future.cancelled():
            return
        error = future.exception()
        if error is not None:
            self._counters.failed += 1
            log.error("an authentic message was not stored; the device sends it again if it matters", exc_info=error)


def _parse(topic: str, data: bytes, retained: bool) -> Arrival:
    device_id, leaf = _parse_topic(topic)
    if leaf not in topics.UP_LEAVES:
        raise RemoteError(TOPIC, "devices do not speak on this leaf")
    sealed = Envelope(data)
    named, version = _parse_key_id(sealed.key_id)
    if named != device_id:
        raise RemoteError(UNKNOWN_KEY, "the key of another device")
    return Arrival(device_id, leaf, topic, data, retained, sealed, version)


def _is_numbered(body: object) -> bool:
    try:
        check_map(body, _NUMBERED)
    except RemoteError:
        return False
    return True
