"""What goes down: seals what services left for devices after their commit, and publishes it while the broker is there.

Losing any of it loses nothing: an open command is sent again by `tend`, an acknowledgement when the device repeats itself.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from cloud.bridge.counters import BridgeCounters
from cloud.bridge.keyring import DeviceKeys, Keyring
from cloud.services.delivery.outbox import mark_sent
from cloud.services.ports.notes import AckDue, CommandReady, Message, Note
from cloud.services.ports.store import Store
from cloud.services.ports.world import Ports
from shared_protocol import fields, topics
from shared_protocol.host import codec

Publish = Callable[[str, bytes, int], None]  # topic, payload, QoS

QOS_COMMAND = 1  # the broker keeps it for a board whose socket is full
QOS_ACK = 0  # the next one says the same and more

# "Sent" is written down for many at once. Until then a command counts as queued, and is known here not to be.
MARK_EVERY_S = 0.05

KEPT_TOPICS = 32_768
_topic = lru_cache(KEPT_TOPICS)(topics.topic)

log = logging.getLogger(__name__)


class Sender:
    """Publishes notes; `is_up` says whether the broker is there."""

    def __init__(
        self,
        store: Store,
        ports: Ports,
        keyring: Keyring,
        counters: BridgeCounters,
        publish: Publish,
        is_up: Callable[[], bool],
    ) -> None:
        self._store = store
        self._ports = ports
        self._keyring = keyring
        self._counters = counters
        self._publish = publish
        self._is_up = is_up
        self._unmarked: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, notes: Sequence[Note]) -> None:
        """Publish what is for devices among the notes of a commit: of several acknowledgements to a device, the last."""
        if not self._is_up():
            return
        acknowledgements: dict[tuple[str, bytes], AckDue] = {}
        for note in notes:
            kind = type(note)
            if kind is CommandReady:
                self._send_command(note)  # type: ignore[arg-type]  # told apart by type(), for speed
            elif kind is AckDue:
                due: AckDue = note  # type: ignore[assignment]
                key = (due.device_id, due.body[fields.JOURNAL])
                earlier = acknowledgements.get(key)
                if earlier is None or due.body[fields.SEQ] >= earlier.body[fields.SEQ]:
                    acknowledgements[key] = due
        for due in acknowledgements.values():
            self._send(due.device_id, topics.ACK, due.body, QOS_ACK)

    def send_queued(self, commands: Iterable[CommandReady]) -> None:
        """Publish commands read from the outbox, but for those that were published a moment ago."""
        if self._is_up():
            for command in commands:
                if command.command_id not in self._unmarked:
                    self._send_command(command)

    async def mark(self) -> None:
        """Write down which commands were handed to the broker; raises StorageError, and then tries them again."""
        if not self._unmarked:
            return
        marked = list(self._unmarked)
        await self._store.write(lambda unit: mark_sent(unit, self._ports, marked))
        self._unmarked.difference_update(marked)

    def _send_command(self, command: CommandReady) -> None:
        self._unmarked.add(command.command_id)
        self._send(command.device_id, topics.COMMAND, command.body, QOS_COMMAND)

    def _send(self, device_id: str, leaf: str, body: Message, qos: int) -> None:
        keys = self._keyring.held(device_id)
        if keys is not None:
            self._publish_sealed(keys, device_id, leaf, body, qos)
            return
        task = asyncio.create_task(self._send_later(device_id, leaf, body, qos), name=f"keys to send to {device_id}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_later(self, device_id: str, leaf: str, body: Message, qos: int) -> None:
        try:
            keys = await self._keyring.load(device_id)
            if keys is not None and self._is_up():
                self._publish_sealed(keys, device_id, leaf, body, qos)
        except Exception:
            log.exception("could not send to %s", device_id)

    def _publish_sealed(self, keys: DeviceKeys, device_id: str, leaf: str, body: Message, qos: int) -> None:
        topic = _topic(device_id, leaf)
        self._publish(topic, keys.seal(topic, codec.build(body, leaf)), qos)
        self._counters.sent[leaf] += 1
