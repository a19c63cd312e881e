"""One end of the wire, spelt in names alone: `two_ends.py seal`, or `two_ends.py open HEX`. For CPython and MicroPython.

Here both ends use the device's channel; what goes up is sealed with the very key that opens what comes down, so that
either interpreter can play either end.
"""

import sys

from shared_protocol import cabinet as wire
from shared_protocol import envelope, fields, keys, topics
from shared_protocol.cbor import encode
from shared_protocol.channel import DeviceChannel

DEVICE_ID = "cabinet-0001"
ROOT = bytes(range(32))


def body():
    """Return a status of one slot."""
    slot = {wire.SLOT: 5, wire.SLOT_STATE: wire.SLOT_OCCUPIED, wire.FAULTS: 0, wire.BANK: b"abcdef"}
    return {fields.TYPE: wire.STATUS, fields.BOOT: 7, fields.UPTIME_MS: 1234567890123, wire.SLOTS: [slot]}


def main():
    """Print the sealed message, or what is in the one that is given."""
    device = DeviceChannel(DEVICE_ID, 1, ROOT, wire.ROWS)
    if sys.argv[1] == "seal":
        key = keys.MacKey(keys.derive(ROOT, keys.DOWN))
        protected = envelope.protected_header(device.key_id)
        print(envelope.seal(key, protected, device.topic(topics.STATUS), encode(body())).hex())
    else:
        opened = device.open(topics.STATUS, bytes.fromhex(sys.argv[2]))
        slot = opened[wire.SLOTS][0]
        print(opened[fields.BOOT], opened[fields.UPTIME_MS], slot[wire.SLOT], str(slot[wire.BANK], "utf-8"))


if __name__ == "__main__":
    main()
