"""A device that is nothing but its link: answers each command with an event, and prints what happens to the connection.

Arguments: host, port, password, key in hexadecimal, messages to take before it ends, milliseconds of silence that it
bears, CA file or "-".
"""

import asyncio
import gc
import sys
import time

from firmware.adapters.board import mqtt_link
from firmware.adapters.board.console import Console
from firmware.adapters.board.dialling import trusting
from firmware.adapters.board.packet_socket import PacketSocket
from firmware.adapters.board.uptime import Uptime
from firmware.adapters.board.watchdog import Watchdog
from firmware.adapters.board.wifi import NoWifi
from firmware.core.common import inputs
from shared_protocol import codes, fields, messages, topics
from shared_protocol.channel import DeviceChannel

DEVICE_ID = "link-trial"
DEADLINE_MS = 30_000

# The link is that of every kind of device. This one takes one command, a lend: its row alone, as every table takes heap.
LEND = 1
ROWS = (messages.ROWS, ({LEND: (topics.COMMAND, (fields.COMMAND, fields.ORDER), ())}, {}, {}))


class Settings:
    device_id = DEVICE_ID


def presence(connection, online):
    body = {fields.TYPE: messages.PRESENCE, fields.ONLINE: online, fields.BOOT: 1, fields.CONNECTION: connection}
    if online:
        body.update({fields.JOURNAL: bytes(8), fields.UPTIME_MS: 0})
    return body


class Device:
    def __init__(self, link, wanted):
        self.link = link
        self.wanted = wanted
        self.taken = 0
        self.lowest = 1 << 30

    def feed(self, event):
        if event[0] == inputs.LINK_UP:
            self.link.publish(topics.PRESENCE, presence(event[1], True), True)
        elif event[0] == inputs.MESSAGE:
            self.taken += 1
            self.answer()
        self.link.flush()

    def answer(self):
        event = {
            fields.TYPE: messages.BOOTED,
            fields.JOURNAL: bytes(8),
            fields.SEQ: self.taken,
            fields.BOOT: 1,
            fields.UPTIME_MS: self.taken,
            fields.CLOCK_QUALITY: codes.CLOCK_NONE,
            fields.RESET_CAUSE: 1,
            fields.FIRMWARE_VERSION: "trial",
        }
        self.link.publish(topics.EVENT, event, False)


def context_of(authority):
    if authority == "-":
        return None
    with open(authority, "rb") as file:  # noqa: PTH123 - MicroPython has no pathlib
        return trusting(file.read())


async def main():
    host, port, password, key, wanted, silence_ms, authority = sys.argv[1:]
    mqtt_link.SILENCE_MS = int(silence_ms)
    mqtt_link.PING_MS = int(silence_ms) // 3
    Settings.broker_host, Settings.broker_port, Settings.broker_password = host, int(port), password
    gc.threshold(2048)  # as the firmware has it
    gc.collect()
    channel = DeviceChannel(DEVICE_ID, 1, bytes([int(key[at : at + 2], 16) for at in range(0, 64, 2)]), ROWS)
    console = Console(Uptime(time.ticks_ms, time.ticks_diff))
    watchdog = Watchdog(None, 1000)
    link = mqtt_link.MqttLink(Settings, channel, PacketSocket(), NoWifi(), console, watchdog, context_of(authority))
    device = Device(link, int(wanted))
    link.serve(device.feed, lambda connection: presence(connection, False))
    task = asyncio.create_task(link.run())
    longest = 0
    before = time.ticks_ms()
    began = before
    while device.taken < device.wanted and time.ticks_diff(time.ticks_ms(), began) < DEADLINE_MS:
        await asyncio.sleep_ms(5)
        now = time.ticks_ms()
        longest = max(longest, time.ticks_diff(now, before))
        before = now
    await asyncio.sleep_ms(200)
    task.cancel()
    gc.collect()
    print("taken", device.taken, "discarded", link.discarded, "longest pause", longest, "free", gc.mem_free())


asyncio.run(main())
