"""Opens the envelopes of a file (a leaf and hexadecimal bytes a line) as a device does and prints what came of each.

For CPython and MicroPython alike. An accepted message is printed as the bytes that it encodes to.
"""

import sys

from shared_protocol import cabinet as wire
from shared_protocol import cbor
from shared_protocol.channel import DeviceChannel
from shared_protocol.errors import RemoteError

DEVICE_ID = "cabinet-0001"
KEY_VERSION = 1
ROOT = bytes(range(32))

_DEVICE = DeviceChannel(DEVICE_ID, KEY_VERSION, ROOT, wire.ROWS)


def outcome(line):
    """Return what opening one line of the file gives."""
    leaf, data = line.split()
    try:
        return cbor.encode(_DEVICE.open(leaf, bytes.fromhex(data))).hex()
    except RemoteError as error:
        return "refused " + str(error.code)
    except Exception as error:  # noqa: BLE001 - whatever else is raised is a finding, and stands in the line
        return "raised " + type(error).__name__ + " " + str(error)


def main():
    """Print the outcomes."""
    with open(sys.argv[1]) as stream:  # noqa: PTH123 - MicroPython has no pathlib
        for line in stream:
            print(outcome(line))


if __name__ == "__main__":
    main()
