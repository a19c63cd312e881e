"""Cabinets that answer at once: the far end of a benchmark, so that what is measured is the cloud and the broker.

They speak the real protocol with real keys, but have no slots and no journal. Run as a process of its own:
`python -m tools.bench.cabinets < plan.json`; prints `ready` when every cabinet is online.
"""

import asyncio
import json
import os
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

from cloud.bridge.buffered_client import BufferedClient
from shared_protocol import cabinet as wire
from shared_protocol import codes, fields, messages, topics
from shared_protocol.channel import DeviceChannel
from tools.bench.founding import SLOT_COUNT

REPORT_EVERY_S = 10.0


@dataclass
class Broker:
    """Where the broker listens."""

    host: str
    port: int


class EchoCabinet:
    """One cabinet: every LEND is done at once, with a bank nobody has seen before."""

    def __init__(self, broker: Broker, configuration: dict[str, Any], number: int) -> None:
        """Take the broker, the board's configuration document and a number that no other cabinet here has."""
        self._broker = broker
        self._channel = DeviceChannel(
            configuration["device_id"], configuration["key_version"], bytes.fromhex(configuration["key"]), wire.ROWS
        )
        self._client = BufferedClient(configuration["device_id"], self._on_message)
        self._client.username_pw_set(configuration["device_id"], configuration["broker"]["password"])
        self._client.on_connect = lambda client, *_: client.subscribe(self._channel.topic(topics.COMMAND), 1)
        self._client.on_subscribe = lambda *_: self._go_online()
        self._number = number
        self._started = time.monotonic()
        self._journal = os.urandom(8)
        self._seq = 0
        self.online = asyncio.Event()

    def connect(self) -> None:
        """Begin to connect; `online` is set once the presence was sent."""
        opened = socket.create_connection((self._broker.host, self._broker.port))
        self._client.start(opened)

    def report(self) -> None:
        """Send a live report, which the cloud estimates deadlines from."""
        self._send(topics.STATUS, {**self._moment(), fields.TYPE: messages.HEALTH})

    def _go_online(self) -> None:
        presence = {
            **self._moment(),
            fields.TYPE: messages.PRESENCE,
            fields.ONLINE: True,
            fields.CONNECTION: 1,
            fields.JOURNAL: self._journal,
            fields.FIRST_SEQ: 1,
            fields.NEXT_SEQ: 1,
            wire.SLOT_COUNT: SLOT_COUNT,
            fields.PROTOCOL_VERSION: codes.PROTOCOL_VERSION,
            fields.FIRMWARE_VERSION: "bench",
            fields.RESET_CAUSE: codes.RESET_POWER_ON,
        }
        self._send(topics.PRESENCE, presence)
        self.online.set()

    def _on_message(self, _topic: str, payload: bytes, _retained: bool) -> None:
        command = self._channel.open(topics.COMMAND, payload)
        self._seq += 1
        self._send(
            topics.EVENT,
            {
                **self._moment(),
                fields.TYPE: wire.LEND_RESULT,
                fields.JOURNAL: self._journal,
                fields.SEQ: self._seq,
                fields.CLOCK_QUALITY: codes.CLOCK_NONE,
                fields.COMMAND: command[fields.COMMAND],
                fields.ORDER: command[fields.ORDER],
                fields.OUTCOME: codes.DONE,
                wire.SLOT: 1 + self._seq % SLOT_COUNT,
                wire.BANK: self._number.to_bytes(2, "big") + self._seq.to_bytes(4, "big"),
                wire.CHARGE_PCT: 90,
            },
        )

    def _moment(self) -> dict[int, Any]:
        return {fields.BOOT: 1, fields.UPTIME_MS: int((time.monotonic() - self._started) * 1_000)}

    def _send(self, leaf: str, body: dict[int, Any]) -> None:
        self._client.publish(self._channel.topic(leaf), self._channel.seal(leaf, body), 0)


async def run(plan: dict[str, Any]) -> None:
    """Keep the plan's cabinets online until the process is ended."""
    broker = Broker(plan["host"], plan["port"])
    cabinets = [EchoCabinet(broker, configuration, number) for number, configuration in enumerate(plan["cabinets"])]
    for cabinet in cabinets:
        cabinet.connect()
        await cabinet.online.wait()
    print("ready", flush=True)
    while True:
        await asyncio.sleep(REPORT_EVERY_S)
        for cabinet in cabinets:
            cabinet.report()


if __name__ == "__main__":
    asyncio.run(run(json.load(sys.stdin)))
