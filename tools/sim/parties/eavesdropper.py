"""Somebody on the wire: keeps packets, sends them again much later, and tries acknowledgements that are not meant.

Knows no keys, with one exception: it has the cloud's own seal on an ACK of another journal, as one that was held back
since the cabinet's former life would bear.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from cloud.services.delivery.journaled import stored_message
from shared_protocol import cbor, envelope, fields, keys, messages, topics
from tools.sim.judging.observations import AppliedAgain, Observation
from tools.sim.parties.cabinet import Cabinet
from tools.sim.parties.cloud import Cloud
from tools.sim.world.broker import Broker
from tools.sim.world.randomness import happens
from tools.sim.world.timeline import EPOCH_MS, Timeline

KEPT = 30
HEARD = 300  # thousandths of all packets
# How often, and how many times, to look whether a cabinet waits for an acknowledgement.
FOREIGN_ACK_MS = 50
FOREIGN_ACK_TRIES = 200
REPLAYED = (topics.COMMAND, topics.COMMAND, topics.ACK, topics.PRESENCE, topics.STATUS, topics.EVENT)


@dataclass
class Attempts:
    """What was tried."""

    replays: int = 0
    foreign_acks: int = 0
    applied_again: int = 0


class Eavesdropper:
    """Hears the broker's traffic and keeps some packets of each cabinet and leaf, old ones among them."""

    def __init__(
        self,
        timeline: Timeline,
        random: Random,
        broker: Broker,
        cloud: Cloud,
        observe: Callable[[Observation], None],
    ) -> None:
        """Take the wire to listen on, and whom to tell what an old event did to the cloud."""
        self.attempts = Attempts()
        self._timeline = timeline
        self._random = random
        self._broker = broker
        self._cloud = cloud
        self._observe = observe
        self._kept: dict[tuple[str, str], list[bytes]] = {}
        broker.overheard = self._hear

    def replay(self, cabinet: Cabinet) -> None:
        """Send some packet of this cabinet's past again, to where it went before."""
        leaf = self._random.choice(REPLAYED)
        packet = self._any(cabinet.name, leaf)
        if packet is None:
            return
        self.attempts.replays += 1
        if leaf in topics.DOWN_LEAVES:
            cabinet.line.down.inject(leaf, packet)
        else:
            cabinet.line.up.inject(leaf, packet)

    def send_foreign_ack(self, cabinet: Cabinet, tries: int = FOREIGN_ACK_TRIES) -> None:
        """Send an authentic acknowledgement of a journal that this cabinet does not have, when it would hurt most."""
        newest_seq = cabinet.board.unacknowledged_seq()
        if newest_seq is None:
            if tries:
                self._timeline.after(FOREIGN_ACK_MS, lambda: self.send_foreign_ack(cabinet, tries - 1))
            return
        self.attempts.foreign_acks += 1
        body = {
            fields.TYPE: messages.ACK,
            fields.JOURNAL: self._random.randbytes(8),
            fields.SEQ: newest_seq,
            fields.TIME_MS: EPOCH_MS + self._timeline.now_ms,
        }
        down = keys.MacKey(keys.derive(cabinet.key, keys.DOWN))
        protected = envelope.protected_header(envelope.key_id(cabinet.name, 1))
        topic = topics.topic(cabinet.name, topics.ACK)
        cabinet.line.down.inject(topics.ACK, envelope.seal(down, protected, topic, cbor.encode(body)))

    def apply_again(self, cabinet: Cabinet) -> None:
        """Hand the cloud an event that it has applied already, and compare its tables."""
        packet = self._any(cabinet.name, topics.EVENT)
        if packet is None or not self._cloud.is_up:
            return
        body = stored_message(packet)
        journal, committed_seq = self._cloud.database.committed(cabinet.name)
        if body[fields.JOURNAL] != journal or body[fields.SEQ] > committed_seq:
            return
        self.attempts.applied_again += 1
        before = self._cloud.database.fingerprint(cabinet.name)
        self._cloud.receive(topics.topic(cabinet.name, topics.EVENT), packet, retained=False)
        self._observe(AppliedAgain(cabinet.name, before, self._cloud.database.fingerprint(cabinet.name)))

    def _hear(self, device_id: str, leaf: str, packet: bytes) -> None:
        if not happens(self._random, HEARD):
            return
        kept = self._kept.setdefault((device_id, leaf), [])
        if len(kept) < KEPT:
            kept.append(packet)
        else:
            kept[self._random.randrange(KEPT)] = packet

    def _any(self, device_id: str, leaf: str) -> bytes | None:
        kept = self._kept.get((device_id, leaf))
        return self._random.choice(kept) if kept else None
